import { isWaxsealError } from '@waxseal/core'
import { describe, expect, test } from 'vitest'
import { lint } from '../../src/change/lint/lint.js'
import type { Directory } from '../../src/change/lint/read-directory.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import type { Principal } from '../../src/policy/directory.js'
import type { PolicyDocument } from '../../src/policy/document.js'
import { WEEKDAYS } from '../../src/schedule/schedule-document.js'
import { createWorkload } from '../workload/workload.js'

import { AT, briefly, found, type Grants, IVAN, LISTS, MARIA } from './lint-found.js'

test('a policy without faults has no findings', () => {
  expect(found([])).toEqual([])
})

describe('grants that decide nothing', () => {
  test('made to a role that nobody holds, or to nobody who is there', () => {
    const roles = { viewer: {}, sender: { includes: ['viewer'] }, editor: { includes: ['sender'] }, auditor: {} }
    const grants: Grants = [
      { id: 'a', allow: ['audit.view'], to: { role: 'auditor' }, on: { account: true } },
      { id: 'b', deny: ['contacts.export'], to: { principal: 'stranger' }, on: { lists: 'any' } },
    ]
    const findings = found(grants, { roles })
    expect(briefly(findings)).toEqual([
      'role-unheld warning grants.1.to.role a',
      'holder-unknown warning grants.2.to.principal b',
    ])
    expect(findings[0]?.message).toBe('grant `a` is made to role `auditor`, which nobody holds')
    expect(briefly(found(grants, { roles }, { principals: undefined }))).toEqual([])
  })

  test('made to somebody suspended, offboarded or past his end date', () => {
    const grants: Grants = ['anna', 'olga', 'vera', 'nina', 'zoya'].map((id) => ({
      id: `for-${id}`,
      allow: ['contacts.view'],
      to: { principal: id },
      on: { lists: 'any' },
    }))
    const principals: Principal[] = [
      MARIA,
      IVAN,
      { id: 'anna', status: 'suspended' },
      { id: 'olga', status: 'offboarded' },
      { id: 'vera', endsAt: AT },
      { id: 'nina', endsAt: AT + 1 },
      { id: 'zoya', status: 'active' },
    ]
    expect(briefly(found(grants, {}, { principals }))).toEqual([
      'holder-inactive warning grants.2.to.principal for-olga',
      'holder-expired warning grants.3.to.principal for-vera',
      'holder-inactive note grants.1.to.principal for-anna',
    ])
  })

  test('made to a role all of whose holders are gone; one who is there is enough', () => {
    const grants: Grants = [{ id: 'a', allow: ['lists.edit'], to: { role: 'editor' }, on: { lists: 'any' } }]
    const gone: Principal = { ...IVAN, status: 'offboarded' }
    expect(briefly(found(grants, {}, { principals: [MARIA, gone] }))).toEqual([
      'holder-inactive warning grants.1.to.role a',
    ])
    expect(found(grants, {}, { principals: [MARIA, gone, { ...IVAN, id: 'oleg' }] })).toEqual([])
  })

  test('one holder of a role is enough, wherever he stands, and however roles lead to him', () => {
    const grants: Grants = [
      { id: 'a', allow: ['contacts.view'], to: { role: 'editor' }, on: { lists: 'own' } },
      { id: 'b', allow: ['contacts.view'], to: { role: 'editor' }, on: { zones: 'own' } },
    ]
    const able: Principal = { id: 'oleg', roles: ['editor'], lists: ['spb'], zones: ['north'] }
    for (const principals of [
      [MARIA, IVAN, able],
      [able, MARIA, IVAN],
    ]) {
      expect(found(grants, {}, { principals })).toEqual([])
    }
    expect(briefly(found(grants))).toEqual([
      'own-lists-missing warning grants.1.on.lists a',
      'own-zones-missing warning grants.2.on.zones b',
    ])
    // Every role includes both of the next level: two ways at each of 40 levels.
    const ladder: Record<string, { includes: string[] }> = {}
    for (let level = 0; level < 40; level++) {
      const next = level < 39 ? [`left${level + 1}`, `right${level + 1}`] : []
      ladder[`left${level}`] = { includes: next }
      ladder[`right${level}`] = { includes: next }
    }
    const deep: PolicyDocument['grants'] = [
      { id: 'x', allow: ['lists.view'], to: { role: 'left39' }, on: { lists: 'any' } },
    ]
    const policy = definePolicy({ roles: ladder, grants: deep } as PolicyDocument)
    const unheld = { lists: [], principals: [{ id: 'oleg', roles: ['right39'] }] }
    expect(briefly(lint(policy, { lists: [], principals: [{ id: 'oleg', roles: ['right0'] }] }))).toEqual([
      'role-unused note roles.left0',
    ])
    expect(briefly(lint(policy, unheld))).toContain('role-unheld warning grants.0.to.role x')
  })

  test('on places that are not there', () => {
    const zones = ['north', 'south', 'moon']
    const grants: Grants = [
      { id: 'a', allow: ['contacts.view'], to: { role: 'sender' }, on: { zones: ['moon'] } },
      { id: 'b', allow: ['contacts.edit'], to: { role: 'sender' }, on: { zones: ['moon', 'south'] } },
      { id: 'c', allow: ['contacts.view'], to: { principal: 'ivan' }, on: { lists: 'own' } },
      { id: 'd', allow: ['contacts.view'], to: { principal: 'ivan' }, on: { zones: 'own' } },
      { id: 'e', allow: ['contacts.view'], to: { role: 'editor' }, on: { zones: 'own' } },
      { id: 'f', allow: ['contacts.import'], to: { role: 'sender' }, on: { lists: 'own' } },
      { id: 'g', allow: ['lists.edit'], to: { role: 'sender' }, on: { lists: ['tver', 'spb'] } },
      { id: 'h', deny: ['lists.delete'], to: { role: 'sender' }, on: { lists: ['tver'] } },
    ]
    const findings = found(grants, { zones })
    expect(briefly(findings)).toEqual([
      'list-unknown error grants.7.on.lists.0 g',
      'list-unknown error grants.8.on.lists.0 h',
      'zone-empty warning grants.1.on.zones a',
      'own-lists-missing warning grants.3.on.lists c',
      'own-zones-missing warning grants.4.on.zones d',
      'own-zones-missing warning grants.5.on.zones e',
    ])
    expect(JSON.stringify(findings)).not.toContain('tver')
    // Nothing is known about places: nothing is said about them.
    expect(briefly(found(grants, { zones }, null))).toEqual([])
  })

  test('during a schedule whose days are all holidays; not when it opens within the year', () => {
    const mondays = Array.from({ length: 60 }, (_, week) =>
      new Date(Date.parse('2026-11-23') + week * 7 * 86_400_000).toISOString().slice(0, 10),
    )
    const never = {
      timeZone: 'UTC',
      windows: [{ days: ['mon'], from: '08:00', to: '09:00' }],
      holidays: mondays,
    } as const
    const once = { ...never, holidays: mondays.filter((day) => day !== '2027-11-15') }
    const ever = { timeZone: 'UTC', windows: [{ days: [...WEEKDAYS], from: '00:00', to: '00:00' }] }
    const schedules = { never, once, ever }
    const grants: Grants = [
      { id: 'a', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'any' }, during: 'never' },
      { id: 'b', allow: ['contacts.edit'], to: { role: 'sender' }, on: { lists: 'any' }, during: 'once' },
      { id: 'c', allow: ['contacts.import'], to: { role: 'sender' }, on: { lists: 'any' }, during: 'ever' },
    ]
    expect(briefly(found(grants, { schedules }))).toEqual(['schedule-closed warning grants.1.during a'])
  })
})

