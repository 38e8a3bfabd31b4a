import type { EventDraft, JsonObject } from '@waxseal/core'
import { expectCode, expectSame, expectThat } from '../expectations.js'
import { draft, type JournalPromises, readAll, STREAM } from './promises.js'

/** What promises about the data of events hold. */
export const dataPromises: JournalPromises = {
  async 'data comes back as it was given'(open) {
    const journal = await open()
    const data = {
      text: 'привет "\\\n\r\u2028\u0000 😀 \ud800',
      numbers: [0, -0, 1.5, -1e-7, 1e21, Number.MAX_SAFE_INTEGER],
      constants: [true, false, null],
      empty: [{}, [], ''],
      constructor: { prototype: 1, toString: 'x' },
    }
    await journal.append(STREAM, [draft(0, data)])
    expectSame((await readAll(journal))[0]?.data, data, 'data is kept')
  },

  async 'what was given cannot be changed afterwards'(open) {
    const journal = await open()
    const data = { list: [1], inner: { count: 1 } }
    const { events } = await journal.append(STREAM, [draft(0, data)])
    data.list.push(2)
    data.inner.count = 2
    const expected = { list: [1], inner: { count: 1 } }
    expectSame(events[0]?.data, expected, 'an event does not share its data with the draft')
    for (const event of [events[0], (await readAll(journal))[0]]) {
      tryToChange(event?.data)
      expectSame((await readAll(journal))[0]?.data, expected, 'who reads an event cannot change the record')
    }
    expectThat(isFrozen(events[0]), 'the events that an append gives are frozen, with everything in them')
  },

  async 'only plain JSON is taken'(open) {
    const journal = await open()
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    const values: Record<string, unknown> = {
      undefined: { a: undefined },
      'not a number': { a: Number.NaN },
      infinity: { a: [Number.POSITIVE_INFINITY] },
      function: { a: () => 1 },
      symbol: { a: Symbol('a') },
      'symbol key': { [Symbol('a')]: 1 },
      bigint: { a: 1n },
      date: { a: new Date(0) },
      map: { a: new Map() },
      bytes: { a: new Uint8Array(1) },
      'sparse array': { a: Array(3) },
      'own toJSON': { toJSON: () => ({}) },
      '__proto__ key': JSON.parse('{"__proto__":{"admin":true}}'),
      'foreign prototype': Object.create({ inherited: 1 }),
      cycle: cyclic,
      depth: JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`),
      'an array': [],
      null: null,
      text: 'text',
    }
    for (const [name, data] of Object.entries(values)) {
      const broken = draft(1, data as JsonObject)
      await expectCode(() => journal.append(STREAM, [draft(0), broken]), 'journal-event-invalid', `data with ${name}`)
    }
    expectSame(journal.head().size, 0, 'an append is written whole or not at all')
  },

  async 'malformed names and times are refused'(open) {
    const journal = await open()
    const broken: Partial<Record<keyof EventDraft, unknown>>[] = [
      { type: '' },
      { type: 7 },
      { type: 'x'.repeat(5_000) },
      { at: Number.NaN },
      { at: 0.5 },
      { at: '0' },
    ]
    for (const part of broken) {
      const append = () => journal.append(STREAM, [{ ...draft(0), ...part } as EventDraft])
      await expectCode(append, 'journal-event-invalid', `a draft with ${Object.keys(part)[0]} malformed`)
    }
    for (const name of ['', 'x'.repeat(5_000), 7 as unknown as string]) {
      for (const target of [
        { ...STREAM, tenant: name },
        { ...STREAM, stream: name },
      ]) {
        await expectCode(() => journal.append(target, [draft(0)]), 'journal-event-invalid', 'a malformed name')
      }
    }
    expectSame(journal.head().size, 0, 'nothing is written')
  },

  async 'huge data is refused, large data is not'(open) {
    const journal = await open()
    const limit = 256 * 1024
    const huge: JsonObject[] = [
      { text: 'x'.repeat(limit) },
      { text: 'я'.repeat(limit / 2) },
      { list: Array(limit).fill(0) },
      { ['k'.repeat(limit)]: 1 },
    ]
    for (const data of huge) {
      await expectCode(() => journal.append(STREAM, [draft(0, data)]), 'journal-event-too-large', 'data beyond 256 kB')
    }
    const large = { text: 'x'.repeat(limit - 100) }
    await journal.append(STREAM, [draft(0, large)])
    expectSame((await readAll(journal))[0]?.data.text, large.text, 'data below 256 kB is kept')
  },
}

function tryToChange(data: JsonObject | undefined): void {
  try {
    Object.assign((data as { inner: object }).inner, { count: 3 })
    Object.assign(data as object, { list: [] })
  } catch {
    // Frozen: as good.
  }
}

function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return Object.isFrozen(value) && Object.values(value).every(isFrozen)
}
