import { isWaxsealError } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DecisionRequest } from '../../src/decision.js'
import { createEngine } from '../../src/engine/create-engine.js'
import type { DecisionEntry } from '../../src/log/decision-entry.js'
import { type DecisionLogOptions, logged } from '../../src/log/logged.js'
import { readDecisionEntry } from '../../src/log/read-decision-entry.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import { documents, OBLIGATIONS, request, rules } from '../arbitraries.js'
import { createWorkload } from '../workload/workload.js'

const AT = Date.parse('2026-11-23T19:05:00Z')
const policy = definePolicy({
  networks: { office: ['203.0.113.0/24'] },
  roles: { viewer: {}, sender: { includes: ['viewer'] } },
  grants: [
    { id: 'view', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'any' }, mask: ['phone', 'email'] },
    {
      id: 'send',
      allow: ['campaigns.send.email'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      content: { from: [] },
    },
    { id: 'not-out', deny: ['contacts.export'], to: { role: 'viewer' }, on: { lists: 'any' } },
  ],
})
const engine = createEngine(policy, {
  lists: ['501', 'a@b.example'],
  principals: [
    { id: 'maria', roles: ['sender'], lists: ['501'], networks: ['office'] },
    { id: 'ivan', roles: ['viewer'] },
    { id: 'olga@romashka.example', roles: ['viewer'] },
  ],
  rules: [
    {
      name: 'cap',
      actions: ['campaigns.*'],
      facts: ['sent'],
      check: ({ facts }) =>
        Number(facts.sent) > 3 ? { refuse: 'cap-reached', message: 'no more' } : { oblige: [{ type: 'crm:count' }] },
    },
  ],
  obligations: ['crm:count'],
})

function ask(
  principal: DecisionRequest['principal'],
  action: string,
  more: Partial<DecisionRequest> = {},
): DecisionRequest {
  return { principal, action, resource: { type: 'list', id: '501' }, context: { at: AT, ip: '203.0.113.7' }, ...more }
}

/** A log into an array. */
function recording(options: Partial<DecisionLogOptions> = {}) {
  const entries: DecisionEntry[] = []
  const log = logged(engine, { sink: (entry) => entries.push(entry), required: true, ...options } as DecisionLogOptions)
  return { entries, log }
}

function entryFor(request: DecisionRequest, options: Partial<DecisionLogOptions> = {}): unknown {
  const { entries, log } = recording(options)
  expect(log.decide(request)).toEqual(engine.decide(request))
  expect(entries).toHaveLength(1)
  return entries[0]
}

test('an entry says who wanted what and where, what came out, and by which grants, rule and obligations', () => {
  const known = { v: 1, at: AT, principal: 'maria', list: '501' }
  expect(entryFor(ask('maria', 'contacts.view'))).toEqual({
    ...known,
    action: 'contacts.view',
    allowed: true,
    code: 'allowed',
    grants: ['view'],
    mask: ['email', 'phone'],
  })
  expect(entryFor(ask('maria', 'campaigns.send.email', { facts: { sent: 1 } }))).toEqual({
    ...known,
    action: 'campaigns.send.email',
    allowed: true,
    code: 'allowed',
    grants: ['send'],
    obligations: ['content', 'crm:count'],
  })
  expect(entryFor(ask('maria', 'campaigns.send.email', { facts: { sent: 9 } }))).toEqual({
    ...known,
    action: 'campaigns.send.email',
    allowed: false,
    code: 'rule',
    rule: 'cap',
    detail: 'cap-reached',
    grants: [],
  })
  expect(entryFor(ask('maria', 'contacts.export'))).toMatchObject({
    allowed: false,
    code: 'denied',
    grants: ['not-out'],
  })
  const account = ask({ id: 'ivan', roles: ['viewer'] }, 'lists.view', { resource: { type: 'account' } })
  expect(entryFor(account)).toEqual({
    v: 1,
    at: AT,
    principal: 'ivan',
    action: 'lists.view',
    list: null,
    allowed: false,
    code: 'no-grant',
    grants: [],
  })
})

