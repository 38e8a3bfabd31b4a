import type { EventDraft, JsonObject } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDraft, placeEvent } from '../../src/event-draft.js'
import {
  entryOf,
  inclusionProof,
  leafHash,
  leafHashes,
  memoryJournal,
  merkleRoot,
  verifyInclusion,
} from '../../src/index.js'
import { fileJournal } from '../../src/node.js'
import { draft, TARGET } from '../recorded-journal.js'
import { temporaryDirectory } from '../temporary-directory.js'

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })
const data = fc.dictionary(
  fc.string({ unit: 'binary' }).filter((key) => key !== '__proto__'),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonObject>,
)

test('the entry is what a journal writes, also of an event that was read back', () => {
  fc.assert(
    fc.property(name, name, name, fc.nat(), fc.integer(), data, (tenant, stream, type, seq, at, given) => {
      let checked: ReturnType<typeof checkDraft>
      try {
        checked = checkDraft({ type, at, data: given as JsonObject }, 0)
      } catch {
        // A key `__proto__` further down.
        return
      }
      const { event, json } = placeEvent(checked, { seq, tenant, stream, version: 3 })
      expect(Buffer.from(entryOf(event)).toString()).toBe(Buffer.from(json).toString())
      const { data: body, ...rest } = JSON.parse(json) as typeof event
      expect(Buffer.from(entryOf({ data: body, ...rest })).toString()).toBe(Buffer.from(json).toString())
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['memory', async () => memoryJournal()],
  ['file', async () => fileJournal(await temporaryDirectory())],
])('the leaves of a journal make its head and prove its events: %s', async (_, open) => {
  const journal = await open()
  const odd: EventDraft = {
    type: 'odd.happened',
    at: -1,
    data: { b: -0, 2: [1e21, 1e-7], 1: '\ud800 \u2028', a: null },
  }
  for (let number = 0; number < 20; number++) await journal.append(TARGET, [number === 7 ? odd : draft(number)])
  const leaves = await leafHashes(journal)
  const head = journal.head()
  expect(
    Buffer.from(merkleRoot([...Array(20)].map((_, at) => leaves.slice(at * 32, at * 32 + 32)))).toString('base64url'),
  ).toBe(head.root)
  for await (const event of journal.read()) {
    const proof = inclusionProof(leaves, event.seq)
    expect(verifyInclusion({ leaf: leafHash(entryOf(event)), index: event.seq, head, proof })).toBe(true)
    const other = { ...event, at: event.at + 1 }
    expect(verifyInclusion({ leaf: leafHash(entryOf(other)), index: event.seq, head, proof })).toBe(false)
  }
  expect(await leafHashes(journal, 3)).toEqual(leaves.slice(0, 96))
  expect(await leafHashes(journal, 0)).toEqual(new Uint8Array())
  for (const size of [21, -1, 0.5, Number.NaN]) {
    await expect(leafHashes(journal, size)).rejects.toMatchObject({ code: 'proof-impossible' })
  }
  await journal.close()
})