describe('grants beside others', () => {
  const own = { lists: 'own' } as const
  const any = { lists: 'any' } as const

  test('an allow is shadowed by a deny to its holder, or to a role behind him', () => {
    const banned: Grants[number] = {
      id: 'a',
      allow: ['contacts.export'],
      to: { principal: 'maria' },
      on: { lists: ['spb'] },
    }
    const shadows: Grants = [
      { id: 'z', deny: ['contacts.export'], to: { principal: 'maria' }, on: { lists: ['spb', 'msk'] } },
      { id: 'z', deny: ['contacts.*'], to: { role: 'viewer' }, on: { zones: ['north'] } },
      { id: 'z', deny: ['*'], to: { role: 'sender' }, on: any },
    ]
    for (const deny of shadows) {
      const [finding] = found([banned, deny]).filter(({ code }) => code === 'grant-shadowed')
      expect(finding).toMatchObject({ level: 'warning', path: ['grants', 1], grants: ['a', 'z'] })
      expect(finding?.message).toBe('all that grant `a` allows is denied by grant `z`')
    }
    const others: Grants = [
      { id: 'z', deny: ['contacts.export'], to: { role: 'editor' }, on: any },
      { id: 'z', deny: ['contacts.export'], to: { principal: 'ivan' }, on: any },
      { id: 'z', deny: ['contacts.export'], to: { role: 'viewer' }, on: { account: true } },
      { id: 'z', deny: ['contacts.export'], to: { role: 'viewer' }, on: { zones: ['south'] } },
      { id: 'z', deny: ['contacts.view'], to: { role: 'viewer' }, on: any },
      // Her list today, and somebody else's tomorrow.
      { id: 'z', deny: ['contacts.export'], to: { role: 'viewer' }, on: own },
    ]
    for (const deny of others) expect(briefly(found([banned, deny])).join()).not.toContain('grant-shadowed')
  })

  test('several denies shadow together, each a part', () => {
    const grants: Grants = [
      { id: 'a', allow: ['contacts.export', 'contacts.edit'], to: { role: 'sender' }, on: { lists: ['spb', 'kazan'] } },
      { id: 'x', deny: ['contacts.export'], to: { role: 'viewer' }, on: any },
      { id: 'y', deny: ['contacts.edit'], to: { role: 'sender' }, on: { zones: ['north'] } },
    ]
    const last: Grants[number] = { id: 'z', deny: ['contacts.*'], to: { role: 'viewer' }, on: { lists: ['kazan'] } }
    expect(briefly(found(grants))).toEqual(['grant-conflict note grants.1 a y'])
    expect(briefly(found([...grants, last]))).toEqual(['grant-shadowed warning grants.1 a x y z'])
  })

  test('a deny during hours shadows what holds during the very same hours, under whatever name', () => {
    const hours = { timeZone: 'UTC', windows: [{ days: ['mon'], from: '08:00', to: '09:00' }] } as const
    const schedules = { day: hours, shift: hours, night: { ...hours, timeZone: 'Europe/Berlin' } }
    const grants = (during: string): Grants => [
      { id: 'a', allow: ['lists.edit'], to: { role: 'sender' }, on: any, during: 'day' },
      { id: 'z', deny: ['lists.edit'], to: { role: 'sender' }, on: any, during },
    ]
    const codes = (during: string) => found(grants(during), { schedules }).map(({ code }) => code)
    expect(codes('shift')).toContain('grant-shadowed')
    expect(codes('night')).not.toContain('grant-shadowed')
    // Whether two different schedules are ever open together is not looked into.
    expect(codes('night')).not.toContain('grant-conflict')
  })

  test('a grant is redundant beside one that says as much', () => {
    const narrow: Grants[number] = {
      id: 'b',
      allow: ['contacts.view'],
      to: { role: 'sender' },
      on: { lists: ['msk'] },
      mask: ['email', 'phone'],
      content: { from: ['news@romashka.example'] },
    }
    const content = { from: ['shop@romashka.example', 'news@romashka.example'] }
    const wide: Grants[number] = {
      id: 'c',
      allow: ['contacts.*'],
      to: { role: 'viewer' },
      on: any,
      mask: ['email'],
      content,
    }
    const findings = found([narrow, wide])
    expect(briefly(findings)).toEqual(['grant-redundant note grants.1 b c'])
    expect(findings[0]?.message).toBe('all that grant `b` allows, grant `c` allows too')

    const less: Grants = [
      { ...wide, mask: ['email', 'name'] },
      { ...wide, content: { from: ['shop@romashka.example'] } },
      { ...wide, content: undefined },
      { ...wide, to: { role: 'editor' } },
      { ...wide, on: { zones: 'own' } },
      { ...wide, on: { lists: ['spb'] } },
    ]
    for (const other of less) expect(found([narrow, other])).toEqual([])
  })

  test('of two that say the same, one is redundant: the one with the greater id', () => {
    const one: Grants[number] = { id: 'b', deny: ['lists.edit'], to: { role: 'sender' }, on: any }
    expect(briefly(found([one, { ...one, id: 'a' }]))).toEqual(['grant-redundant note grants.1 b a'])
    expect(briefly(found([{ ...one, id: 'a' }, one]))).toEqual(['grant-redundant note grants.2 b a'])
  })

  test('a deny to the same holder cuts an allow', () => {
    const cut = (deny: Grants[number]) =>
      briefly(found([{ id: 'a', allow: ['contacts.*'], to: { principal: 'maria' }, on: own }, deny]))
    const to = { principal: 'maria' }
    expect(cut({ id: 'z', deny: ['contacts.export'], to, on: any })).toEqual(['grant-conflict note grants.1 a z'])
    expect(cut({ id: 'z', deny: ['*'], to, on: { lists: ['spb'] } })).toEqual(['grant-conflict note grants.1 a z'])
    expect(cut({ id: 'z', deny: ['*'], to, on: { zones: ['north'] } })).toEqual(['grant-conflict note grants.1 a z'])
    expect(cut({ id: 'z', deny: ['*'], to, on: { lists: ['msk'] } })).toEqual([])
    expect(cut({ id: 'z', deny: ['lists.*'], to, on: any })).toEqual([])
    expect(cut({ id: 'z', deny: ['contacts.export'], to: { role: 'sender' }, on: any })).toEqual([])
  })

  test('grants that meet only where nothing is are not at odds', () => {
    const zones = ['north', 'south', 'east', 'moon']
    const lists = [...LISTS, { id: 'omsk', zones: ['east'] }]
    const to = { principal: 'maria' }
    const grants: Grants = [
      { id: 'a', allow: ['contacts.view'], to, on: { zones: ['moon', 'east'] } },
      { id: 'b', allow: ['contacts.edit'], to, on: { lists: ['tver', 'spb'] } },
      { id: 'y', deny: ['contacts.view'], to, on: { zones: ['moon', 'south'] } },
      { id: 'z', deny: ['contacts.*'], to, on: { lists: ['tver', 'kazan'] } },
    ]
    const codes = found(grants, { zones }, { lists }).map(({ code }) => code)
    expect(codes.sort()).toEqual(['list-unknown', 'list-unknown'])
  })

  test('who may send e-mail and has no content rule may send no letter', () => {
    const codes = (...grants: Grants) =>
      found(grants)
        .filter(({ code }) => code === 'content-missing')
        .map(({ level, grants: [id] }) => `${level} ${id}`)
    const send: Grants[number] = { id: 'a', allow: ['campaigns.send.email'], to: { role: 'sender' }, on: own }
    const content = { from: ['news@romashka.example'] }
    expect(codes(send)).toEqual(['warning a'])
    expect(codes({ ...send, allow: ['*'] })).toEqual(['note a'])
    expect(codes({ ...send, allow: ['campaigns.send.sms'] })).toEqual([])
    expect(codes({ ...send, content })).toEqual([])
    // Beside a grant that brings the rule, or a ban of all sending, it does no harm.
    expect(codes(send, { ...send, id: 'b', to: { role: 'viewer' }, content })).toEqual([])
    expect(
      codes({ ...send, allow: ['*'] }, { id: 'b', deny: ['campaigns.send.*'], to: { role: 'sender' }, on: any }),
    ).toEqual([])
    const all: Grants[number] = { ...send, allow: ['*'] }
    expect(codes(all, { ...send, id: 'b', to: { role: 'viewer' }, content })).toEqual([])
    expect(codes(all, { ...send, id: 'b', on: { lists: ['spb'] }, content })).toEqual(['note a'])
    expect(codes(send, { ...send, id: 'b', to: { role: 'editor' }, content })).toEqual(['warning a'])
  })
})

