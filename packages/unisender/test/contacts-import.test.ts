import type { ContactRow } from '@waxseal/core'
import { isUnisenderError } from '@waxseal/unisender'
import { expect, test } from 'vitest'
import { clientOf } from './support/client.js'
import { type Answer, type Received, serve } from './support/server.js'

/** The rows of one call as objects, read by its own columns. */
function rowsOf({ form }: Received): Record<string, string>[] {
  const columns: string[] = []
  const rows: Record<string, string>[] = []
  for (const [key, value] of form) {
    const [, name, first = '', second = ''] = /^(field_names|data)\[(\d+)\](?:\[(\d+)\])?$/.exec(key) ?? []
    if (name === 'field_names') columns[Number(first)] = value
    if (name !== 'data') continue
    const row = rows[Number(first)] ?? {}
    rows[Number(first)] = row
    row[columns[Number(second)] ?? ''] = value
  }
  return rows
}

const takeAll: Answer = (received) => {
  const total = rowsOf(received).length
  return { result: { total, inserted: total, updated: 0, deleted: 0, new_emails: total } }
}

const people = (count: number, from = 0): ContactRow[] =>
  Array.from({ length: count }, (_, index) => ({ email: `person${from + index}@example.com` }))

test('columns follow names, not the order of keys; a field that a row lacks goes out empty', async () => {
  const server = await serve(takeAll)
  const rows: ContactRow[] = [
    { email: 'anna+x@example.com', fields: { name: 'Анна & Co', city: 'СПб' } },
    { fields: { city: 'Москва' }, email: ' Ivan@Example.com ', phone: '+79990000001' },
    { email: 'olga@example.com', fields: { city: '', name: '0' } },
  ]
  const before = structuredClone(rows)
  expect(await clientOf(server.url).contacts.importAll(rows, { listId: '501' })).toEqual({ accepted: 3, refused: [] })
  const [call] = server.received
  expect(call && Buffer.from(call.body, 'latin1').toString()).toContain(
    'api_key=KEY&field_names%5B0%5D=email&field_names%5B1%5D=email_list_ids',
  )
  expect(call && rowsOf(call)).toEqual([
    { email: 'anna+x@example.com', email_list_ids: '501', phone: '', name: 'Анна & Co', city: 'СПб' },
    { email: 'Ivan@Example.com', email_list_ids: '501', phone: '+79990000001', name: '', city: 'Москва' },
    { email: 'olga@example.com', email_list_ids: '501', phone: '', name: '0', city: '' },
  ])
  expect(rows).toEqual(before)
})

test('any number of rows goes out in calls of 500, with progress, from any kind of source', async () => {
  const server = await serve(takeAll)
  const progress: number[] = []
  async function* source() {
    yield* people(1_201)
  }
  const report = await clientOf(server.url).contacts.importAll(source(), {
    listId: '501',
    onProgress: (done) => progress.push(done),
  })
  expect(report).toEqual({ accepted: 1_201, refused: [] })
  expect(server.received.map((call) => rowsOf(call).length)).toEqual([500, 500, 201])
  expect(progress).toEqual([500, 1_000, 1_201])
})

test('nothing to import is no call', async () => {
  const server = await serve(takeAll)
  expect(await clientOf(server.url).contacts.importAll([], { listId: '501' })).toEqual({ accepted: 0, refused: [] })
  expect(server.received).toHaveLength(0)
})

test('what is wrong with a row is found before the call and reported by row', async () => {
  const server = await serve(takeAll)
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`f${index}`, 'x']))
  const rows: unknown[] = [
    { email: 'anna@example.com' },
    { email: 'anna@' },
    { email: 'ANNA@example.com' },
    { email: 'b@example.com', fields: { delete: '1' } },
    { email: 'c@example.com', fields: { ' Email_List_IDs ': '502' } },
    { email: 'd@example.com', fields: { name: 5 } },
    { email: 'e@example.com', fields: { '': 'x' } },
    { email: 'f@example.com', fields: many },
    { email: 'g@example.com', phone: 7 },
    null,
    'h@example.com',
    { email: 'i@пример.рф' },
    { email: 'i@xn--e1afmkfd.xn--p1ai' },
  ]
  const report = await clientOf(server.url).contacts.importAll(rows as ContactRow[], { listId: '501' })
  expect(report).toEqual({
    accepted: 2,
    refused: [
      { row: 1, reason: 'invalid-email' },
      { row: 2, reason: 'duplicate' },
      { row: 3, reason: 'reserved-field' },
      { row: 4, reason: 'reserved-field' },
      { row: 5, reason: 'invalid-field' },
      { row: 6, reason: 'invalid-field' },
      { row: 7, reason: 'too-many-fields' },
      { row: 8, reason: 'invalid-field' },
      { row: 9, reason: 'invalid-email' },
      { row: 10, reason: 'invalid-email' },
      { row: 12, reason: 'duplicate' },
    ],
  })
})

