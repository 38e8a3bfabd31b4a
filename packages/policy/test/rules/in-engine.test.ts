import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEngine } from '../../src/engine/create-engine.js'
import { subUsers } from '../../src/modes/sub-users.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import { acknowledgedTerms } from '../../src/rules/acknowledged-terms.js'
import { authStrength } from '../../src/rules/auth-strength.js'
import { corporateMailbox } from '../../src/rules/corporate-mailbox.js'
import type { KnownFacts } from '../../src/rules/facts.js'
import { keyRotation } from '../../src/rules/key-rotation.js'
import { residency } from '../../src/rules/residency.js'
import { revealBudget } from '../../src/rules/reveal-budget.js'
import { secondPerson } from '../../src/rules/second-person.js'
import { sendCap } from '../../src/rules/send-cap.js'
import { HOUR, NOW } from './question.js'

const { grants, rules } = subUsers({
  maria: {
    access: { '501': 'view' },
    send: { email: { from: ['news@romashka.ru'] }, cap: { perDay: 100 } },
    export: true,
  },
  ivan: { access: 'all', send: { email: { from: ['news@romashka.ru'] } } },
})
const engine = createEngine(definePolicy({ roles: {}, grants }), {
  lists: [{ id: '501', region: 'ru' }],
  principals: [
    { id: 'maria', mailbox: 'maria@romashka.ru' },
    { id: 'ivan', mailbox: 'ivan@mail.ru' },
  ],
  rules: [
    keyRotation({ maxAge: '90d' }),
    corporateMailbox(),
    authStrength({ atLeast: 'aal2', actions: ['contacts.export'] }),
    residency({ ru: ['ru'], eu: ['eu'] }),
    sendCap({ perSend: 1000 }),
    revealBudget({ perDay: 50 }),
    secondPerson({ actions: ['contacts.export'] }),
    acknowledgedTerms({ version: '2026-11' }),
    ...rules,
  ],
})

const facts: KnownFacts = {
  credential: { issuedAt: NOW - HOUR, state: 'current' },
  authentication: { level: 'aal2', at: NOW - HOUR },
  endpointRegion: 'ru',
  recipients: 10,
  sent: { day: 0 },
  reveals: 5,
  revealed: { day: 0 },
  approvals: [{ by: 'ivan', at: NOW }],
  acknowledged: '2026-11',
}

function requestOf(action: string, known: object = facts, principal = 'maria') {
  const resource = { type: 'list', id: '501' } as const
  return { principal, action, resource, context: { at: NOW }, facts: { ...known } }
}

function reasonOf(action: string, known: object, principal?: string): unknown {
  const { allowed, reason } = engine.decide(requestOf(action, known, principal))
  return allowed ? 'allowed' : [reason.code, reason.rule, reason.detail]
}

test('with every fact in place each action is allowed', () => {
  for (const action of ['contacts.view', 'contacts.export', 'campaigns.send.email', 'messages.create', 'stats.view']) {
    expect(reasonOf(action, facts)).toBe('allowed')
  }
})

test('each rule refuses under its own name', () => {
  const old = { ...facts, credential: { issuedAt: 0, state: 'current' } }
  expect(reasonOf('stats.view', old)).toEqual(['rule', 'key-rotation', 'stale'])
  expect(reasonOf('stats.view', facts, 'ivan')).toEqual(['rule', 'corporate-mailbox', 'free-mail'])
  const weak = { ...facts, authentication: { level: 'aal1', at: NOW } }
  expect(reasonOf('contacts.export', weak)).toEqual(['rule', 'auth-strength', 'weak'])
  expect(reasonOf('contacts.view', weak)).toBe('allowed')
  expect(reasonOf('contacts.view', { ...facts, endpointRegion: 'eu' })).toEqual(['rule', 'residency', 'residency'])
  expect(reasonOf('campaigns.send.email', { ...facts, recipients: 1001 })).toEqual(['rule', 'send-cap', 'cap-per-send'])
  expect(reasonOf('campaigns.send.email', { ...facts, sent: { day: 91 } })).toEqual([
    'rule',
    'sub-user-cap',
    'cap-per-day',
  ])
  expect(reasonOf('contacts.view', { ...facts, reveals: 51 })).toEqual(['rule', 'reveal-budget', 'budget-spent'])
  const alone = { ...facts, approvals: [{ by: 'maria', at: NOW }] }
  expect(reasonOf('contacts.export', alone)).toEqual(['rule', 'second-person', 'approval-needed'])
  expect(reasonOf('stats.view', { ...facts, acknowledged: [] })).toEqual(['rule', 'acknowledged-terms', 'terms'])
})

test('without facts nothing is allowed, and the explanation names facts that would do', () => {
  for (const action of ['contacts.view', 'contacts.export', 'campaigns.send.email', 'stats.view']) {
    expect(reasonOf(action, {})).toEqual(['rule', 'key-rotation', 'fact-missing'])
    const { cures } = engine.explain(requestOf(action, {}))
    expect(cures.length).toBeGreaterThan(0)
    for (const cure of cures) {
      const steps = 'all' in cure ? cure.all : [cure]
      const named = Object.fromEntries(steps.flatMap((step) => ('fact' in step ? [[step.fact, step.value]] : [])))
      expect(reasonOf(action, named)).toBe('allowed')
    }
  }
})

test('facts of any shape never let anything through that good facts would not', () => {
  const anyFact = fc.record(Object.fromEntries(Object.keys(facts).map((name) => [name, fc.anything()])), {
    requiredKeys: [],
  })
  fc.assert(
    fc.property(anyFact, fc.constantFrom('contacts.export', 'campaigns.send.email', 'stats.view'), (odd, action) => {
      expect(reasonOf(action, odd)).not.toBe('allowed')
      expect(reasonOf(action, { ...facts, ...odd, credential: odd.credential })).not.toBe('allowed')
    }),
  )
})
