import { ACTIONS, createEngine, type Decision, type DecisionRequest, definePolicy } from '@waxseal/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allow, deny, LISTS, type LooseDocument, OWN_ACTIONS, policyDocument, request } from './arbitraries.js'
import { askOracle, type Verdict } from './oracle.js'

const known = { actions: [...ACTIONS, ...OWN_ACTIONS], lists: LISTS }
const engineOf = (document: LooseDocument) => createEngine(definePolicy(document), { lists: LISTS })
const requests = fc.array(request, { minLength: 20, maxLength: 20 })

function verdictOf(decision: Decision): Verdict {
  const masks = decision.obligations.flatMap((duty) => (duty.type === 'mask' ? duty.fields : []))
  const content = decision.obligations.flatMap((duty) => (duty.type === 'content' ? duty.anyOf : []))
  return { code: decision.reason.code, grants: decision.grants, masked: masks, content }
}

test('the engine agrees with the oracle in reason, grants, mask and content, and reaches every reason', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(policyDocument, requests, (document, questions) => {
      const policy = definePolicy(document)
      const engine = createEngine(policy, { lists: LISTS })
      for (const question of questions) {
        const decision = engine.decide(question)
        const verdict = askOracle(policy, known, question)
        expect(verdictOf(decision)).toEqual(verdict)
        expect(decision.allowed).toBe(verdict.code === 'allowed')
        reached.add(verdict.code)
      }
    }),
    { numRuns: 600 },
  )
  expect([...reached].sort()).toEqual(['address', 'allowed', 'denied', 'expired', 'inactive', 'no-grant', 'unknown'])
})

test('an answer does not depend on earlier questions', () => {
  fc.assert(
    fc.property(policyDocument, requests, (document, questions) => {
      const engine = engineOf(document)
      const first = questions.map((question) => engine.decide(question))
      expect([...questions].reverse().map((question) => engine.decide(question))).toEqual(first.reverse())
    }),
    { numRuns: 100 },
  )
})

test('the order of grants, roles, patterns and lists never matters', () => {
  const shuffled = fc.tuple(policyDocument, requests).chain(([document, questions]) =>
    fc.record({
      document: fc.constant(document),
      questions: fc.constant(questions),
      grants: fc.shuffledSubarray([...document.grants], { minLength: document.grants.length }),
      lists: fc.shuffledSubarray([...LISTS], { minLength: LISTS.length }),
    }),
  )
  fc.assert(
    fc.property(shuffled, ({ document, questions, grants, lists }) => {
      const roles = Object.fromEntries(
        Object.entries(document.roles)
          .reverse()
          .map(([name, role]) => [name, { includes: [...(role.includes ?? [])].reverse() }]),
      )
      const one = engineOf(document)
      const other = createEngine(definePolicy<string>({ ...document, roles, grants: grants.map(reversed) }), { lists })
      for (const question of questions) expect(other.decide(backwards(question))).toEqual(one.decide(question))
    }),
    { numRuns: 200 },
  )
})

test('a deny that is added never adds access', () => {
  fc.assert(
    fc.property(policyDocument, deny, requests, (document, extra, questions) => {
      const more = engineOf({ ...document, grants: [...document.grants, { id: 'the added one', ...extra }] })
      const less = engineOf(document)
      for (const question of questions) {
        if (more.decide(question).allowed) expect(less.decide(question).allowed).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})

test('an allow that is removed never adds access', () => {
  fc.assert(
    fc.property(policyDocument, allow, requests, (document, extra, questions) => {
      const more = engineOf({ ...document, grants: [...document.grants, { id: 'the removed one', ...extra }] })
      const less = engineOf(document)
      for (const question of questions) {
        if (less.decide(question).allowed) expect(more.decide(question).allowed).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})

function reversed(grant: LooseDocument['grants'][number]): LooseDocument['grants'][number] {
  const { lists } = grant.on
  const on = { lists: typeof lists === 'string' ? lists : [...lists].reverse() }
  if (grant.deny !== undefined) return { ...grant, on, deny: [...grant.deny].reverse() }
  return { ...grant, on, allow: [...grant.allow].reverse(), mask: grant.mask && [...grant.mask].reverse() }
}

function backwards(question: DecisionRequest): DecisionRequest {
  const { principal } = question
  if (principal === undefined) return question
  const turned = (texts: readonly string[] | undefined) => texts && [...texts].reverse()
  return {
    ...question,
    principal: {
      ...principal,
      roles: turned(principal.roles),
      lists: turned(principal.lists),
      networks: turned(principal.networks),
    },
  }
}
