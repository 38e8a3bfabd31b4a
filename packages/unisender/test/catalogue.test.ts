import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { goMethods, type MethodRow, webMethods } from '@waxseal/unisender'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { checkAnswer } from '../src/check.js'
import { readGoAnswer } from '../src/go-answer.js'
import { exportColumns, importColumns } from '../src/system-columns.js'
import { readWebAnswer } from '../src/web-answer.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = resolve(root, process.env.CONFORMANCE_DIR ?? '../shared', 'unisender')

interface Entry {
  readonly name: string
  readonly effect: string
  readonly params: readonly {
    readonly name: string
    readonly form: string
    readonly required: boolean | string
    readonly enum?: readonly string[]
    readonly personalData?: boolean
  }[]
  readonly result: { readonly example: Record<string, unknown> }
  readonly rateLimit: { readonly calls?: number; readonly perSeconds?: number }
}

function load(file: string): readonly Entry[] {
  const path = resolve(folder, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
}

/** The arguments that a row's schema knows, as the catalogue writes them: `message.recipients[].email`. */
function pathsOf(schema: unknown, base = ''): { path: string; required: boolean }[] {
  const {
    properties = {},
    required = [],
    items,
  } = (schema ?? {}) as {
    properties?: Record<string, unknown>
    required?: string[]
    items?: unknown
  }
  if (items !== undefined) return pathsOf(items, `${base}[]`)
  return Object.entries(properties).flatMap(([name, inner]) => {
    const path = base === '' ? name : `${base}.${name}`
    return [{ path, required: required.includes(name) }, ...pathsOf(inner, path)]
  })
}

const inputOf = (row: MethodRow) => z.toJSONSchema(row.arguments(), { io: 'input', unrepresentable: 'any' })

const web = load('web-api.json')
const go = load('go-api.json')

// Set CONFORMANCE_DIR to the folder that holds unisender/web-api.json to run these.
describe.skipIf(web.length === 0)(
  'the table against the catalogue of the Web API (skipped without CONFORMANCE_DIR)',
  () => {
    test.each(Object.entries<MethodRow>(webMethods))('%s', (name, row) => {
      const entry = web.find((one) => one.name === name)
      expect(row.name).toBe(name)
      expect(row.effect).toBe(entry?.effect)
      expect(row.forms).toEqual(Object.fromEntries(entry?.params.map((param) => [param.name, param.form]) ?? []))
      expect(row.limits).toMatchObject({ calls: entry?.rateLimit.calls, perSeconds: entry?.rateLimit.perSeconds })
      const paths = pathsOf(inputOf(row)).filter(({ path }) => !path.includes('[]'))
      expect(paths.map(({ path }) => path).sort()).toEqual(entry?.params.map((param) => param.name).sort())
      const required = paths.filter((path) => path.required).map(({ path }) => path)
      const wanted = entry?.params.filter((param) => param.required === true).map((param) => param.name)
      expect(required.sort()).toEqual(wanted?.sort())
      const personal =
        entry?.params.filter((param) => param.personalData).map((param) => `arguments.${param.name}`) ?? []
      expect(row.personal).toEqual(expect.arrayContaining(personal))
      const answer = readWebAnswer({ status: 200, text: JSON.stringify(entry?.result.example) })
      expect(answer.ok && checkAnswer(row, answer.value).ok).toBe(true)
    })

    test('the system columns are those of the catalogue', () => {
      const columns = (name: string) =>
        web.find((one) => one.name === name)?.params.find((param) => param.name === 'field_names')?.enum
      expect([...importColumns].sort()).toEqual([...(columns('importContacts') ?? [])].sort())
      expect([...exportColumns].sort()).toEqual([...(columns('async/exportContacts') ?? [])].sort())
    })
  },
)

describe.skipIf(go.length === 0)(
  'the table against the catalogue of Unisender Go (skipped without CONFORMANCE_DIR)',
  () => {
    test.each(Object.entries<MethodRow>(goMethods))('%s', (name, row) => {
      const entry = go.find((one) => one.name === name)
      expect(row.name).toBe(name)
      expect(row.effect).toBe(entry?.effect)
      // Names of single headers stand in the catalogue; to the schema `headers` is a map.
      const wanted = entry?.params.filter((param) => !param.name.startsWith('message.headers.'))
      expect(
        pathsOf(inputOf(row))
          .map(({ path }) => path)
          .sort(),
      ).toEqual(wanted?.map((param) => param.name).sort())
      for (const [argument, form] of Object.entries(row.forms)) {
        expect(form).toBe(entry?.params.find((param) => param.name === argument)?.form)
      }
      for (const { name: path } of entry?.params.filter((param) => param.personalData) ?? []) {
        expect(row.personal.some((covered) => `arguments.${path}`.startsWith(covered))).toBe(true)
      }
      const answer = readGoAnswer({ status: 200, text: JSON.stringify(entry?.result.example) })
      expect(answer.ok && checkAnswer(row, answer.value).ok).toBe(true)
    })
  },
)
