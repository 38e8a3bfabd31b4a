import type { Rule } from '@waxseal/core'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { acknowledgedTerms } from '../../src/rules/acknowledged-terms.js'
import { authStrength } from '../../src/rules/auth-strength.js'
import { corporateMailbox } from '../../src/rules/corporate-mailbox.js'
import { type KeyRotationOptions, keyRotation } from '../../src/rules/key-rotation.js'
import type { RuleActions } from '../../src/rules/option-reader.js'
import { residency } from '../../src/rules/residency.js'
import { revealBudget } from '../../src/rules/reveal-budget.js'
import { secondPerson } from '../../src/rules/second-person.js'
import { sendCap } from '../../src/rules/send-cap.js'

type Factory = (options: unknown) => Rule

interface Case {
  readonly make: Factory
  readonly usual: {
    readonly name: string
    readonly actions: readonly string[] | undefined
    readonly facts?: readonly string[]
  }
  readonly good: object
  readonly bad: readonly object[]
}

/** The factories as a host without a compiler sees them. */
const CASES: readonly Case[] = [
  {
    make: keyRotation as Factory,
    usual: { name: 'key-rotation', actions: undefined, facts: ['credential'] },
    good: { maxAge: '90d' },
    bad: [
      { maxAge: 90 },
      { maxAge: '90' },
      { maxAge: '0d' },
      { maxAge: undefined },
      { overlap: 'P1D' },
      { overlap: null },
    ],
  },
  {
    make: authStrength as Factory,
    usual: { name: 'auth-strength', actions: undefined, facts: ['authentication'] },
    good: { atLeast: 'aal2' },
    bad: [{ atLeast: 'mfa' }, { atLeast: undefined }, { atLeast: 'toString' }, { atLeast: ['aal2'] }, { maxAge: 60 }],
  },
  {
    make: corporateMailbox as Factory,
    usual: { name: 'corporate-mailbox', actions: undefined },
    good: {},
    bad: [
      ...[[], 'romashka.ru', ['']].map((domains) => ({ domains })),
      ...['ru mashka', 'a@romashka.ru', '*.', '*.*.ru', '.ru', 'gmail.com', 'GMAIL.COM.'].map((name) => ({
        domains: [name],
      })),
      ...[[], 'gmx.ru', ['*.gmx.ru'], ['a b']].map((freeMail) => ({ freeMail })),
      { domains: ['romashka.ru'], freeMail: ['Romashka.ru'] },
    ],
  },
  {
    make: ((options: object) => residency({ ru: ['ru'] }, options)) as Factory,
    usual: { name: 'residency', actions: ['campaigns.send.*', 'contacts.*'], facts: ['endpointRegion'] },
    good: {},
    bad: [],
  },
  {
    make: ((table: Record<string, string[]>) => residency(table)) as Factory,
    usual: { name: 'residency', actions: ['campaigns.send.*', 'contacts.*'], facts: ['endpointRegion'] },
    good: { ru: ['ru'] },
    bad: [{ ru: [] }, { ru: 'ru' }, { ru: [''] }, { ru: [1] }, { ru: undefined }, { ru: null }],
  },
  {
    make: sendCap as Factory,
    usual: { name: 'send-cap', actions: ['campaigns.send.*'], facts: ['recipients', 'sent'] },
    good: { perDay: 100 },
    bad: [
      { perDay: undefined },
      ...[-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '100', null, 2 ** 53].flatMap((limit) => [
        { perDay: limit },
        { perHour: limit },
        { perSend: limit },
        { principals: { maria: { perSend: limit } } },
      ]),
      ...[null, 1, 'maria', ['maria']].map((principals) => ({ principals })),
      ...[null, 5, [], { perday: 5 }, { name: 'x', perDay: 5, principals: {} }].map((maria) => ({
        principals: { maria },
      })),
      { perDay: undefined, principals: {} },
      { perDay: undefined, principals: { maria: {} } },
    ],
  },
  {
    make: revealBudget as Factory,
    usual: { name: 'reveal-budget', actions: ['contacts.export', 'contacts.view'], facts: ['reveals', 'revealed'] },
    good: { perDay: 50 },
    bad: [{ perDay: undefined }, { perDay: -1 }, { perDay: '50' }, { perHour: 5 }],
  },
  {
    make: secondPerson as Factory,
    usual: { name: 'second-person', actions: ['contacts.export'], facts: ['approvals'] },
    good: { actions: ['contacts.export'] },
    bad: [
      { actions: undefined },
      ...[0, -1, 1.5, 101, '2'].map((count) => ({ count })),
      ...[[], 'chief', [1], ['']].map((roles) => ({ roles })),
      { maxAge: 'soon' },
    ],
  },
  {
    make: acknowledgedTerms as Factory,
    usual: { name: 'acknowledged-terms', actions: undefined, facts: ['acknowledged'] },
    good: { version: '2026-11' },
    bad: [{ version: undefined }, { version: '' }, { version: 2026 }],
  },
]