test('an address stands in an entry only if asked for, in one form; that there was none, always', () => {
  const from = (ip: string | undefined) => ask('maria', 'contacts.view', { context: { at: AT, ip } })
  expect(entryFor(from('203.0.113.7'))).not.toHaveProperty('ip')
  expect(entryFor(from('198.51.100.4'))).not.toHaveProperty('ip')
  for (const addresses of [true, false]) {
    expect(entryFor(from(undefined), { addresses })).toMatchObject({ ip: null, code: 'address' })
    for (const bad of ['', '010.0.0.5', 'maria@romashka.example']) {
      expect(entryFor(from(bad), { addresses })).toMatchObject({ ip: '', code: 'address' })
    }
  }
  expect(entryFor(from('::ffff:203.0.113.7'), { addresses: true })).toMatchObject({ ip: '203.0.113.7' })
  expect(entryFor(from('2001:DB8:0:0::1'), { addresses: true })).toMatchObject({ ip: '2001:db8::1', code: 'address' })
})

test('of what is unknown, nothing is repeated', () => {
  const bare = { v: 1, at: AT, allowed: false, code: 'unknown', grants: [] }
  expect(entryFor(ask('stranger', 'contacts.view'))).toEqual(bare)
  expect(entryFor(ask('maria', 'contacts.steal'))).toEqual(bare)
  expect(entryFor(ask('maria', 'contacts.view', { resource: { type: 'list', id: '777' } }))).toEqual(bare)
  expect(entryFor(ask(undefined, 'contacts.view'), { addresses: true })).toEqual(bare)
})

test('a request without a valid time has none in its entry', () => {
  for (const at of [Number.NaN, 9e15, '0' as never]) {
    const entry = entryFor(ask('maria', 'contacts.view', { context: { at } }))
    expect(entry).toMatchObject({ code: 'expired' })
    expect(entry).not.toHaveProperty('at')
  }
})

test('names that are e-mail addresses, or no names, are left out; a pseudonym stands in their place', () => {
  const mail = 'olga@romashka.example'
  expect(entryFor(ask(mail, 'contacts.view'))).not.toHaveProperty('principal')
  expect(entryFor(ask({ id: 'x'.repeat(300), roles: ['viewer'] }, 'contacts.view'))).not.toHaveProperty('principal')
  expect(entryFor(ask('ivan', 'contacts.view', { resource: { type: 'list', id: 'a@b.example' } }))).not.toHaveProperty(
    'list',
  )
  expect(entryFor(ask(mail, 'contacts.view'), { pseudonym: (id) => `p${id.length}` })).toMatchObject({
    principal: 'p21',
  })
  expect(entryFor(ask(mail, 'contacts.view'), { pseudonym: (id) => id })).not.toHaveProperty('principal')
})

test('at most eight grants are named, and none whose id holds an @', () => {
  const ids = ['for olga@romashka.example', ...Array.from({ length: 12 }, (_, index) => `g${index + 10}`)]
  const grants = ids.map((id) => ({ id, allow: ['lists.view'], to: { role: 'r' }, on: { lists: 'any' } }) as const)
  const many = createEngine(definePolicy({ roles: { r: {} }, grants }), { lists: ['501'] })
  const entries: DecisionEntry[] = []
  const log = logged(many, { sink: (entry) => entries.push(entry), required: true })
  expect(log.decide(ask({ id: 'ivan', roles: ['r'] }, 'lists.view')).grants).toHaveLength(13)
  expect(entries[0]).toMatchObject({ grants: ids.slice(1, 9), more: 5 })
})

