import { readFileSync } from 'node:fs'
import { isWaxsealError } from '@waxseal/core'
import { definePolicy, type PolicyDocument } from '@waxseal/policy'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { policyJsonSchema } from '../../src/policy/json-schema.js'
import { policySchema } from '../../src/policy/schema.js'
import { documents } from '../arbitraries.js'

const runs = process.env.THOROUGH === '1' ? 50_000 : 3_000

const published = JSON.parse(readFileSync(new URL('../../policy.schema.json', import.meta.url), 'utf8'))
const accepts = new Ajv2020({ strict: true, strictRequired: false, allErrors: false }).compile(published)

/** What is wrong with a document by `definePolicy`; nothing, if nothing is. */
function problems(document: unknown): readonly string[] {
  try {
    definePolicy(document as PolicyDocument)
    return []
  } catch (error) {
    if (!isWaxsealError(error, 'policy-invalid')) throw error
    return error.details.problems as readonly string[]
  }
}

/** Whether it is the shape that is wrong, or a choice of members, which the schema can say too. */
function isMisshapen(document: unknown): boolean {
  if (!policySchema().safeParse(document).success) return true
  return problems(document).some((line) => /exactly one of|only a grant that allows|must not be a name/.test(line))
}

const grant = { id: 'see', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'own' } }
const hours = { timeZone: 'Europe/Moscow', windows: [{ days: ['mon'], from: '09:00', to: '24:00' }] }
const whole = {
  version: 1,
  networks: { office: ['203.0.113.0/24'] },
  zones: ['north'],
  schedules: { 'office hours': { ...hours, holidays: ['2027-01-01'] } },
  roles: { viewer: {}, sender: { includes: ['viewer'] } },
  actions: ['orders.view', 'Orders.REFUND'],
  grants: [
    {
      ...grant,
      during: 'office hours',
      mask: ['email'],
      content: { from: ['news@romashka.ru'], linkHosts: ['*.a.ru'] },
    },
    {
      id: 'b',
      deny: ['*', 'contacts.*', 'orders.*', 'Orders.REFUND'],
      to: { principal: 'ivan' },
      on: { account: true },
    },
    { id: 'c', allow: ['orders.view'], to: { role: 'sender' }, on: { zones: ['north'] } },
    { id: 'd', deny: ['stats.view'], to: { role: 'sender' }, on: { lists: ['501', 'Ромашка 🌻'] } },
  ],
}

test('the published schema is the one that the checks give; `tsx scripts/write-policy-schema.ts` writes it', () => {
  expect(published).toEqual(policyJsonSchema())
})

test('policies are accepted', () => {
  expect(problems(whole)).toEqual([])
  expect(accepts(whole)).toBe(true)
  expect(accepts({ roles: {}, grants: [] })).toBe(true)
  fc.assert(
    fc.property(documents, ({ policy }) => {
      expect(accepts(JSON.parse(JSON.stringify(policy)))).toBe(true)
    }),
    { numRuns: runs / 10 },
  )
})

const of = (members: object) => ({ ...whole, ...members })
const granting = (members: object) => of({ grants: [{ ...grant, ...members }] })
const { allow: _, ...neither } = grant

describe('each fault of the shape is refused by both', () => {
  test.each<[string, unknown]>([
    ['no object', []],
    ['nothing', null],
    ['no roles', { grants: [] }],
    ['no grants', { roles: {} }],
    ['an unknown member', of({ grant: [] })],
    ['a version to come', of({ version: 2 })],
    ['a network that is no array', of({ networks: { office: '203.0.113.0/24' } })],
    ['a name with a line break', of({ networks: { 'a\nb': [] } })],
    ['a name with a line separator', of({ zones: ['a\u2028b'] })],
    ['a name with a backtick', of({ zones: ['a`b'] })],
    ['an empty name', granting({ id: '' })],
    ['a long name', granting({ id: '🌻'.repeat(201) })],
    ['a member that JavaScript inherits', JSON.parse('{"roles":{"__proto__":{}},"grants":[]}')],
    ['another such', JSON.parse('{"roles":{"a":{"__proto__":[]}},"grants":[]}')],
    ['one at the top', JSON.parse('{"roles":{},"grants":[],"__proto__":1}')],
    ['a role of another shape', of({ roles: { viewer: [] } })],
    ['a role that inherits', of({ roles: { viewer: { inherits: [] } } })],
    ['an action of no words', of({ actions: ['orders.'] })],
    ['an action of a wrong word', of({ actions: ['orders.1'] })],
    ['a family as an action', of({ actions: ['orders.*'] })],
    ['neither allow nor deny', of({ grants: [neither] })],
    ['allow and deny', granting({ deny: ['*'] })],
    ['allow and deny, and what only one of them may have', granting({ deny: ['*'], mask: [] })],
    ['allow of nothing', granting({ allow: [] })],
    ['a deny that masks', of({ grants: [{ ...neither, deny: ['*'], mask: ['email'] }] })],
    ['a deny with content', of({ grants: [{ ...neither, deny: ['*'], content: { from: [] } }] })],
    ['to nobody', granting({ to: {} })],
    ['to two', granting({ to: { role: 'viewer', principal: 'ivan' } })],
    ['nowhere', granting({ on: {} })],
    ['on two things', granting({ on: { lists: 'own', account: true } })],
    ['on no list', granting({ on: { lists: [] } })],
    ['on all', granting({ on: { lists: 'all' } })],
    ['on any zone', granting({ on: { zones: 'any' } })],
    ['not on the account', granting({ on: { account: false } })],
    ['a content rule without a sender', granting({ content: {} })],
    [
      'a day of another language',
      of({ schedules: { a: { ...hours, windows: [{ days: ['пн'], from: '', to: '' }] } } }),
    ],
    ['a schedule without a zone', of({ schedules: { a: { windows: hours.windows } } })],
  ])('%s', (_, document) => {
    expect(problems(document)).not.toEqual([])
    expect(isMisshapen(document)).toBe(true)
    expect(accepts(document)).toBe(false)
  })
})