test('words that nothing uses', () => {
  const more = {
    roles: {
      viewer: {},
      sender: { includes: ['viewer'] },
      editor: { includes: ['sender'] },
      chief: { includes: ['idle'] },
      idle: {},
    },
    zones: ['north', 'south', 'moon'],
    schedules: { day: { timeZone: 'UTC', windows: [{ days: ['mon'], from: '08:00', to: '09:00' }] } },
    networks: { office: ['203.0.113.0/24'] },
  } as const
  expect(briefly(found([], more))).toEqual([
    'network-unused note networks.office',
    'schedule-unused note schedules.day',
    'zone-unused note zones.2',
    'role-unused note roles.chief',
    'role-unused note roles.idle',
  ])
  // Without a directory people may hold any role and belong to any zone; one that gives nothing to nobody is still seen.
  expect(briefly(found([], more, null))).toEqual([
    'schedule-unused note schedules.day',
    'zone-unused note zones.0',
    'zone-unused note zones.1',
    'zone-unused note zones.2',
    'role-unused note roles.chief',
  ])
})

test('a directory that an engine would not take, and a time that is none, are refused', () => {
  const policy = definePolicy({ roles: {}, grants: [] })
  const bad: unknown[] = [
    { lists: ['a', 'a'] },
    { lists: [7] },
    { lists: [], principals: [{ id: '' }] },
    { lists: [], principals: [{ id: 'a' }, { id: 'a' }] },
    { lists: [], principals: [{ id: 'a', networks: 'office' }] },
    { lists: [], principals: [{ id: 'a', rolls: [] }] },
    { lists: [], principals: [null] },
  ]
  for (const directory of bad) expect(() => lint(policy, directory as Directory)).toThrow(/^the policy is invalid/)
  for (const at of [Number.NaN, Number.POSITIVE_INFINITY, '0' as never]) {
    try {
      lint(policy, undefined, { at })
      expect.unreachable()
    } catch (error) {
      expect(isWaxsealError(error, 'lint-invalid')).toBe(true)
    }
  }
})

