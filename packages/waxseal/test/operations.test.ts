import { readdir, readFile } from 'node:fs/promises'
import { providerCalls, webMethods } from '@waxseal/unisender'
import { expect, test } from 'vitest'
import { handlers } from '../src/handlers.js'
import { createMailbox } from '../src/mailbox.js'
import { operations, type ProviderCall } from '../src/operations.js'

const SOURCES = new URL('../src/', import.meta.url)

async function providerCallsInSource(): Promise<Set<string>> {
  const found = new Set<string>()
  for (const name of await readdir(SOURCES, { recursive: true })) {
    if (!name.endsWith('.ts')) continue
    const text = await readFile(new URL(name, SOURCES), 'utf8')
    for (const [, group, call] of text.matchAll(/\bprovider\s*\.(lists|contacts|messages|campaigns)\s*\.(\w+)\(/g)) {
      found.add(`${group}.${call}`)
    }
  }
  return found
}

test('the mailbox has exactly the operations of the table, and each has its steps', () => {
  const mailbox = createMailbox({} as never, { principal: 'x', context: {}, network: undefined })
  const methods = Object.entries(mailbox).flatMap(([group, members]) =>
    Object.keys(members).map((name) => `${group}.${name}`),
  )
  const names = operations.map(({ name }) => name)
  expect(methods.sort()).toEqual([...names].sort())
  expect(Object.keys(handlers).sort()).toEqual([...names].sort())
})

test('every provider call in the source stands in the table, and every one in the table is made', async () => {
  const inTable = new Set<string>(operations.flatMap(({ provider }) => provider))
  expect([...(await providerCallsInSource())].sort()).toEqual([...inTable].sort())
})

test('every provider method that touches contacts is reached through the table only', () => {
  const reached = new Set(
    operations.flatMap(({ provider }) => provider).flatMap((call: ProviderCall) => providerCalls[call]),
  )
  const personal = Object.values(webMethods).filter((row) => row.personal.length > 0)
  expect(personal.length).toBeGreaterThan(3)
  for (const row of personal) expect(reached, row.name).toContain(row.name)
})

test('an operation that calls a personal method says which of its fields are personal', () => {
  for (const operation of operations) {
    const rows = operation.provider
      .flatMap((call) => providerCalls[call])
      .map((name) => webMethods[name as keyof typeof webMethods])
    const carries = rows.some((row) => row !== undefined && row.personal.length > 0)
    if (carries && !operation.inspected) {
      expect(operation.personalInput.length + operation.personalOutput.length, operation.name).toBeGreaterThan(0)
    }
  }
})

test('only sends are inspected, and all sends are', () => {
  const sends = operations.filter(({ actions }) => actions.some((action) => action.startsWith('campaigns.send')))
  expect(operations.filter(({ inspected }) => inspected)).toEqual(sends)
})
