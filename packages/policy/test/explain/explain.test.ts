import type { Rule } from '@waxseal/core'
import {
  applyCure,
  type Cure,
  createEngine,
  type DecisionRequest,
  definePolicy,
  english,
  keyRotation,
  russian,
} from '@waxseal/policy'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documents, request, rules } from '../arbitraries.js'

const MONDAY_EVENING = Date.parse('2026-11-23T19:05:00Z')
const policy = definePolicy({
  networks: { office: ['203.0.113.0/24'], nowhere: [] },
  schedules: {
    hours: {
      timeZone: 'Europe/Moscow',
      windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }],
    },
  },
  roles: { sender: {}, boss: { includes: ['sender'] } },
  grants: [
    { id: 'view', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: ['501'] }, during: 'hours' },
    { id: 'no-export', deny: ['contacts.export'], to: { role: 'sender' }, on: { lists: 'any' } },
    { id: 'no-export-2', deny: ['contacts.*'], to: { principal: 'ivan' }, on: { lists: ['502'] } },
    { id: 'all', allow: ['*'], to: { role: 'boss' }, on: { lists: 'any' } },
  ],
})
const principals = [
  { id: 'maria', roles: ['sender'], networks: ['office'] },
  { id: 'ivan', roles: ['boss'] },
  { id: 'gone', roles: ['boss'], status: 'offboarded' },
  { id: 'past', roles: ['boss'], endsAt: MONDAY_EVENING - 1 },
  { id: 'shut', roles: ['boss'], networks: ['nowhere'] },
] as const
const engine = createEngine(policy, { lists: ['501', '502'], principals })

function ask(principal: string, action: string, id: string, ip?: string): DecisionRequest {
  return { principal, action, resource: { type: 'list', id }, context: { at: MONDAY_EVENING, ...(ip && { ip }) } }
}
const cures = (...about: Parameters<typeof ask>): readonly Cure[] => engine.explain(ask(...about)).cures

describe('the smallest cures', () => {
  test('of a closed schedule: wait, or a grant', () => {
    expect(cures('maria', 'contacts.view', '501', '203.0.113.7')).toEqual([
      { come: 'at', at: Date.parse('2026-11-24T09:00:00+03:00'), schedules: ['hours'] },
      {
        add: {
          id: 'contacts.view for maria',
          allow: ['contacts.view'],
          to: { principal: 'maria' },
          on: { lists: ['501'] },
        },
      },
    ])
  })

  test('of a wrong address: the networks that would do', () => {
    const request = { ...ask('maria', 'contacts.view', '501', '198.51.100.4'), context: { at: 0, ip: '198.51.100.4' } }
    const thursday = Date.parse('2026-11-26T12:00:00+03:00')
    const { cures } = engine.explain({ ...request, context: { ...request.context, at: thursday } })
    expect(cures).toEqual([{ come: 'from', networks: ['office'], address: '203.0.113.0' }])
  })

  test('of denials: all of them lifted together', () => {
    expect(cures('ivan', 'contacts.export', '502')).toEqual([{ lift: ['no-export', 'no-export-2'] }])
    expect(cures('maria', 'contacts.export', '501', '203.0.113.7')).toEqual([
      { all: [{ lift: ['no-export'] }, { add: expect.objectContaining({ allow: ['contacts.export'] }) }] },
    ])
  })

  test('of somebody who left, whose time is over, or whom no address lets in', () => {
    expect(cures('gone', 'stats.view', '501')).toEqual([{ activate: 'gone' }])
    expect(cures('past', 'stats.view', '501')).toEqual([{ extend: 'past', beyond: MONDAY_EVENING }])
    expect(cures('shut', 'stats.view', '501', '10.0.0.5')).toEqual([{ admit: 'shut', address: '10.0.0.5' }])
    expect(cures('shut', 'stats.view', '501')).toEqual([])
  })

  test('of who or what is unknown', () => {
    expect(cures('ivan', 'stats.view', '999')).toEqual([{ register: 'list', id: '999' }])
    expect(cures('nemo', 'stats.view', '501')).toEqual([
      {
        all: [{ register: 'principal', id: 'nemo' }, { add: expect.objectContaining({ to: { principal: 'nemo' } }) }],
      },
    ])
    expect(cures('ivan', 'stats.veiw', '501')).toEqual([])
    expect(engine.explain(undefined as never)).toMatchObject({ cures: [], decision: { allowed: false } })
  })

  test('of a rule: the nearest fact', () => {
    const strict = createEngine(policy, { lists: ['501', '502'], principals, rules: [keyRotation({ maxAge: '90d' })] })
    const request = ask('ivan', 'stats.view', '501')
    const [cure, ...others] = strict.explain(request).cures
    expect(others).toEqual([])
    expect(cure).toMatchObject({ fact: 'credential', value: { state: 'current' } })
    const stubborn: Rule = { name: 'never', check: () => ({ refuse: 'no', message: 'never' }) }
    const closed = createEngine(policy, { lists: ['501', '502'], principals, rules: [stubborn] })
    expect(closed.explain(request).cures).toEqual([])
  })

  test('an allowed request needs none', () => {
    expect(engine.explain(ask('ivan', 'stats.view', '501'))).toMatchObject({ decision: { allowed: true }, cures: [] })
  })
})