test('whatever is asked: the decision is that of the engine; the entry is frozen JSON that reads back, without an @ or a secret', () => {
  const reached = new Set<string>()
  const asked = fc.array(request, { minLength: 10, maxLength: 10 })
  fc.assert(
    fc.property(documents, rules, asked, fc.boolean(), (made, plugged, requests, addresses) => {
      const { lists, principals } = made
      const plain = createEngine(definePolicy(made.policy), {
        lists,
        principals,
        rules: plugged,
        obligations: OBLIGATIONS,
      })
      const entries: DecisionEntry[] = []
      const log = logged(plain, { sink: (entry) => entries.push(entry), required: true, addresses })
      for (const question of requests) {
        const secret = { ...question, facts: { ...question.facts, secret: 'anna@example.ru' } }
        const decision = log.decide(secret)
        expect(decision).toEqual(plain.decide(secret))
        const entry = entries.pop()
        const text = JSON.stringify(entry)
        expect(entry).toMatchObject({ allowed: decision.allowed, code: decision.reason.code })
        expect(JSON.parse(text)).toEqual(entry)
        expect(readDecisionEntry(JSON.parse(text))).toEqual(entry)
        expect(text).not.toMatch(/@|__proto__/)
        if (!addresses) expect(text).not.toMatch(/\d+\.\d+\.\d+|:[\da-f]*:/)
        expect([entry, entry?.grants, entry?.mask, entry?.obligations].every(Object.isFrozen)).toBe(true)
        reached.add(decision.reason.code)
      }
      expect(entries).toEqual([])
    }),
    { numRuns: process.env.THOROUGH === '1' ? 3_000 : 100 },
  )
  expect(reached.size).toBe(8)
})

test('entries of a large company take less than 300 bytes', () => {
  const {
    policy: large,
    lists,
    principals,
    requests,
  } = createWorkload({ seed: 5, grants: 2_000, people: 500, requests: 3_000 })
  const sizes: number[] = []
  const sink = (entry: DecisionEntry) => sizes.push(JSON.stringify(entry).length)
  const log = logged(createEngine(definePolicy(large), { lists, principals }), {
    sink,
    required: true,
    addresses: true,
  })
  for (const question of requests) log.decide(question)
  expect(sizes).toHaveLength(3_000)
  expect(Math.max(...sizes)).toBeLessThan(300)
  expect(sizes.reduce((sum, size) => sum + size) / sizes.length).toBeLessThan(180)
})

test('a request is read once, and what cannot be read is refused and logged', () => {
  let reads = 0
  const flickering = {
    principal: 'ivan',
    get action() {
      return reads++ === 0 ? 'contacts.view' : 'contacts.export'
    },
    resource: { type: 'list', id: '501' },
    context: { at: AT },
  } as DecisionRequest
  const { entries, log } = recording()
  expect(log.decide(flickering).allowed).toBe(true)
  expect(entries[0]).toMatchObject({ action: 'contacts.view', allowed: true })
  expect(reads).toBe(1)

  const trap = new Proxy(
    {},
    {
      get: () => {
        throw new Error('olga@romashka.example')
      },
    },
  )
  for (const odd of [trap, { context: trap }, undefined, null, 7, 'text', [], () => undefined]) {
    expect(log.decide(odd as never)).toMatchObject({ allowed: false, reason: { code: 'unknown' } })
    expect(entries.at(-1)).toEqual({ v: 1, allowed: false, code: 'unknown', grants: [] })
  }
  expect(log.lost).toBe(0)
})

test('a principal who cannot be read twice costs the entry, and what is required with it', () => {
  let reads = 0
  const once = {
    roles: ['viewer'],
    get id() {
      if (reads++ > 0) throw new Error('olga@romashka.example')
      return 'ivan'
    },
  }
  const { entries, log } = recording()
  expect(log.decide(ask(once, 'contacts.view'))).toMatchObject({ allowed: false, reason: { rule: 'decision-log' } })
  expect([entries.length, log.lost]).toEqual([0, 1])
})

test('a sink that throws changes nothing and is told of', () => {
  const thrown = new Error('disk full')
  const told: unknown[] = []
  const sink = () => {
    throw thrown
  }
  const log = logged(engine, { sink, onError: (error) => told.push(error) })
  expect(log.decide(ask('ivan', 'contacts.view'))).toEqual(engine.decide(ask('ivan', 'contacts.view')))
  expect(log.decide(ask('ivan', 'contacts.export'))).toEqual(engine.decide(ask('ivan', 'contacts.export')))
  expect(told).toEqual([thrown, thrown])
  expect(log.lost).toBe(2)
  const deaf = logged(engine, { sink, onError: sink })
  expect(deaf.decide(ask('ivan', 'contacts.view')).allowed).toBe(true)
  expect(deaf.lost).toBe(1)
})