test('more than 50 custom fields among the rows make a second call', async () => {
  const server = await serve(takeAll)
  const rows = Array.from({ length: 60 }, (_, index) => ({
    email: `p${index}@example.com`,
    fields: { [`f${index}`]: 'x' },
  }))
  const report = await clientOf(server.url).contacts.importAll(rows, { listId: '501' })
  expect(report.accepted).toBe(60)
  expect(server.received.map((call) => rowsOf(call).length)).toEqual([50, 10])
})

test('refusals of the provider come back with the row of the whole import and without its text', async () => {
  let call = 0
  const server = await serve((received) => {
    const total = rowsOf(received).length
    const log = [
      { index: '3', code: 'invalid_arg', message: 'E-mail person503@example.com is not well formed' },
      { index: 3, code: 'again', message: '' },
      { index: 4, code: 'person504@example.com', message: '' },
      { index: 9_999, code: 'invalid_arg', message: '' },
    ]
    return call++ === 0
      ? { result: { total, inserted: total - 1, updated: 1, deleted: 0, new_emails: 0, invalid: 0, log: [] } }
      : { result: { total, inserted: total - 2, updated: 0, deleted: 0, new_emails: 0, invalid: 2, log } }
  })
  const rows = [{ email: 'broken' }, ...people(505)]
  const report = await clientOf(server.url).contacts.importAll(rows, { listId: '501' })
  expect(report).toEqual({
    accepted: 503,
    refused: [
      { row: 0, reason: 'invalid-email' },
      { row: 504, reason: 'invalid_arg' },
      { row: 505, reason: 'unspecified' },
    ],
  })
  expect(JSON.stringify(report)).not.toContain('@')
})

test('rows that the provider leaves out without a word are not counted as accepted', async () => {
  const server = await serve(() => ({ result: { total: 3, inserted: 1, updated: 1, deleted: 0, new_emails: 1 } }))
  expect((await clientOf(server.url).contacts.importAll(people(3), { listId: '501' })).accepted).toBe(2)
})

test('a fault of the first call is thrown: nothing is known to be taken', async () => {
  const server = await serve(() => ({ error: 'wrong', code: 'invalid_api_key' }))
  const error: unknown = await clientOf(server.url)
    .contacts.importAll(people(600), { listId: '501' })
    .catch((caught: unknown) => caught)
  expect(isUnisenderError(error, 'invalid-key')).toBe(true)
  expect(server.received).toHaveLength(1)
})

test.each([
  [503, 'unknown', 4],
  [403, 'not-sent', 2],
])('HTTP %i in a later call loses nothing: its rows are %s', async (status, reason, calls) => {
  let call = 0
  const server = await serve((received, response, request) => {
    if (call++ === 0) return takeAll(received, response, request)
    response.writeHead(status).end()
    return undefined
  })
  const report = await clientOf(server.url).contacts.importAll(people(1_300), { listId: '501' })
  expect(report.accepted).toBe(500)
  expect(report.refused).toHaveLength(800)
  expect(report.refused[0]).toEqual({ row: 500, reason })
  expect(report.refused[499]).toEqual({ row: 999, reason })
  expect(report.refused.slice(500).every((refusal) => refusal.reason === 'not-sent')).toBe(true)
  expect(server.received).toHaveLength(calls)
})

test('somebody who aborts gets the report so far, and his source is closed', async () => {
  const server = await serve(takeAll)
  const controller = new AbortController()
  let closed = false
  function* source() {
    try {
      yield* people(100_000)
    } finally {
      closed = true
    }
  }
  const onProgress = () => controller.abort()
  const options = { listId: '501', signal: controller.signal, onProgress }
  const report = await clientOf(server.url).contacts.importAll(source(), options)
  expect(report.accepted).toBe(500)
  expect(report.refused).toHaveLength(500)
  expect(closed).toBe(true)
})

test('an error of the source is told by its row, and what it quotes is dropped', async () => {
  const server = await serve(takeAll)
  async function* source() {
    yield* people(3)
    throw new Error('cannot read anna@example.com')
  }
  const error: unknown = await clientOf(server.url)
    .contacts.importAll(source(), { listId: '501' })
    .catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'source-failed', details: { row: 3 } })
  expect(String(error)).not.toContain('anna')
})

test('a list id that is none is refused before the source is read', async () => {
  const rows = {
    [Symbol.iterator](): Iterator<ContactRow> {
      throw new Error('was read')
    },
  }
  const work = clientOf('http://127.0.0.1:9').contacts.importAll(rows, { listId: '501,502' })
  await expect(work).rejects.toMatchObject({ code: 'bad-argument', details: { path: 'listId' } })
})