test('an explanation in English and in Russian', () => {
  const request = ask('ivan', 'contacts.export', '501')
  expect(engine.explain(request).text.split('\n')).toEqual([
    'refused: grant `no-export` denies `contacts.export` on list `501`',
    'it would be allowed if one of these were so:',
    '- the denying grants `no-export` are removed',
  ])
  expect(engine.explain(request, { language: russian }).text.split('\n')).toEqual([
    'отказано: права `no-export` запрещают `contacts.export` на список `501`',
    'было бы разрешено при одном из условий:',
    '- снимут запреты `no-export`',
  ])
})

test('the text repeats nothing that a stranger sent, and no e-mail address', () => {
  const texts = [english, russian].flatMap((language) => [
    engine.explain(ask('anna@mail.example', 'secret.action', '501', '192.0.2.77'), { language }).text,
    engine.explain(ask('anna@mail.example', 'stats.view', '501', '192.0.2.77'), { language }).text,
    engine.explain(ask('shut', 'stats.view', '501', '192.0.2.77'), { language }).text,
  ])
  for (const text of texts) expect(text).not.toMatch(/anna@|secret|192\.0\.2\.77/)
})

test('every named cure, applied, turns the answer; what is allowed has none', () => {
  let named = 0
  const kinds = new Set<string>()
  fc.assert(
    fc.property(documents, rules, fc.array(request, { minLength: 12, maxLength: 12 }), (start, ruleBook, questions) => {
      const options = {
        lists: start.lists,
        principals: start.principals,
        rules: ruleBook,
        obligations: ['crm:watermark'],
      }
      const asked = createEngine(definePolicy(start.policy), options)
      for (const question of questions) {
        const { decision, cures } = asked.explain(question)
        expect(decision).toEqual(asked.decide(question))
        if (decision.allowed) expect(cures).toEqual([])
        for (const cure of cures) {
          named++
          for (const step of 'all' in cure ? cure.all : [cure]) kinds.add(Object.keys(step)[0] ?? '')
          const fresh = createEngine(definePolicy(start.policy), options)
          const applied = applyCure(question, cure)
          fresh.apply(applied.changes)
          expect(fresh.decide(applied.request).allowed).toBe(true)
        }
      }
    }),
    { numRuns: process.env.THOROUGH === '1' ? 5_000 : 150 },
  )
  expect(named).toBeGreaterThan(300)
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining(['activate', 'add', 'admit', 'come', 'extend', 'lift', 'register']),
  )
})

test('no step of a cure could be left out', () => {
  fc.assert(
    fc.property(documents, fc.array(request, { minLength: 12, maxLength: 12 }), (start, questions) => {
      const options = { lists: start.lists, principals: start.principals }
      const asked = createEngine(definePolicy(start.policy), options)
      for (const question of questions) {
        for (const cure of asked.explain(question).cures) {
          if (!('all' in cure)) continue
          for (const [left] of cure.all.entries()) {
            const fewer = { all: cure.all.filter((_, index) => index !== left) }
            // A grant to somebody unknown, or on an unknown list, cannot even be made.
            if ('register' in (cure.all[left] ?? {})) continue
            const fresh = createEngine(definePolicy(start.policy), options)
            const applied = applyCure(question, fewer)
            fresh.apply(applied.changes)
            expect(fresh.decide(applied.request).allowed).toBe(false)
          }
        }
      }
    }),
    { numRuns: process.env.THOROUGH === '1' ? 5_000 : 100 },
  )
})