describe('of the meaning, the schema sees', () => {
  const window = (members: object) =>
    of({ schedules: { a: { ...hours, windows: [{ days: ['mon'], from: '09:00', to: '18:00', ...members }] } } })
  test.each<[string, unknown, boolean]>([
    ['a pattern that can be none', granting({ allow: ['contacts'.concat('*')] }), false],
    ['a misspelt action, which could be one of the host', granting({ allow: ['contacts.vew'] }), true],
    ['an hour that there is not', window({ from: '24:00' }), false],
    ['an hour written short', window({ to: '9:00' }), false],
    ['no day', window({ days: [] }), false],
    ['no window', of({ schedules: { a: { ...hours, windows: [] } } }), false],
    ['a zone by its offset', of({ schedules: { a: { ...hours, timeZone: '+03:00' } } }), false],
    ['a zone that there is not', of({ schedules: { a: { ...hours, timeZone: 'Europe/Atlantis' } } }), true],
    ['a date of another order', of({ schedules: { a: { ...hours, holidays: ['01.01.2027'] } } }), false],
    ['a date that there is not', of({ schedules: { a: { ...hours, holidays: ['2027-02-30'] } } }), true],
    ['a network that is none', of({ networks: { office: ['10.5'] } }), true],
    ['an unknown role', granting({ to: { role: 'viewr' } }), true],
  ])('%s', (_, document, missed) => {
    expect(problems(document)).not.toEqual([])
    expect(isMisshapen(document)).toBe(false)
    expect(accepts(document)).toBe(missed)
  })
})

/** A value or a member somewhere in a document, and what stands there afterwards. */
interface Damage {
  readonly at: number
  readonly key: string | undefined
  readonly value: unknown
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    true,
    false,
    0,
    1,
    2,
    1.5,
    '',
    '*',
    'x.*',
    'a b',
    'own',
    'any',
    'viewer',
    '09:00',
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    ['own'],
    ['a', ''],
    [7],
    { role: 'viewer' },
    { lists: 'any' },
    { account: true },
    '24:00',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.stringMatching(/^[a-zA-Z_-]{1,4}(?:\.[a-z*1]{1,3}){0,2}$/),
  fc.jsonValue({ maxDepth: 2 }),
)
const key = fc.constantFrom(
  ...['__proto__', 'constructor', 'allow', 'deny', 'to', 'on', 'lists', 'zones', 'account', 'mask', 'content', 'role'],
  ...['principal', 'during', 'version', 'includes', 'from', 'x'],
)
const damage: fc.Arbitrary<Damage> = fc.record({ at: fc.nat(), key: fc.option(key, { nil: undefined }), value: odd })

/** Damages a copy: replaces or removes what is at a place, or adds a member there. */
function damaged(document: object, damages: readonly Damage[]): unknown {
  const copy = JSON.parse(JSON.stringify(document))
  for (const { at, key, value } of damages) {
    const places = placesIn(copy)
    const place = places[at % places.length]
    if (place === undefined) continue
    const member = key !== undefined && !Array.isArray(place.holder) ? key : place.key
    Reflect.deleteProperty(place.holder, member)
    // An assignment to `__proto__` would make no member.
    const own = { enumerable: true, configurable: true, writable: true, value: structuredClone(value) }
    if (value !== undefined) Object.defineProperty(place.holder, member, own)
  }
  return JSON.parse(JSON.stringify(copy))
}

function placesIn(holder: object): { holder: object; key: string }[] {
  return Object.entries(holder).flatMap(([key, value]) => [
    { holder, key },
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ])
}

test('whatever the schema refuses is refused by definePolicy, and whatever is misshapen by the schema', () => {
  let refused = 0
  let meant = 0
  const subject = fc.oneof(
    fc.constant<object>(whole),
    documents.map(({ policy }): object => policy),
  )
  fc.assert(
    fc.property(subject, fc.array(damage, { minLength: 1, maxLength: 3 }), (document, damages) => {
      const result = damaged(document, damages)
      const accepted = accepts(result)
      const found = problems(result)
      if (!accepted) expect(found).not.toEqual([])
      if (accepted) expect(isMisshapen(result)).toBe(false)
      if (!accepted) refused++
      else if (found.length > 0) meant++
    }),
    { numRuns: runs },
  )
  expect(refused).toBeGreaterThan(runs / 4)
  expect(meant).toBeGreaterThan(runs / 100)
})