test('names from the prototype are names like others', () => {
  const policy = definePolicy({
    roles: { constructor: {}, toString: {} },
    grants: [{ id: 'valueOf', allow: ['lists.view'], to: { role: 'toString' }, on: { lists: ['hasOwnProperty'] } }],
  })
  const principals = [
    { id: 'constructor', roles: ['toString', 'hasOwnProperty', '__proto__'], networks: ['constructor'] },
  ]
  expect(briefly(lint(policy, { lists: ['hasOwnProperty'], principals }))).toEqual([
    'network-unknown error principals.0.networks.0',
    'role-unknown error principals.0.roles.1',
    'role-unknown error principals.0.roles.2',
    'allowlist-empty warning principals.0.networks',
    'role-unused note roles.constructor',
  ])
})

test('it grows with the number of grants, not with its square', () => {
  const alike = (count: number, on: (index: number) => PolicyDocument['grants'][number]['on']): Grants =>
    Array.from({ length: count }, (_, index) =>
      index % 2 === 0
        ? { id: `g${index}`, allow: ['contacts.view'], to: { role: 'r' }, on: on(index), mask: [`f${index}`] }
        : { id: `g${index}`, deny: ['contacts.edit'], to: { role: 'r' }, on: on(index) },
    )
  const seconds = (grants: Grants) => {
    const policy = definePolicy({ roles: { r: {} }, grants } as PolicyDocument)
    const before = performance.now()
    lint(policy, {
      lists: Array.from({ length: 1_000 }, (_, index) => `l${index}`),
      principals: [{ id: 'x', roles: ['r'] }],
    })
    return (performance.now() - before) / 1000
  }
  const count = process.env.THOROUGH === '1' ? 10_000 : 4_000
  expect(seconds(alike(count, (index) => ({ lists: [`l${index % 1_000}`] })))).toBeLessThan(3)
  expect(seconds(alike(count, () => ({ lists: 'any' })))).toBeLessThan(12)
  const chain = Object.fromEntries(
    Array.from({ length: 2_000 }, (_, index) => [`r${index}`, index === 0 ? {} : { includes: [`r${index - 1}`] }]),
  )
  expect(
    lint(definePolicy({ roles: chain, grants: [] }), { lists: [], principals: [{ id: 'x', roles: ['r1999'] }] }),
  ).toEqual([])
})

test('10,000 people with their networks, 10,000 grants', () => {
  const thorough = process.env.THOROUGH === '1'
  const { policy, lists, principals } = createWorkload({
    seed: 3,
    grants: 10_000,
    requests: 0,
    ...(!thorough && { ownNetworks: 5 }),
  })
  const defined = definePolicy(policy)
  const before = performance.now()
  const findings = lint(defined, { lists, principals }, { at: AT })
  // Half a second alone on a machine; tests share theirs.
  expect(performance.now() - before).toBeLessThan(8_000)
  const codes = new Set(findings.map(({ code }) => code))
  for (const code of [
    'content-missing',
    'grant-conflict',
    'grant-redundant',
    'grant-shadowed',
    'holder-expired',
  ] as const) {
    expect(codes.has(code)).toBe(true)
  }
})
