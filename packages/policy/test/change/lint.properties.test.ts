import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding, FindingCode } from '../../src/change/lint/finding.js'
import { lint } from '../../src/change/lint/lint.js'
import type { Decision, Resource } from '../../src/decision.js'
import { createEngine } from '../../src/engine/create-engine.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import type { Principal } from '../../src/policy/directory.js'
import type { AllowGrant, ContentRule, GrantDocument, PolicyDocument } from '../../src/policy/document.js'
import { ACTIONS, allow, type Documents, deny, documents, LISTS, PEOPLE } from '../arbitraries.js'

const AT = Date.parse('2026-11-23T19:05:00Z')
const HOUR = 3_600_000
/** From the instant of the lint on: hours of a week, both changes of summer time, the end of the year. */
const INSTANTS = [0, 5, 24 * 3 + 2, 24 * 125 + 7, 24 * 340].map((hours) => AT + hours * HOUR)
const RESOURCES: readonly Resource[] = [{ type: 'account' }, ...LISTS.map((id) => ({ type: 'list' as const, id }))]
const runs = (count: number) => ({ numRuns: process.env.THOROUGH === '1' ? 30 * count : count })

/** Codes of grants without which no decision is another. */
const IDLE: readonly FindingCode[] = [
  'grant-redundant',
  'grant-shadowed',
  'holder-expired',
  'holder-inactive',
  'holder-unknown',
  'own-lists-missing',
  'own-zones-missing',
  'role-unheld',
  'schedule-closed',
  'zone-empty',
]

const RULES: readonly (ContentRule | undefined)[] = [
  undefined,
  { from: ['news@romashka.example'] },
  { from: ['news@romashka.example', 'shop@romashka.example'], linkHosts: ['*.romashka.example'] },
  { from: ['shop@romashka.example'], linkHosts: [] },
]

/** Content rules that include one another, and a schedule that never opens: the general documents have neither. */
const made: fc.Arbitrary<Documents> = fc
  .record({
    base: documents,
    picks: fc.array(fc.nat({ max: RULES.length - 1 }), { minLength: 14, maxLength: 14, size: 'max' }),
    closed: fc.boolean(),
    few: fc.boolean(),
  })
  .map(({ base, picks, closed, few }) => {
    const policy: PolicyDocument = {
      ...base.policy,
      schedules: { ...base.policy.schedules, ...(closed && { night: NEVER_OPEN }) },
      grants: base.policy.grants.map((grant, index) => {
        const content = RULES[picks[index] ?? 0]
        if (grant.allow === undefined) return grant
        const { content: _, ...bare } = grant
        return content === undefined ? bare : { ...bare, content }
      }),
    }
    // Few zones with lists, so that some are empty.
    const lists = few
      ? base.lists.map(({ id }, index) => (index === 0 ? { id, zones: ['north'] } : { id }))
      : base.lists
    return { ...base, policy, lists }
  })

/** Its one window begins on Mondays, and every Monday of fourteen months is a holiday. */
const NEVER_OPEN = {
  timeZone: 'UTC',
  windows: [{ days: ['mon'], from: '08:00', to: '09:00' }],
  holidays: Array.from({ length: 62 }, (_, week) =>
    new Date(Date.parse('2026-11-23') + week * 7 * 24 * HOUR).toISOString().slice(0, 10),
  ),
} as const

interface Cell {
  readonly principal: string
  readonly action: string
  readonly resource: Resource
  readonly at: number
}

const CELLS: readonly Cell[] = PEOPLE.flatMap((principal) =>
  ACTIONS.flatMap((action) =>
    RESOURCES.flatMap((resource) => INSTANTS.map((at) => ({ principal, action, resource, at }))),
  ),
)

function decisions({ policy, lists, principals }: Documents): readonly Decision[] {
  const engine = createEngine(definePolicy(policy), { lists, principals })
  return CELLS.map(({ at, ...rest }) => engine.decide({ ...rest, context: { at, ip: '203.0.113.7' } }))
}

/** What a decision comes to: which grants say so does not matter, nor a content rule that another one includes. */
function effect({ allowed, reason, obligations }: Decision) {
  const masked = obligations.flatMap((duty) => (duty.type === 'mask' ? duty.fields : []))
  const rules = obligations.flatMap((duty) => (duty.type === 'content' ? (duty.anyOf as readonly ContentRule[]) : []))
  const texts = rules.filter((rule) => !rules.some((other) => other !== rule && includes(other, rule))).map(textOf)
  return JSON.stringify([allowed, reason.code, masked, [...new Set(texts)].sort()])
}

