import type { JournalEvent, JsonObject, ReadOptions, Rule } from '@waxseal/core'
import { expect, test } from 'vitest'
import type { DecisionRequest } from '../../src/decision.js'
import { createEngine } from '../../src/engine/create-engine.js'
import type { EngineOptions } from '../../src/engine/engine.js'
import type { DecisionEntry } from '../../src/log/decision-entry.js'
import { DECISION_EVENT, decisionsFrom } from '../../src/log/decisions-from.js'
import { type DecisionLogOptions, logged } from '../../src/log/logged.js'
import { type Shadow, type ShadowDifference, shadow } from '../../src/log/shadow.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import type { PolicyDocument } from '../../src/policy/document.js'

const AT = Date.parse('2026-11-23T19:05:00Z')
const OFFICE = '203.0.113.7'
const HOME = '198.51.100.4'

const document: PolicyDocument = {
  networks: { office: ['203.0.113.0/24'] },
  roles: { viewer: {}, sender: { includes: ['viewer'] } },
  grants: [
    { id: 'view', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'any' }, mask: ['email'] },
    { id: 'edit', allow: ['contacts.edit'], to: { role: 'sender' }, on: { lists: 'any' } },
  ],
}
const people: EngineOptions = {
  lists: ['501'],
  principals: [
    { id: 'maria', roles: ['sender'], networks: ['office'] },
    { id: 'ivan', roles: ['viewer'] },
    { id: 'olga', roles: ['sender'], status: 'suspended', networks: ['office'] },
  ],
}

function engineOf(more: Partial<PolicyDocument> = {}, options: Partial<EngineOptions> = {}) {
  return createEngine(definePolicy({ ...document, ...more }), { ...people, ...options })
}

function ask(
  principal: DecisionRequest['principal'],
  action: string,
  ip: string | undefined,
  facts?: DecisionRequest['facts'],
) {
  return { principal, action, resource: { type: 'list', id: '501' }, context: { at: AT, ip }, facts } as DecisionRequest
}

/** What a log of these requests holds. */
function record(requests: readonly DecisionRequest[], options: Partial<DecisionLogOptions> = {}, engine = engineOf()) {
  const entries: DecisionEntry[] = []
  const log = logged(engine, { sink: (entry) => entries.push(entry), required: true, ...options } as DecisionLogOptions)
  for (const request of requests) log.decide(request)
  return entries
}

async function all(run: Shadow) {
  const differences: ShadowDifference[] = []
  for await (const difference of run) differences.push(difference)
  const { replayed, changed, notReplayable } = run.counts
  const skipped = Object.fromEntries(Object.entries(notReplayable).filter(([, count]) => count > 0))
  return { differences, told: [replayed, changed, skipped] }
}

const briefly = ({ differences }: { differences: readonly ShadowDifference[] }) =>
  differences.map(({ entry, change, was, becomes }) =>
    [entry.principal, entry.action, change, was.code, becomes.reason.code].join(' '),
  )

test('it tells who loses, who gains, and whose masks change', async () => {
  const entries = record(
    [
      ask('maria', 'contacts.view', OFFICE),
      ask('ivan', 'contacts.view', undefined),
      ask('ivan', 'contacts.edit', undefined),
      ask('ivan', 'lists.view', undefined),
      ask('maria', 'contacts.edit', OFFICE),
    ],
    { addresses: true },
  )
  const tomorrow = engineOf({
    grants: [
      { id: 'view', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'any' }, mask: ['email', 'phone'] },
      { id: 'see-all', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'any' }, mask: ['email'] },
      { id: 'edit', allow: ['contacts.edit'], to: { principal: 'ivan' }, on: { lists: 'any' } },
    ],
  })
  const run = await all(shadow(tomorrow, entries))
  expect(briefly(run)).toEqual([
    'ivan contacts.view other allowed allowed',
    'ivan contacts.edit gains no-grant allowed',
    'maria contacts.edit loses allowed no-grant',
  ])
  expect(run.told).toEqual([5, 3, {}])
  expect(run.differences[2]?.was).toEqual({ allowed: true, code: 'allowed', grants: ['edit'] })
  expect(run.differences[2]?.entry).toBe(entries[4])
})

test('what was unknown then, was left out, or is no entry, is counted and not replayed', async () => {
  const entries = [
    ...record([ask('stranger', 'contacts.view', HOME), ask('ivan', 'contacts.view', HOME)]),
    { v: 1, at: AT, action: 'contacts.view', list: '501', allowed: true, code: 'allowed', grants: ['view'] },
    { v: 2 },
    null,
  ]
  const run = await all(shadow(engineOf(), entries))
  expect(run).toEqual({ differences: [], told: [1, 0, { unnamed: 2, unreadable: 2 }] })
})

