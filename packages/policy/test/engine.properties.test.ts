import type { Rule } from '@waxseal/core'
import {
  createEngine,
  type DecisionRequest,
  definePolicy,
  type GrantDocument,
  type GrantScope,
  ACTIONS as KNOWN,
  type Principal,
} from '@waxseal/policy'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import {
  ACTIONS,
  allow,
  type Documents,
  deny,
  documents,
  LISTS,
  OBLIGATIONS,
  PEOPLE,
  request,
  rules,
} from './arbitraries.js'
import { verdictOf } from './oracle/verdict-of.js'
import { createOracle } from './oracle.js'

const requests = fc.array(request, { minLength: 20, maxLength: 20 })
const thorough = process.env.THOROUGH === '1'
const runs = (count: number) => ({ numRuns: thorough ? 30 * count : count })
if (thorough) vi.setConfig({ testTimeout: 600_000 })

function engineOf({ policy, lists, principals }: Documents, plugged: readonly Rule[] = []) {
  return createEngine(definePolicy(policy), { lists, principals, rules: plugged, obligations: OBLIGATIONS })
}

function oracleOf({ policy, lists, principals }: Documents, plugged: readonly Rule[] = []) {
  const actions = [...KNOWN, ...(policy.actions ?? [])]
  return createOracle({ policy, lists, principals, rules: plugged, obligations: OBLIGATIONS, actions })
}

function withGrant(made: Documents, grant: Omit<GrantDocument, 'id'>): Documents {
  const added = { id: 'the added one', ...grant } as GrantDocument
  return { ...made, policy: { ...made.policy, grants: [...made.policy.grants, added] } }
}

test('the engine agrees with the oracle in reason, grants, mask, content and duties, and reaches every reason', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(documents, rules, requests, (made, plugged, questions) => {
      const engine = engineOf(made, plugged)
      const oracle = oracleOf(made, plugged)
      for (const question of questions) {
        const decision = engine.decide(question)
        const verdict = oracle.ask(question)
        expect(verdictOf(decision)).toEqual(verdict)
        expect(decision.allowed).toBe(verdict.code === 'allowed')
        reached.add(verdict.detail ?? verdict.code)
      }
    }),
    runs(300),
  )
  const codes = ['address', 'allowed', 'denied', 'expired', 'inactive', 'no-grant', 'unknown']
  const details = ['broken', 'cap-reached', 'fact-missing', 'far', 'obligation-unknown']
  expect([...reached].sort()).toEqual([...codes, ...details].sort())
})

test('an answer does not depend on earlier questions', () => {
  fc.assert(
    fc.property(documents, requests, (made, questions) => {
      const engine = engineOf(made)
      const first = questions.map((question) => engine.decide(question))
      expect([...questions].reverse().map((question) => engine.decide(question))).toEqual(first.reverse())
    }),
    runs(100),
  )
})

test('the order of grants, roles, patterns, lists, principals, zones, networks and hours never matters', () => {
  const shuffled = documents.chain((made) =>
    fc.record({
      made: fc.constant(made),
      grants: fc.shuffledSubarray([...made.policy.grants], { minLength: made.policy.grants.length }),
      lists: fc.shuffledSubarray([...made.lists], { minLength: made.lists.length }),
      principals: fc.shuffledSubarray([...made.principals], { minLength: made.principals.length }),
    }),
  )
  fc.assert(
    fc.property(shuffled, requests, ({ made, grants, lists, principals }, questions) => {
      const { policy } = made
      const other: Documents = {
        policy: {
          ...policy,
          zones: turned(policy.zones) ?? [],
          networks: turnedMembers(policy.networks, (texts) => [...texts].reverse()),
          schedules: turnedMembers(policy.schedules, ({ timeZone, windows, holidays }) => ({
            timeZone,
            windows: windows.map(({ days, from, to }) => ({ days: [...days].reverse(), from, to })).reverse(),
            holidays: turned(holidays),
          })),
          roles: turnedMembers(policy.roles, ({ includes }) => ({ includes: turned(includes) })),
          actions: turned(policy.actions),
          grants: grants.map(turnedGrant),
        },
        lists: lists.map((list) => ({ ...list, zones: turned(list.zones) })),
        principals: principals.map(turnedPerson),
      }
      const one = engineOf(made)
      const two = engineOf(other)
      for (const question of questions) {
        const { principal } = question
        const backwards = {
          ...question,
          principal: typeof principal === 'object' ? turnedPerson(principal) : principal,
        }
        expect(two.decide(backwards)).toEqual(one.decide(question))
      }
    }),
    runs(150),
  )
})