function textOf(rule: ContentRule): string {
  return JSON.stringify([rule.from, rule.linkHosts ?? []])
}

/** Strictly: equal rules do not include each other. */
function includes(wide: ContentRule, narrow: ContentRule): boolean {
  if (textOf(wide) === textOf(narrow)) return false
  const covers = (one: readonly string[] = [], other: readonly string[] = []) =>
    other.every((text) => one.includes(text))
  return covers(wide.from, narrow.from) && covers(wide.linkHosts, narrow.linkHosts)
}

function without({ policy, ...rest }: Documents, ids: ReadonlySet<string>): Documents {
  return { ...rest, policy: { ...policy, grants: policy.grants.filter(({ id }) => !ids.has(id)) } }
}

function findingsOf({ policy, lists, principals }: Documents): readonly Finding[] {
  return lint(definePolicy(policy), { lists, principals }, { at: AT })
}

test('grants that are said to decide nothing may be removed, each alone and all at once, and no decision changes', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(made, fc.nat(), (some, pick) => {
      const idle = findingsOf(some).filter(({ code }) => IDLE.includes(code))
      if (idle.length === 0) return
      const before = decisions(some)
      const one = idle[pick % idle.length]
      const after = decisions(without(some, new Set(idle.map(({ grants }) => grants[0] ?? ''))))
      const afterOne = decisions(without(some, new Set([one?.grants[0] ?? ''])))
      expect(after.map(effect)).toEqual(before.map(effect))
      expect(afterOne.map(effect)).toEqual(before.map(effect))
      // Only a redundant grant was ever among those that decide.
      if (one?.code !== 'grant-redundant') expect(afterOne).toEqual(before)
      for (const { code } of idle) reached.add(code)
    }),
    runs(100),
  )
  expect([...reached].sort()).toEqual(IDLE)
})

test('every conflict is real: somebody is denied by the one what the other allows', () => {
  let count = 0
  fc.assert(
    fc.property(made, (drawn) => {
      const some = crowded(drawn)
      const conflicts = findingsOf(some).filter(({ code }) => code === 'grant-conflict')
      for (const { grants } of conflicts) {
        const [allowing = '', ...denying] = grants
        const left = without(some, new Set(some.policy.grants.map(({ id }) => id).filter((id) => id !== allowing)))
        const allowed = decisions(bare(left))
        for (const id of denying) {
          const both = some.policy.grants.filter((grant) => grant.id === allowing || grant.id === id)
          const denied = decisions(bare({ ...some, policy: { ...some.policy, grants: both } }))
          const met = allowed.some((decision, index) => decision.allowed && denied[index]?.reason.code === 'denied')
          expect(met).toBe(true)
          count++
        }
      }
    }),
    runs(60),
  )
  expect(count).toBeGreaterThan(30)
})

/** All grants made to two holders, one grant in three a deny. */
function crowded({ policy, ...rest }: Documents): Documents {
  const principals = rest.principals.map(({ status: _, endsAt: __, ...person }) => ({ ...person, roles: ['editor'] }))
  const grants = policy.grants.map((grant, index): GrantDocument => {
    const to = index % 2 === 0 ? { role: 'editor' } : { principal: 'maria' }
    const { id, on, during } = grant
    if (grant.deny !== undefined || index % 3 > 0) return { ...grant, to }
    return { id, deny: grant.allow, on, to, ...(during !== undefined && { during }) }
  })
  return { ...rest, principals, policy: { ...policy, grants } }
}

/** The same without allowlists and states, which have nothing to do with grants, and with hours that the instants surely meet. */
function bare(some: Documents): Documents {
  const always = { timeZone: 'UTC', windows: [{ days: DAYS, from: '00:00', to: '00:00' }] }
  const schedules = Object.fromEntries(Object.keys(some.policy.schedules ?? {}).map((name) => [name, always]))
  const principals = some.principals.map(({ networks: _, endsAt: __, status: ___, ...rest }): Principal => rest)
  return { ...some, principals, policy: { ...some.policy, schedules } }
}
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

