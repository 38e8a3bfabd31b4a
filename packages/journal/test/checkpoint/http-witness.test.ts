import type { Journal } from '@waxseal/core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createCheckpointer,
  createCheckpointSigner,
  httpWitness,
  memoryJournal,
  memoryKeyRing,
  verifyCheckpoint,
} from '../../src/index.js'
import { draft, TARGET } from '../recorded-journal.js'
import { type IndependentKey, independentKey, seed } from './independent-keys.js'
import { type LoopbackWitness, loopbackWitness } from './loopback-witness.js'

const ORIGIN = 'crm.example.com/record'
const keyRing = memoryKeyRing({ keys: [{ id: 'k1', secret: seed(11) }] })
const signer = createCheckpointSigner({ keyRing, origin: ORIGIN })

let log: IndependentKey
let server: LoopbackWitness
beforeEach(async () => {
  log = independentKey(ORIGIN, (await keyRing.current({ tenant: 'default', use: 'checkpoint' })).bytes)
  server = await loopbackWitness({ [ORIGIN]: [log] }, seed(21))
})
afterEach(() => server.close())

async function journalOf(count: number, first = 0): Promise<Journal> {
  const journal = memoryJournal()
  await append(journal, count, first)
  return journal
}
async function append(journal: Journal, count: number, first = 0): Promise<void> {
  for (let number = 0; number < count; number++) await journal.append(TARGET, [draft(first + number)])
}
const witnessOf = (more: Partial<Parameters<typeof httpWitness>[0]> = {}) =>
  httpWitness({ url: server.url, key: server.key, ...more })
const publisherOf = (journal: Journal, witness = witnessOf()) =>
  createCheckpointer({ journal, signer, witnesses: [witness] })

test('a record that grows is cosigned at every size, over real HTTP', async () => {
  const journal = memoryJournal()
  const checkpointer = publisherOf(journal)
  for (let size = 0; size <= 40; size += 1 + (size % 5)) {
    await append(journal, size - journal.head().size)
    server.time++
    const { checkpoint, failures, head } = await checkpointer.publish()
    expect(failures).toEqual([])
    expect(head).toEqual(journal.head())
    const verdict = await verifyCheckpoint(checkpoint, [log.text, server.key], { atLeast: 2 })
    expect(verdict).toMatchObject({ ok: true, checkpoint: head, signatures: [{}, { at: server.time * 1_000 }] })
    expect(server.seen.get(ORIGIN)?.size).toBe(size)
  }
  expect(new Set(server.statuses)).toEqual(new Set([200]))
  expect(Math.max(...server.proofLengths)).toBeGreaterThan(2)
})

test('after a restart the witness tells where it stands, and one request more is enough', async () => {
  const journal = await journalOf(5)
  await publisherOf(journal).publish()
  await append(journal, 8, 5)
  expect((await publisherOf(journal).publish()).failures).toEqual([])
  expect(server.statuses).toEqual([200, 409, 200])
})

test('a witness that lost its memory begins anew', async () => {
  const journal = await journalOf(5)
  const checkpointer = publisherOf(journal)
  await checkpointer.publish()
  server.seen.clear()
  await append(journal, 1, 5)
  expect((await checkpointer.publish()).failures).toEqual([])
  expect(server.statuses).toEqual([200, 409, 200])
})

test('the same head again gives a cosignature of a later time', async () => {
  const checkpointer = publisherOf(await journalOf(5))
  const first = await checkpointer.publish()
  server.time += 3_600
  const second = await checkpointer.publish()
  expect(second.checkpoint).not.toBe(first.checkpoint)
  expect(second.checkpoint.split('\n').length).toBe(first.checkpoint.split('\n').length)
  expect(server.statuses).toEqual([200, 200])
})

describe('what is wrong with the record', () => {
  const codeOf = async (journal: Journal) => {
    const [failure] = (await publisherOf(journal).publish()).failures
    return failure?.error
  }
  beforeEach(async () => {
    await publisherOf(await journalOf(20)).publish()
  })

  test('a record made anew is no continuation, longer or as long', async () => {
    expect(await codeOf(await journalOf(30, 100))).toMatchObject({ code: 'witness-conflict', details: { status: 422 } })
    expect(await codeOf(await journalOf(20, 100))).toMatchObject({ code: 'witness-conflict', details: { status: 409 } })
    expect(await codeOf(await journalOf(20))).toBeUndefined()
  })

  test('a record that was cut off is behind its witness', async () => {
    const details = { size: 20, ours: 19 }
    expect(await codeOf(await journalOf(19))).toMatchObject({ code: 'witness-ahead', details })
  })
})

test('a log that the witness does not know, by its name or by its key', async () => {
  const journal = await journalOf(3)
  for (const [other, status] of [
    [createCheckpointSigner({ keyRing, origin: 'crm.example.com/other' }), 404],
    [createCheckpointSigner({ keyRing, tenant: 'other', origin: ORIGIN }), 403],
  ] as const) {
    const checkpointer = createCheckpointer({ journal, signer: other, witnesses: [witnessOf()] })
    const { failures } = await checkpointer.publish()
    expect(failures).toMatchObject([
      { witness: 'witness.example/w1', error: { code: 'witness-refused', details: { status } } },
    ])
  }
})