test('a deny that is added never adds access', () => {
  fc.assert(
    fc.property(documents, deny, rules, requests, (made, extra, plugged, questions) => {
      const more = engineOf(withGrant(made, extra), plugged)
      const less = engineOf(made, plugged)
      for (const question of questions) {
        if (more.decide(question).allowed) expect(less.decide(question).allowed).toBe(true)
      }
    }),
    runs(150),
  )
})

test('an allow that is removed never adds access', () => {
  fc.assert(
    fc.property(documents, allow, rules, requests, (made, extra, plugged, questions) => {
      const more = engineOf(withGrant(made, extra), plugged)
      const less = engineOf(made, plugged)
      for (const question of questions) {
        if (less.decide(question).allowed) expect(more.decide(question).allowed).toBe(true)
      }
    }),
    runs(150),
  )
})

test('a rule that is added, an allowlist, an end or a state never adds access', () => {
  const narrower = fc.constantFrom<Partial<Principal>>({ networks: ['office'] }, { status: 'suspended' }, { endsAt: 0 })
  fc.assert(
    fc.property(documents, rules, requests, narrower, (made, plugged, questions, narrow) => {
      const free = engineOf(made)
      const ruled = engineOf(made, plugged)
      const bound = engineOf({
        ...made,
        principals: made.principals.map((person) => ({ ...person, ...(person.networks === undefined && narrow) })),
      })
      for (const question of questions) {
        if (free.decide(question).allowed) continue
        expect(ruled.decide(question).allowed).toBe(false)
        expect(bound.decide(question).allowed).toBe(false)
      }
    }),
    runs(100),
  )
})

test('backwards and forwards agree: which lists, and who', () => {
  const asked = fc.record({ action: fc.constantFrom(...ACTIONS), context: request, whom: fc.constantFrom(...PEOPLE) })
  const several = fc.array(asked, { minLength: 5, maxLength: 5 })
  let found = 0
  fc.assert(
    fc.property(documents, rules, several, (made, plugged, questions) => {
      const engine = engineOf(made, plugged)
      const oracle = oracleOf(made, plugged)
      for (const { action, context: drawn, whom } of questions) {
        const who = drawn.principal ?? 'nobody'
        const context = { ...drawn.context, facts: drawn.facts }
        const may = (principal: DecisionRequest['principal'], resource: DecisionRequest['resource']) =>
          engine.decide({ ...drawn, principal, action, resource }).allowed
        const resources = [{ type: 'account' } as const, ...LISTS.map((id) => ({ type: 'list', id }) as const)]

        const lists = engine.listsFor(whom, action, context)
        expect(lists).toEqual(LISTS.filter((id) => may(whom, { type: 'list', id })).sort())
        expect(engine.listsFor(who, action, context)).toEqual(
          LISTS.filter((id) => may(who, { type: 'list', id })).sort(),
        )
        for (const resource of resources) {
          const people = engine.whoCan(action, resource, context)
          expect(people).toEqual(PEOPLE.filter((person) => may(person, resource)).sort())
          found += people.length
          const list = resource.type === 'list' ? resource.id : undefined
          expect(engine.whoCan(action, resource)).toEqual(oracle.whoCan(action, list))
        }
        expect(engine.listsFor(whom, action)).toEqual(oracle.listsFor(whom, action))
        expect(engine.listsFor(who, action)).toEqual(oracle.listsFor(who, action))
      }
    }),
    runs(100),
  )
  expect(found).toBeGreaterThan(100)
})

function turned<Value>(values: readonly Value[] | undefined): readonly Value[] | undefined {
  return values && [...values].reverse()
}

function turnedMembers<Value>(
  record: Readonly<Record<string, Value>> = {},
  turn: (value: Value) => Value,
): Readonly<Record<string, Value>> {
  const members = Object.entries(record).map(([name, value]) => [name, turn(value)] as const)
  return Object.fromEntries(members.reverse())
}

function turnedScope(on: GrantScope): GrantScope {
  if (typeof on.lists === 'object') return { lists: [...on.lists].reverse() }
  return typeof on.zones === 'object' ? { zones: [...on.zones].reverse() } : on
}

function turnedGrant(grant: GrantDocument): GrantDocument {
  const on = turnedScope(grant.on)
  if (grant.deny !== undefined) return { ...grant, on, deny: [...grant.deny].reverse() }
  return { ...grant, on, allow: [...grant.allow].reverse(), mask: turned(grant.mask) }
}

function turnedPerson(person: Principal): Principal {
  const { roles, lists, zones, networks } = person
  return { ...person, roles: turned(roles), lists: turned(lists), zones: turned(zones), networks: turned(networks) }
}