test('somebody, an action or a list that is gone tomorrow is a loss', async () => {
  const entries = record([ask('ivan', 'contacts.view', HOME)])
  const gone = await all(shadow(engineOf({}, { principals: [] }), entries))
  expect(briefly(gone)).toEqual(['ivan contacts.view loses allowed unknown'])
  const list = await all(shadow(engineOf({}, { lists: [] }), entries))
  expect(briefly(list)).toEqual(['ivan contacts.view loses allowed unknown'])
})

test('principals who come with requests, or under pseudonyms, are looked up by the caller', async () => {
  const mail = 'vera@romashka.example'
  const vera = { id: mail, roles: ['viewer'] }
  const entries = record([ask(vera, 'contacts.view', HOME), ask('ivan', 'contacts.view', HOME)], {
    pseudonym: (id) => (id === mail ? 'p1' : 'p2'),
  })
  expect(entries.map(({ principal }) => principal)).toEqual(['p1', 'p2'])
  const principal = (entry: DecisionEntry) => (entry.principal === 'p1' ? vera : undefined)
  const tomorrow = engineOf({ grants: [] })
  const run = await all(shadow(tomorrow, entries, { principal }))
  expect(briefly(run)).toEqual(['p1 contacts.view loses allowed no-grant'])
  expect(run.told).toEqual([1, 1, { unnamed: 1 }])
})

test('addresses that were kept are judged anew', async () => {
  const entries = record([ask('maria', 'contacts.view', OFFICE), ask('maria', 'contacts.view', HOME)], {
    addresses: true,
  })
  const moved = engineOf({ networks: { office: ['198.51.100.0/24'] } })
  const run = await all(shadow(moved, entries))
  expect(briefly(run)).toEqual([
    'maria contacts.view loses allowed address',
    'maria contacts.view gains address allowed',
  ])
})

test('an address that was not kept: replayed where it does not matter, not where the answer hangs on it', async () => {
  const entries = record([
    ask('ivan', 'contacts.view', HOME),
    ask('maria', 'contacts.view', OFFICE),
    ask('maria', 'contacts.view', HOME),
    ask('maria', 'lists.view', HOME),
    // Whoever gives no address is refused wherever an address is asked for.
    ask('maria', 'contacts.view', undefined),
    ask('olga', 'contacts.view', OFFICE),
  ])
  const same = await all(shadow(engineOf(), entries))
  expect(same).toEqual({ differences: [], told: [4, 0, { address: 2 }] })

  // She may not view it from anywhere: that is known without the address.
  const none = await all(shadow(engineOf({ grants: [] }), entries))
  expect(briefly(none)).toEqual([
    'ivan contacts.view loses allowed no-grant',
    'maria contacts.view loses allowed no-grant',
  ])
  expect(none.told).toEqual([6, 2, {}])

  const nowhere = await all(shadow(engineOf({ networks: { office: [] } }), entries))
  expect(briefly(nowhere)).toEqual(['maria contacts.view loses allowed address'])

  const principals = [
    { id: 'ivan', roles: ['viewer'] },
    { id: 'maria', roles: ['viewer'] },
  ]
  const freed = await all(shadow(engineOf({}, { principals }), entries.slice(0, 5)))
  expect(briefly(freed)).toEqual([
    'maria contacts.view gains address allowed',
    'maria contacts.view gains address allowed',
  ])
})

test('with networks as they were, who was let in is let in; whose address nobody looked at is not known', async () => {
  const entries = record([
    ask('maria', 'contacts.view', OFFICE),
    ask('maria', 'contacts.view', HOME),
    ask('maria', 'lists.view', OFFICE),
    ask('olga', 'contacts.view', OFFICE),
  ])
  const asThen = { addresses: 'as-then' } as const
  expect(await all(shadow(engineOf(), entries, asThen))).toEqual({ differences: [], told: [4, 0, {}] })
  const wider = engineOf({
    grants: [...document.grants, { id: 'lists', allow: ['lists.view'], to: { role: 'viewer' }, on: { lists: 'any' } }],
  })
  expect(briefly(await all(shadow(wider, entries, asThen)))).toEqual(['maria lists.view gains no-grant allowed'])

  const back = people.principals?.map((person) => ({ ...person, status: 'active' }) as const)
  const run = await all(shadow(engineOf({}, { principals: back }), entries, asThen))
  expect(run).toEqual({ differences: [], told: [3, 0, { address: 1 }] })

  // A principal who is described is let in in the same way.
  const maria = people.principals?.[0]
  const described = await all(shadow(wider, entries.slice(0, 3), { ...asThen, principal: () => maria }))
  expect(briefly(described)).toEqual(['maria lists.view gains no-grant allowed'])
  const unknown = await all(shadow(wider, entries.slice(0, 3), { principal: () => maria }))
  expect(unknown.told).toEqual([0, 0, { address: 3 }])
})

const cap: Rule = {
  name: 'cap',
  actions: ['contacts.*'],
  facts: ['seen'],
  check: ({ facts }) => (Number(facts.seen) > 3 ? { refuse: 'cap-reached', message: 'enough' } : undefined),
}