const invalid = expect.objectContaining({ name: 'WaxsealError', code: 'rule-invalid' })

describe.each(CASES)('$usual.name', ({ make, usual, good, bad }) => {
  test('has its usual name, actions and facts', () => {
    const { name, actions, facts } = make(good)
    expect({ name, actions, facts }).toEqual({ facts: undefined, ...usual })
  })

  test('bad options are refused when it is made', () => {
    for (const options of bad) expect(() => make({ ...good, ...options })).toThrow(invalid)
    for (const options of [null, 'x', 5, [], [good], true]) expect(() => make(options)).toThrow(invalid)
  })

  test('keeps nothing of the options object', () => {
    const options = structuredClone(good) as Record<string, unknown>
    const rule = make(options)
    for (const value of Object.values(options)) if (Array.isArray(value)) value.length = 0
    expect(rule.actions).toEqual(usual.actions)
  })
})

describe.each(CASES.filter(({ good }) => !('ru' in good)))('$usual.name', ({ make, good }) => {
  test('takes a name and actions of the host', () => {
    const rule = make({ ...good, name: 'of-mine/2', actions: ['orders.*', 'orders.view', '*'] })
    expect(rule.name).toBe('of-mine/2')
    expect(rule.actions).toEqual(['orders.*', 'orders.view', '*'])
    for (const name of ['', 'a b', 'a\nb', '`', 'x'.repeat(101), 5]) {
      expect(() => make({ ...good, name })).toThrow(invalid)
    }
    const odd = ['', 'contacts.', '.view', '*.view', 'contacts.*.x', 'contacts*', 'a b', '**', 1]
    for (const actions of [[], 'contacts.view', ...odd.map((action) => [action])]) {
      expect(() => make({ ...good, actions })).toThrow(invalid)
    }
  })

  test('a misspelt option is refused', () => {
    expect(() => make({ ...good, maxage: '1d' })).toThrow('`maxage` is none of its options')
    expect(() => make({ ...good, ['__proto__']: {} })).toThrow('`__proto__` is none of its options')
  })
})

test('errors name the option and repeat no value', () => {
  const secret = 'maria@romashka.ru'
  try {
    corporateMailbox({ domains: [secret] })
    expect.unreachable()
  } catch (error) {
    expect(error).toMatchObject({ code: 'rule-invalid', details: { option: 'domains' } })
    expect(`${JSON.stringify(error)} ${(error as Error).message} ${(error as Error).stack}`).not.toContain(secret)
  }
})

test('the compiler knows the options', () => {
  expectTypeOf<{ maxAge: '90d' }>().toExtend<KeyRotationOptions>()
  expectTypeOf<{ maxAge: '90 days' }>().not.toExtend<KeyRotationOptions>()
  expectTypeOf<{ maxAge: number }>().not.toExtend<KeyRotationOptions>()
  expectTypeOf<'contacts.*'>().toExtend<RuleActions>()
  expectTypeOf<5>().not.toExtend<RuleActions>()
  // @ts-expect-error no such level
  expect(() => authStrength({ atLeast: 'strong' })).toThrow(invalid)
  // @ts-expect-error no actions: every action would need two people
  expect(() => secondPerson({})).toThrow(invalid)
  // @ts-expect-error a misspelt limit
  expect(() => sendCap({ perday: 5 })).toThrow(invalid)
})
