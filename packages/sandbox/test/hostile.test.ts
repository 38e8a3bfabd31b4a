import type { Sandbox } from '@waxseal/sandbox'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GO_METHODS } from '../src/go/go-methods.js'
import { WEB_METHODS } from '../src/web/web-methods.js'
import { WORLD, withSandbox } from './support/sandbox.js'

const NAMES = [
  ...['list_id', 'title', 'email', 'field_names', 'data', 'message_id', 'campaign_id', 'contacts', 'body', 'subject'],
  ...['sender_name', 'sender_email', 'attachments', 'start_time', 'limit', 'task_uuid', 'name', 'type', 'field_ids'],
]
const key = fc
  .tuple(
    fc.constantFrom(...NAMES, '__proto__', 'constructor'),
    fc.array(fc.constantFrom('[]', '[0]', '[1]', '[-1]', '[__proto__]', '[email]', '[', ']'), { maxLength: 3 }),
  )
  .map(([name, brackets]) => name + brackets.join(''))
const value = fc.oneof(
  fc.constantFrom('501', '0', '1', '-1', '1e9', 'email', 'news@romashka.ru', 'a@b.ru', '%FF', '{{', '2025-01-01 00:00'),
  fc.string(),
)
const form = fc
  .array(fc.tuple(key, value), { maxLength: 12 })
  .map((pairs) => pairs.map(([name, text]) => `${encodeURIComponent(name)}=${text.replace(/[&=]/g, '')}`).join('&'))

function noneFellOver(sandbox: Sandbox): void {
  expect(sandbox.requests.length).toBeGreaterThan(0)
  expect(sandbox.requests.filter((request) => request.outcome === 'http-500')).toEqual([])
  expect(({} as Record<string, unknown>)['0']).toBeUndefined()
}

test('no form makes a method of the classic API fall over', () =>
  withSandbox({ ...WORLD, clock: advancing() }, async (sandbox) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const method = fc.constantFrom(...WEB_METHODS.keys())
    await fc.assert(
      fc.asyncProperty(method, form, async (name, args) => {
        const body = `api_key=${sandbox.apiKey}&${args}`
        const response = await fetch(`${sandbox.url}/en/api/${name}`, { method: 'POST', headers, body })
        expect(response.status).toBe(200)
        const envelope = (await response.json()) as object
        expect('result' in envelope || 'error' in envelope).toBe(true)
      }),
      { numRuns: 400 },
    )
    await sandbox.whenIdle()
    noneFellOver(sandbox)
  }))

test('no JSON makes a method of Go fall over', () =>
  withSandbox(WORLD, async (sandbox) => {
    const message = fc.dictionary(
      fc.constantFrom(
        'recipients',
        'body',
        'subject',
        'from_email',
        'headers',
        'options',
        'tags',
        'attachments',
        '__proto__',
      ),
      fc.oneof(fc.jsonValue(), fc.constantFrom('a@romashka.ru', [{ email: 'a@b.ru' }], { html: 'x' }, {})),
    )
    const method = fc.constantFrom(...GO_METHODS.keys())
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.oneof(
          fc.jsonValue(),
          message.map((inner) => ({ message: inner })),
        ),
        async (name, body) => {
          const response = await fetch(`${sandbox.goUrl}/${name}.json`, {
            method: 'POST',
            headers: { 'x-api-key': sandbox.goApiKey },
            body: JSON.stringify(body),
          })
          expect([200, 400, 403]).toContain(response.status)
          expect(['success', 'error']).toContain(((await response.json()) as { status: string }).status)
        },
      ),
      { numRuns: 400 },
    )
    await sandbox.whenIdle()
    noneFellOver(sandbox)
  }))

test('paths and methods that are none', () =>
  withSandbox(WORLD, async (sandbox) => {
    const statuses: number[] = []
    for (const path of [
      '/',
      '/en/api/',
      '/xx/api/getLists',
      '/files/',
      '/files/../Maildir',
      '/ru/transactional/api/v1/.json',
    ]) {
      statuses.push((await fetch(`${sandbox.url}${path}`, { method: 'DELETE' })).status)
    }
    expect(statuses).toEqual([404, 404, 404, 404, 404, 405])
    noneFellOver(sandbox)
  }))

/** A clock of its own minute for every call, so that no limit stands before the methods. */
function advancing(): () => number {
  let now = Date.parse('2025-06-01T08:00:00Z')
  return () => {
    now += 1_000
    return now
  }
}