test('facts that nobody gives are not made up; where no rule looks at them they are not missed', async () => {
  const today = engineOf({}, { rules: [cap] })
  const entries = record(
    [
      ask('ivan', 'contacts.view', HOME, { seen: 1 }),
      ask('ivan', 'contacts.view', HOME, { seen: 9 }),
      ask('ivan', 'contacts.edit', HOME, { seen: 1 }),
      ask('maria', 'contacts.view', OFFICE, { seen: 1 }),
      ask('maria', 'contacts.edit', HOME, { seen: 1 }),
      ask('maria', 'lists.view', OFFICE),
    ],
    {},
    today,
  )
  const blind = await all(shadow(today, entries))
  expect(blind).toEqual({ differences: [], told: [2, 0, { facts: 4 }] })
  const seen = [1, 9, 1, 1, 1]
  const facts = async (entry: DecisionEntry) => ({ seen: seen[entries.indexOf(entry)] })
  const run = await all(shadow(engineOf({}, { rules: [cap] }), entries, { facts, addresses: 'as-then' }))
  expect(run).toEqual({ differences: [], told: [6, 0, {}] })

  const looser = await all(shadow(engineOf(), entries, { addresses: 'as-then' }))
  expect(briefly(looser)).toEqual(['ivan contacts.view gains rule allowed'])
})

test('a rule that looks for a fact without having said so is noticed all the same', async () => {
  const ways: readonly Rule['check'][] = [
    ({ facts }) => (facts.seen === 9 ? { refuse: 'x', message: 'x' } : undefined),
    ({ facts }) => ('seen' in facts ? { refuse: 'x', message: 'x' } : undefined),
    ({ facts }) => (Object.keys(facts).length > 0 ? { refuse: 'x', message: 'x' } : undefined),
    ({ facts }) => (Object.hasOwn(facts, 'seen') ? { refuse: 'x', message: 'x' } : undefined),
    ({ facts }) => (JSON.stringify(facts) === '{}' ? undefined : { refuse: 'x', message: 'x' }),
  ]
  for (const check of ways) {
    const engine = engineOf({}, { rules: [{ name: 'sly', check }] })
    const entries = record([ask('ivan', 'contacts.view', HOME), ask('ivan', 'lists.view', HOME)], {}, engine)
    expect((await all(shadow(engine, entries))).told).toEqual([1, 0, { facts: 1 }])
    expect((await all(shadow(engine, entries, { facts: () => ({}) }))).told).toEqual([2, 0, {}])
  }
})

test('entries are taken one by one, and the source is closed when nobody wants more', async () => {
  let taken = 0
  let closed = false
  const [entry] = record([ask('ivan', 'contacts.view', HOME)])
  async function* source() {
    try {
      for (; taken < 1_000_000; taken++) yield entry
    } finally {
      closed = true
    }
  }
  const run = shadow(engineOf({ grants: [] }), source())
  let met = 0
  for await (const _ of run) if (++met === 3) break
  expect([taken, closed, run.counts.replayed, run.counts.changed]).toEqual([2, true, 3, 3])
})

test('decisions come back from a journal: of one tenant, of one type, of a time', async () => {
  const entries = record([ask('ivan', 'contacts.view', HOME), ask('maria', 'contacts.view', OFFICE)])
  const [first = {}, second = {}] = entries
  // An entry is the data of an event without any conversion.
  const events = (
    [
      ['shop', 'access', DECISION_EVENT, 10, first],
      ['shop', 'access', 'access.refused', 11, { code: 'denied' }],
      ['bank', 'access', DECISION_EVENT, 12, first],
      ['shop', 'other', DECISION_EVENT, 13, second],
      ['shop', 'access', DECISION_EVENT, 14, { v: 7 }],
    ] as const satisfies readonly (readonly [string, string, string, number, JsonObject])[]
  ).map(
    ([tenant, stream, type, at, data], seq): JournalEvent => ({ seq, tenant, stream, version: seq, type, at, data }),
  )
  const journal = {
    async *read({ from = 0, tenant, stream }: ReadOptions = {}) {
      for (const event of events) {
        if (event.seq >= from && event.tenant === tenant && (stream ?? event.stream) === event.stream) yield event
      }
    },
  }
  const read = async (part: Omit<Parameters<typeof decisionsFrom>[1], 'tenant'>) => {
    const found: unknown[] = []
    for await (const entry of decisionsFrom(journal, { tenant: 'shop', ...part })) found.push(entry)
    return found
  }
  expect(await read({})).toEqual([first, second, { v: 7 }])
  expect(await read({ stream: 'access' })).toEqual([first, { v: 7 }])
  expect(await read({ from: 1 })).toEqual([second, { v: 7 }])
  expect(await read({ since: 13 })).toEqual([second, { v: 7 }])
  expect(await read({ since: 10, before: 13 })).toEqual([first])
  const run = await all(shadow(engineOf({ grants: [] }), decisionsFrom(journal, { tenant: 'shop' })))
  expect(run.told).toEqual([2, 2, { unreadable: 1 }])
})