test('while a witness is away the record goes on, and it is asked again from where it stood', async () => {
  const journal = await journalOf(5)
  const checkpointer = publisherOf(journal)
  await checkpointer.publish()
  server.intercept = (request) => {
    request.destroy()
    return true
  }
  for (let round = 0; round < 3; round++) {
    await append(journal, 4, 100 + round)
    const { failures, checkpoint } = await checkpointer.publish()
    expect(failures).toMatchObject([{ error: { code: 'witness-unreachable' } }])
    expect(await verifyCheckpoint(checkpoint, [log.text])).toMatchObject({ ok: true, checkpoint: journal.head() })
  }
  server.intercept = undefined
  expect((await checkpointer.publish()).failures).toEqual([])
  expect(server.statuses).toEqual([200, 200])
})

describe('hostile answers', () => {
  const submit = async (answer: (text: string) => Response | Promise<Response>, timeout = 10_000) => {
    const journal = await journalOf(3)
    const fake: typeof fetch = async (_, init) => answer(String(init?.body).split('\n\n')[1] ?? '')
    const { failures } = await publisherOf(journal, witnessOf({ fetch: fake, timeout })).publish()
    return failures[0]?.error
  }
  const key = independentKey('witness.example/w1', seed(21), 4)
  const other = independentKey('witness.example/w1', seed(22), 4)
  const size = (text: string, type = 'text/x.tlog.size') =>
    new Response(text, { status: 409, headers: { 'content-type': type } })

  test.each<[string, string, (text: string) => Response | Promise<Response>]>([
    ['nothing', 'witness-answer-invalid', () => new Response('')],
    ['a page', 'witness-answer-invalid', () => new Response('<html>')],
    ['a line without its break', 'witness-answer-invalid', (text) => new Response(key.cosign(`${text}\n`, 5))],
    ['another key', 'witness-answer-invalid', (text) => new Response(`${other.cosign(`${text}\n`, 5)}\n`)],
    ['another text', 'witness-answer-invalid', () => new Response(`${key.cosign('other\n', 5)}\n`)],
    ['no time', 'witness-answer-invalid', (text) => new Response(`${key.cosign(`${text}\n`, 0)}\n`)],
    [
      'a good line and a false one',
      'witness-answer-invalid',
      (text) => new Response(`${key.cosign(`${text}\n`, 5)}\n${key.cosign('other\n', 5)}\n`),
    ],
    [
      'without end',
      'witness-answer-invalid',
      () => new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65_536).fill(97)) })),
    ],
    [
      'always another size',
      'witness-unreachable',
      (() => {
        let at = 0
        return () => size(`${++at % 3}\n`)
      })(),
    ],
    ['the size that was said', 'witness-refused', () => size('0\n')],
    ['a size with a zero in front', 'witness-refused', () => size('02\n')],
    ['a size without its line break', 'witness-refused', () => size('2')],
    ['a size of another type', 'witness-refused', () => size('2\n', 'text/plain')],
    ['a size past all numbers', 'witness-refused', () => size(`${'9'.repeat(20)}\n`)],
    ['a huge size', 'witness-ahead', () => size('999999999999999\n')],
    ['later', 'witness-unreachable', () => new Response('', { status: 503 })],
    ['too many', 'witness-unreachable', () => new Response('', { status: 429 })],
    ['misunderstood', 'witness-refused', () => new Response('', { status: 400 })],
    ['accepted, not done', 'witness-refused', () => new Response(null, { status: 204 })],
    [
      'broken off',
      'witness-unreachable',
      () => new Response(new ReadableStream({ pull: (to) => to.error(new Error('anna@mail.example')) })),
    ],
    [
      'no answer',
      'witness-unreachable',
      () => Promise.reject(new TypeError('fetch failed for https://user:secret@host')),
    ],
  ])('%s: %s', async (_, code, answer) => {
    const error = await submit(answer)
    expect(error).toMatchObject({ code })
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toMatch(/secret|anna/)
  })

  test('an answer that never comes', async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
    const { failures } = await publisherOf(await journalOf(1), witnessOf({ fetch: never, timeout: 1 })).publish()
    expect(failures).toMatchObject([{ error: { code: 'witness-unreachable' } }])
  })

  test('signatures of others beside its own are left out', async () => {
    const journal = await journalOf(3)
    server.intercept = undefined
    const beside: typeof fetch = async (...request) => {
      const response = await fetch(...request)
      return new Response(`${other.cosign('whatever\n', 5)}\n${await response.text()}`, response)
    }
    const { checkpoint, failures } = await publisherOf(journal, witnessOf({ fetch: beside })).publish()
    expect(failures).toEqual([])
    expect(checkpoint.match(/witness\.example/g)?.length).toBe(1)
  })

  test('a redirect is not followed: the checkpoint is for that witness', async () => {
    server.intercept = (_request, response) => {
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()
      return true
    }
    const { failures } = await publisherOf(await journalOf(3)).publish()
    expect(failures).toMatchObject([{ error: { code: 'witness-unreachable' } }])
  })
})

test('the key of a witness must be one of a witness', () => {
  expect(() => httpWitness({ url: server.url, key: log.text })).toThrow(
    expect.objectContaining({ code: 'verifier-key-invalid' }),
  )
  expect(() => httpWitness({ url: server.url, key: 'nonsense' })).toThrow(
    expect.objectContaining({ code: 'verifier-key-invalid' }),
  )
})
