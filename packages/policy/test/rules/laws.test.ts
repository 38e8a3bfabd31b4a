import type { Facts, Rule } from '@waxseal/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acknowledgedTerms } from '../../src/rules/acknowledged-terms.js'
import { authStrength } from '../../src/rules/auth-strength.js'
import { keyRotation } from '../../src/rules/key-rotation.js'
import { residency } from '../../src/rules/residency.js'
import { revealBudget } from '../../src/rules/reveal-budget.js'
import { secondPerson } from '../../src/rules/second-person.js'
import { sendCap } from '../../src/rules/send-cap.js'
import { codeOf, DAY, HOUR, NOW, question } from './question.js'

const instant = fc.oneof(
  fc.integer({ min: -3 * DAY, max: 3 * DAY }).map((shift) => NOW + shift),
  fc.tuple(fc.integer({ min: -2, max: 2 }), fc.constantFrom(DAY, HOUR, 0)).map(([shift, age]) => NOW - age + shift),
)
const count = fc.integer({ min: 0, max: 130 })
const region = fc.constantFrom('ru', 'kz', 'eu', 'us')
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })
const version = fc.constantFrom('2025-03', '2026-11', '2027-01')

interface Case {
  readonly rule: Rule
  /** Facts under which it does not refuse. */
  readonly good: Facts
  /** Facts of the right shape, under which it may refuse. */
  readonly shaped: fc.Arbitrary<Facts>
  /** Values of a wrong shape, by fact. */
  readonly wrong: Readonly<Record<string, readonly unknown[]>>
}

const NO_RECORDS = [null, true, 1, 'x', [], {}, () => 1, Symbol('x'), new Map()] as const
const NO_COUNTS = [null, true, '1', -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1n, [1], {}] as const
const NO_INSTANTS = [null, '1', Number.NaN, Number.NEGATIVE_INFINITY, 9e15, new Date(0), NOW + 1] as const

const credential = { issuedAt: NOW - HOUR, state: 'current' }
const authentication = { level: 'aal2', at: NOW - 1 }