test('a log that is required: what it cannot hold is not allowed', () => {
  const told: unknown[] = []
  const sink = () => {
    throw new Error('olga@romashka.example')
  }
  const log = logged(engine, { sink, required: true, onError: (error) => told.push(error) })
  const refused = log.decide(ask('ivan', 'contacts.view'))
  expect(refused).toEqual({
    allowed: false,
    reason: {
      code: 'rule',
      message: 'the decision log cannot be written',
      rule: 'decision-log',
      detail: 'unwritable',
    },
    grants: [],
    obligations: [],
  })
  // What is refused stays refused for its own reason.
  expect(log.decide(ask('ivan', 'contacts.export')).reason.code).toBe('denied')
  expect([told.length, log.lost]).toEqual([2, 2])
})

test('a sink that promises to write is no proof when the log is required, and its failure is never lost', async () => {
  const told: unknown[] = []
  const onError = (error: unknown) => told.push(error)
  const good = async () => undefined
  const bad = async () => {
    throw new Error('disk full')
  }
  const question = ask('ivan', 'contacts.view')
  expect(logged(engine, { sink: good, required: true, onError }).decide(question).allowed).toBe(false)
  expect(told.map((error) => isWaxsealError(error, 'log-invalid'))).toEqual([true])
  const loose = logged(engine, { sink: bad, onError })
  expect(loose.decide(question).allowed).toBe(true)
  expect(logged(engine, { sink: good, onError }).decide(question).allowed).toBe(true)
  // The failure is told of before whoever waits for another one like it.
  await bad().catch(() => undefined)
  expect(told.slice(1)).toEqual([new Error('disk full')])
  expect(loose.lost).toBe(1)
})

test('a share of what is allowed is logged, and every refusal, unless these are sampled too', () => {
  const numbers = [0.005, 0.01, 0.5, 0.0099, 0.999]
  const run = (refusals: boolean | undefined, action: string) => {
    let index = 0
    const random = () => numbers[index++] ?? 1
    const { entries, log } = recording({ sample: { share: 0.01, random, refusals } })
    for (const _ of numbers) log.decide(ask('ivan', action))
    return [entries.length, entries[0]?.share, index]
  }
  expect(run(undefined, 'contacts.view')).toEqual([2, 0.01, 5])
  expect(run(undefined, 'contacts.export')).toEqual([5, undefined, 0])
  expect(run(false, 'contacts.export')).toEqual([5, undefined, 0])
  expect(run(true, 'contacts.export')).toEqual([2, 0.01, 5])
})

test('none and all are shares; a source of chance that fails hides nothing', () => {
  const count = (share: number, random: () => number) => {
    const { entries, log } = recording({ sample: { share, random } })
    for (let index = 0; index < 4; index++) log.decide(ask('ivan', 'contacts.view'))
    return entries.length
  }
  expect(count(0, () => 0)).toBe(0)
  expect(count(1, () => 0.999_999)).toBe(4)
  expect(count(0.1, () => Number.NaN)).toBe(4)
  expect(
    count(0.1, () => {
      throw new Error('no entropy')
    }),
  ).toBe(4)
})

test('what makes no sense is refused at once', () => {
  const sink = () => undefined
  const bad: unknown[] = [
    { sink },
    { sink, required: false },
    { sink, onError: true },
    { required: true },
    { sink, required: true, sample: { share: 1.5, random: () => 0 } },
    { sink, required: true, sample: { share: Number.NaN, random: () => 0 } },
    { sink, required: true, sample: { share: 0.1 } },
  ]
  for (const options of bad) {
    try {
      logged(engine, options as DecisionLogOptions)
      expect.unreachable()
    } catch (error) {
      expect(isWaxsealError(error, 'log-invalid')).toBe(true)
    }
  }
})