test('words that are said to be unused may be removed, and no decision changes', () => {
  const reached = new Set<string>()
  fc.assert(
    fc.property(made, fc.boolean(), (some, known) => {
      const { policy, lists, principals } = some
      const findings = known ? findingsOf(some) : lint(definePolicy(policy))
      const unused = findings.filter(({ code }) => code.endsWith('-unused'))
      const names = (code: FindingCode) => new Set(unused.filter((one) => one.code === code).map(({ path }) => path[1]))
      const roles = names('role-unused')
      const left = (record: object | undefined, gone: ReadonlySet<unknown>) =>
        Object.fromEntries(Object.entries(record ?? {}).filter(([name]) => !gone.has(name)))
      const smaller: PolicyDocument = {
        ...policy,
        networks: left(policy.networks, names('network-unused')) as never,
        schedules: left(policy.schedules, names('schedule-unused')) as never,
        zones: (policy.zones ?? []).filter((_, index) => !names('zone-unused').has(index)),
        roles: Object.fromEntries(
          Object.entries(left(policy.roles, roles)).map(([name, role]) => [
            name,
            { includes: (role as { includes: string[] }).includes.filter((other) => !roles.has(other)) },
          ]),
        ),
      }
      expect(decisions({ policy: smaller, lists, principals })).toEqual(decisions(some))
      for (const { code } of unused) reached.add(code)
    }),
    runs(80),
  )
  expect([...reached].sort()).toEqual(['network-unused', 'role-unused', 'schedule-unused', 'zone-unused'])
})

const withGrant = ({ policy, ...rest }: Documents, ...grants: readonly GrantDocument[]): Documents => ({
  ...rest,
  policy: { ...policy, grants: [...policy.grants, ...grants] },
})

test('a copy of a grant, and an allow under a wider deny, are always found', () => {
  fc.assert(
    fc.property(made, fc.oneof(allow, deny), (some, body) => {
      const original = { id: '~1', ...body } as GrantDocument
      const copied = findingsOf(withGrant(some, original, { ...original, id: '~2' }))
      expect(copied.filter(({ code, grants }) => IDLE.includes(code) && grants[0] === '~2')).toHaveLength(1)
    }),
    runs(150),
  )
  fc.assert(
    fc.property(made, allow, fc.constantFrom('*', 'same'), (some, body, breadth) => {
      const patterns = breadth === '*' ? (['*'] as const) : body.allow
      const on = breadth === '*' ? ({ lists: 'any' } as const) : body.on
      const banned: AllowGrant = { id: '~1', ...body }
      const found = findingsOf(withGrant(some, banned, { id: '~2', deny: patterns, to: body.to, on }))
      const about = found.filter(({ code, grants }) => IDLE.includes(code) && grants[0] === '~1')
      expect(about).toHaveLength(1)
      if (about[0]?.code === 'grant-redundant') expect(about[0].grants).toContain('grant-shadowed')
    }),
    runs(150),
  )
})

test('what is found does not hang on the order of the grants, and without a directory nothing is claimed about it', () => {
  fc.assert(
    fc.property(made, (some) => {
      const turned = { ...some, policy: { ...some.policy, grants: [...some.policy.grants].reverse() } }
      const told = (found: readonly Finding[]) => found.map(({ path: _, ...rest }) => JSON.stringify(rest)).sort()
      expect(told(findingsOf(turned))).toEqual(told(findingsOf(some)))

      const alone = lint(definePolicy(some.policy)).map(({ code }) => code)
      const claims =
        /^(holder|role-unheld|role-unknown|own|list|zone-(empty|unknown)|network-un|allowlist-empty|schedule-closed)/
      expect(alone.filter((code) => claims.test(code))).toEqual([])
    }),
    runs(60),
  )
})

test('no finding quotes an address, or an id that is an e-mail address', () => {
  const mail = 'maria@romashka.example'
  fc.assert(
    fc.property(made, (some) => {
      const principals = some.principals.map((person) => (person.id === 'maria' ? { ...person, id: mail } : person))
      const grants = some.policy.grants.map((grant) =>
        grant.to.principal === 'maria' ? { ...grant, to: { principal: mail } } : grant,
      )
      const found = lint(definePolicy({ ...some.policy, grants }), { lists: some.lists, principals }, { at: AT })
      for (const finding of found) expect(JSON.stringify(finding)).not.toMatch(/@|\d+\.\d+|moon|__proto__/)
    }),
    runs(60),
  )
})