const CASES: Readonly<Record<string, Case>> = {
  keyRotation: {
    rule: keyRotation({ maxAge: '1d', overlap: '1h' }),
    good: { credential },
    shaped: fc.record({
      credential: fc.record({
        issuedAt: instant,
        state: fc.constantFrom('pending', 'tested', 'current', 'previous', 'retired'),
        rotatedAt: optional(instant),
        expiresAt: optional(instant),
      }),
    }),
    wrong: {
      credential: [
        ...NO_RECORDS,
        ...NO_INSTANTS.map((issuedAt) => ({ ...credential, issuedAt })),
        ...[null, '1', Number.NaN].map((expiresAt) => ({ ...credential, expiresAt })),
        ...[...NO_INSTANTS, NOW - 2 * HOUR].map((rotatedAt) => ({ ...credential, rotatedAt })),
        ...['Current', 'toString', '', null, ['current']].map((state) => ({ ...credential, state })),
        { ...credential, state: 'previous' },
      ],
    },
  },
  authStrength: {
    rule: authStrength({ atLeast: 'aal2', maxAge: '1h' }),
    good: { authentication },
    shaped: fc.record({
      authentication: fc.record({ level: fc.constantFrom('aal1', 'aal2', 'aal3'), at: instant }),
    }),
    wrong: {
      authentication: [
        ...NO_RECORDS,
        ...NO_INSTANTS.map((at) => ({ ...authentication, at })),
        ...['aal4', 'AAL3', 3, null, ['aal3']].map((level) => ({ ...authentication, level })),
      ],
    },
  },
  'residency by end point': {
    rule: residency({ ru: ['ru', 'kz'], eu: ['eu'] }),
    good: { endpointRegion: 'ru', contactRegions: ['kz', 'ru'] },
    shaped: fc.record({ endpointRegion: region, contactRegions: fc.array(region, { maxLength: 3 }) }),
    wrong: {
      endpointRegion: [null, '', 1, ['ru'], {}],
      contactRegions: [null, 'ru', {}, [1], ['ru', ''], ['ru', undefined], sparse('ru'), { length: 1, 0: 'ru' }],
    },
  },
  'sendCap of everything': {
    rule: sendCap({ perSend: 60, perHour: 80, perDay: 100 }),
    good: { recipients: 10, sent: { hour: 10, day: 20 } },
    shaped: fc.record({ recipients: count, sent: fc.record({ hour: count, day: count }) }),
    wrong: {
      recipients: NO_COUNTS,
      sent: [
        ...NO_RECORDS,
        { hour: 1 },
        { day: 1 },
        ...NO_COUNTS.flatMap((bad) => [
          { hour: bad, day: 1 },
          { hour: 1, day: bad },
        ]),
      ],
    },
  },
  'sendCap of one day': {
    rule: sendCap({ perDay: 100 }),
    good: { recipients: 10, sent: { day: 20 } },
    shaped: fc.record({ recipients: count, sent: fc.record({ hour: optional(count), day: count }) }),
    wrong: { recipients: NO_COUNTS, sent: [...NO_RECORDS, { hour: 1 }, { hour: -1, day: 1 }] },
  },
  'sendCap of one send': {
    rule: sendCap({ perSend: 100 }),
    good: { recipients: 10 },
    shaped: fc.record({ recipients: count }),
    wrong: { recipients: NO_COUNTS },
  },
  revealBudget: {
    rule: revealBudget({ perDay: 50 }),
    good: { reveals: 1, revealed: { day: 49 } },
    shaped: fc.record({ reveals: count, revealed: fc.record({ day: count }) }),
    wrong: { reveals: NO_COUNTS, revealed: [...NO_RECORDS, ...NO_COUNTS.map((day) => ({ day }))] },
  },
  secondPerson: {
    rule: secondPerson({ actions: ['*'], maxAge: '1h', count: 2, roles: ['chief'] }),
    good: {
      approvals: [
        { by: 'ivan', at: NOW, roles: ['chief'] },
        { by: 'olga', at: NOW - 1 },
      ],
    },
    shaped: fc.record({
      approvals: fc.array(
        fc.record({
          by: fc.constantFrom('maria', 'ivan', 'olga', 'person 2'),
          at: instant,
          roles: optional(fc.subarray(['chief', 'clerk'])),
        }),
        { maxLength: 5 },
      ),
    }),
    wrong: {
      approvals: [
        ...[null, true, 1, 'x', {}, { length: 0 }, new Set()],
        ...[null, 'ivan', [], {}, { by: 'ivan' }, { at: NOW }].map((approval) => [approval]),
        ...[
          { by: '', at: NOW },
          { by: 7, at: NOW },
          { by: 'ivan', at: '1' },
        ].map((approval) => [approval]),
        [{ by: 'ivan', at: NOW, roles: 'chief' }],
        [{ by: 'ivan', at: NOW, roles: ['chief', 1] }],
        sparse({ by: 'ivan', at: NOW }),
      ],
    },
  },
  acknowledgedTerms: {
    rule: acknowledgedTerms({ version: '2026-11' }),
    good: { acknowledged: ['2025-03', '2026-11'] },
    shaped: fc.record({ acknowledged: fc.oneof(version, fc.array(version, { maxLength: 3 })) }),
    wrong: { acknowledged: [null, '', 2026, true, {}, ['2026-11', 1], ['2026-11', ''], new Set(['2026-11'])] },
  },
}

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
})

/** Facts of the right shape in which some are replaced by anything, or left out. */
function hostile({ shaped, good }: Case): fc.Arbitrary<Facts> {
  const broken = fc.record(Object.fromEntries(Object.keys(good).map((name) => [name, anything])), { requiredKeys: [] })
  return fc.oneof(
    shaped,
    broken,
    fc.tuple(shaped, broken).map(([one, other]) => ({ ...one, ...other })),
  )
}

describe.each(Object.entries(CASES))('%s', (_, subject) => {
  const { rule, good, shaped, wrong } = subject
  const cureOf = (facts: Facts) => rule.cure?.(question(facts))

  test('good facts pass, and nothing is said of a cure', () => {
    expect(rule.check(question(good))).toBeUndefined()
    expect(rule.cure?.(question(good))).toBeUndefined()
  })

  test('it never throws and answers the same again, whatever the facts are', () => {
    fc.assert(
      fc.property(hostile(subject), (facts) => {
        const answer = rule.check(question(facts))
        expect(rule.check(question(facts))).toEqual(answer)
        if (answer !== undefined) expect(codeOf(answer)).toMatch(/^[a-z-]+$/)
      }),
    )
    for (const facts of [null, undefined, 1, 'x', [], () => 1]) {
      expect(codeOf(rule.check(question(facts as unknown as Facts)))).toBe('fact-missing')
    }
  })

  test('cures take the refusal away: one fact where one is enough, never more steps than there are facts', () => {
    const names = Object.keys(good)
    let cured = 0
    fc.assert(
      fc.property(hostile(subject), (given) => {
        const oneIsEnough = names.some((name) => rule.check(question({ ...given, [name]: good[name] })) === undefined)
        let facts: Facts = { ...given }
        let steps = 0
        for (let cure = cureOf(facts); cure !== undefined; cure = cureOf(facts)) {
          expect(names).toContain(cure.fact)
          expect(JSON.parse(JSON.stringify(cure.value))).toEqual(cure.value)
          facts = { ...facts, [cure.fact]: cure.value }
          steps++
          expect(steps).toBeLessThanOrEqual(oneIsEnough ? 1 : names.length)
        }
        expect(rule.check(question(facts))).toBeUndefined()
        cured += steps
      }),
    )
    expect(cured).toBeGreaterThan(10)
  })

  test('a fact that is missing alone has a cure', () => {
    for (const name of Object.keys(good)) {
      const { [name]: _missing, ...facts } = good
      for (const without of [facts, { ...facts, [name]: undefined }]) {
        const answer = rule.check(question(without))
        expect(['fact-missing', 'region-unknown']).toContain(codeOf(answer))
        const cure = rule.cure?.(question(without))
        expect(cure?.fact).toBe(name)
        expect(rule.check(question({ ...without, [name]: cure?.value }))).toBeUndefined()
      }
    }
  })

  test('a fact of a wrong shape is refused, and can be cured', () => {
    expect(Object.keys(wrong)).toEqual(Object.keys(good))
    for (const [name, values] of Object.entries(wrong)) {
      for (const value of values) {
        expect(codeOf(rule.check(question({ ...good, [name]: value })))).toBe('fact-invalid')
        const cure = rule.cure?.(question({ ...good, [name]: value }))
        expect(rule.check(question({ ...good, [name]: cure?.value }))).toBeUndefined()
      }
    }
  })

  test('without a valid time nothing passes that hangs on one', () => {
    const timed = ['key-rotation', 'auth-strength', 'second-person'].includes(rule.name)
    for (const at of [
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      9e15,
      `${NOW}`,
      null,
      undefined,
    ]) {
      const asked = question(good, { context: { at: at as number } })
      expect(rule.check(asked) === undefined).toBe(!timed)
      expect(rule.cure?.(asked)).toBeUndefined()
    }
  })

  test('what a prototype lends is no fact', () => {
    expect(codeOf(rule.check(question(Object.create(good))))).toBe('fact-missing')
    for (const [name, value] of Object.entries(good)) {
      if (typeof value !== 'object' || Array.isArray(value)) continue
      expect(codeOf(rule.check(question({ ...good, [name]: Object.create(value) })))).toBe('fact-invalid')
    }
  })

  test('getters that throw, revoked proxies and endless arrays are refused', () => {
    const throwing = {
      get trap(): never {
        throw new Error('maria@romashka.ru')
      },
    }
    const { proxy, revoke } = Proxy.revocable([], {})
    revoke()
    for (const name of Object.keys(good)) {
      const members = Object.fromEntries(
        ['issuedAt', 'level', 'hour', 'day', 'by'].map((key) => [key, getter(throwing)]),
      )
      const traps = [proxy, Object.defineProperties({}, members as PropertyDescriptorMap), endless(), [endless()]]
      for (const value of traps) {
        expect(codeOf(rule.check(question({ ...good, [name]: value })))).toBe('fact-invalid')
        expect(() => rule.cure?.(question({ ...good, [name]: value }))).not.toThrow()
      }
      const facts = Object.defineProperty({ ...good }, name, getter(throwing))
      expect(codeOf(rule.check(question(facts)))).toMatch(/^(fact-missing|region-unknown)$/)
    }
  })

  test('it changes nothing it is given and cannot be changed itself', () => {
    fc.assert(
      fc.property(shaped, (facts) => {
        const before = structuredClone(facts)
        rule.check(question(facts))
        rule.cure?.(question(facts))
        expect(facts).toEqual(before)
      }),
    )
    expect(Object.isFrozen(rule)).toBe(true)
    expect(rule.facts === undefined || Object.isFrozen(rule.facts)).toBe(true)
  })

  test('messages are one plain line, without names of people', () => {
    fc.assert(
      fc.property(hostile(subject), (facts) => {
        const answer = rule.check(question(facts))
        if (answer === undefined || !('message' in answer)) return
        expect(answer.message).toMatch(/^[a-z0-9][^\n]*[^.\n]$/)
        expect(answer.message).not.toMatch(/maria|ivan|olga|romashka|person 2/)
        expect(Object.isFrozen(answer)).toBe(true)
      }),
    )
  })
})

function getter(source: object): PropertyDescriptor {
  return { ...Object.getOwnPropertyDescriptor(source, 'trap'), enumerable: true }
}

/** An array that says it has four thousand million elements. */
function endless(): unknown {
  const array: unknown[] = []
  array.length = 2 ** 32 - 1
  return array
}

/** An array with a hole before its only element. */
function sparse(element: unknown): unknown {
  const array: unknown[] = []
  array[1] = element
  return array
}
