import { isIPv4 } from 'node:net'
import type { PolicyDocument } from '@waxseal/policy'
import { expect, test } from 'vitest'
import { createOracle } from '../oracle.js'
import { addressBits, mayComeFrom } from './address.js'
import { isOpen } from './schedule.js'

// Whoever judges must be judged: every line of the meaning by hand.

const AT = Date.parse('2026-11-23T19:05:00Z') // a Monday
const policy: PolicyDocument = {
  networks: { office: ['203.0.113.0/24'] },
  zones: ['north', 'south'],
  schedules: {
    day: { timeZone: 'UTC', windows: [{ days: ['mon'], from: '09:00', to: '19:05' }] },
    eve: { timeZone: 'UTC', windows: [{ days: ['mon'], from: '19:05', to: '02:00' }] },
  },
  roles: { viewer: {}, sender: { includes: ['viewer'] }, barred: {} },
  grants: [
    { id: 'a', allow: ['contacts.*'], to: { role: 'viewer' }, on: { zones: 'own' }, mask: ['email', 'phone'] },
    { id: 'b', allow: ['contacts.view'], to: { principal: 'maria' }, on: { lists: ['spb'] }, mask: ['email'] },
    { id: 'c', allow: ['stats.view'], to: { role: 'viewer' }, on: { lists: 'any' }, during: 'day' },
    { id: 'd', deny: ['*'], to: { role: 'barred' }, on: { zones: ['north'] }, during: 'eve' },
    { id: 'e', allow: ['lists.create'], to: { role: 'viewer' }, on: { account: true }, content: { from: [] } },
  ],
}
const actions = ['contacts.view', 'stats.view', 'lists.create', 'contacts']
const lists = ['spb', { id: 'msk', zones: ['north'] }]
const oracle = createOracle({
  policy,
  actions,
  lists,
  principals: [{ id: 'ivan', roles: ['sender'], zones: ['north'] }],
})
const ask = (principal: unknown, action: string, list?: string, at: unknown = AT, ip?: string) => {
  const resource = list === undefined ? { type: 'account' } : { type: 'list', id: list }
  const { code, grants } = oracle.ask({ principal, action, resource, context: { at, ip } })
  return [code, ...grants].join(' ')
}

test('reasons come in their order', () => {
  const worst = { id: 'x', status: 'suspended', endsAt: 0, networks: [] }
  expect(ask('nobody', 'contacts.view')).toBe('unknown')
  expect(ask(worst, 'contacts.', 'spb')).toBe('unknown')
  expect(ask(worst, 'contacts.view', 'rostov')).toBe('unknown')
  expect(ask(worst, 'contacts.view', 'spb')).toBe('inactive')
  expect(ask({ ...worst, status: 'active' }, 'contacts.view', 'spb')).toBe('expired')
  expect(ask({ ...worst, status: 'active', endsAt: AT }, 'contacts.view', 'spb')).toBe('expired')
  expect(ask({ ...worst, status: 'active', endsAt: AT + 1 }, 'contacts.view', 'spb')).toBe('address')
  expect(ask({ id: 'x' }, 'contacts.view', 'spb')).toBe('no-grant')
  expect(ask({ id: 'x' }, 'contacts.view', 'spb', 8.64e15 + 1)).toBe('expired')
  expect(ask({ id: 'x', networks: ['office'] }, 'contacts.view', 'spb', AT, '203.0.113.9')).toBe('no-grant')
})

test('holders, patterns, scopes and schedules', () => {
  const ivan = { id: 'ivan', roles: ['sender'], zones: ['north'] }
  expect(ask('ivan', 'contacts.view', 'msk')).toBe('allowed a')
  expect(ask({ ...ivan, zones: ['south'] }, 'contacts.view', 'msk')).toBe('no-grant')
  expect(ask('ivan', 'contacts.view', 'spb')).toBe('no-grant')
  expect(ask('ivan', 'contacts.view')).toBe('no-grant')
  expect(ask('ivan', 'contacts', 'msk')).toBe('no-grant')
  expect(ask({ id: 'maria' }, 'contacts.view', 'spb')).toBe('allowed b')
  expect(ask('ivan', 'lists.create')).toBe('allowed e')
  expect(ask('ivan', 'lists.create', 'spb')).toBe('no-grant')
  expect(ask('ivan', 'stats.view')).toBe('no-grant')
  expect(ask('ivan', 'stats.view', undefined, AT - 1)).toBe('allowed c')
  const barred = { ...ivan, roles: ['sender', 'barred'] }
  expect(ask(barred, 'contacts.view', 'msk')).toBe('denied d')
  expect(ask(barred, 'contacts.view', 'msk', AT - 1)).toBe('allowed a')
  expect(oracle.ask({ principal: 'ivan', action: 'contacts.view', resource: lists[1], context: { at: AT } }).code).toBe(
    'unknown',
  )
})

test('masks meet, rules only take away', () => {
  const all = { id: 'maria', roles: ['viewer'], zones: ['north'] }
  const strict = createOracle({
    policy,
    actions,
    lists: [{ id: 'spb', zones: ['north'] }, 'msk'],
    obligations: ['crm:mark'],
    rules: [
      { name: 'one', check: () => ({ oblige: [{ type: 'mask', fields: ['name'] }, { type: 'crm:mark' }] }) },
      {
        name: 'two',
        facts: ['count'],
        check: ({ facts }) => (facts.count === 1 ? undefined : { refuse: 'cap', message: '' }),
      },
    ],
  })
  const request = {
    principal: all,
    action: 'contacts.view',
    resource: { type: 'list', id: 'spb' },
    context: { at: AT },
  }
  expect(strict.ask(request)).toMatchObject({ code: 'rule', rule: 'two', detail: 'fact-missing', grants: [] })
  expect(strict.ask({ ...request, facts: { count: 2 } })).toMatchObject({ code: 'rule', rule: 'two', detail: 'cap' })
  expect(strict.ask({ ...request, facts: { count: 1 } })).toEqual({
    code: 'allowed',
    grants: ['a', 'b'],
    masked: ['email', 'name'],
    content: [],
    duties: [{ type: 'crm:mark' }],
  })
})

test('backwards: a state of the schedules suffices when no instant is given', () => {
  expect(oracle.listsFor('ivan', 'stats.view')).toEqual(['msk', 'spb'])
  expect(oracle.listsFor('ivan', 'stats.view', { at: AT })).toEqual([])
  expect(oracle.whoCan('lists.create', undefined)).toEqual(['ivan'])
  expect(oracle.whoCan('contacts.view', 'spb')).toEqual([])
})

test('the clock on the wall: nights, holidays, both changes', () => {
  const night = (extra = {}) => ({
    timeZone: 'Europe/Berlin',
    windows: [{ days: ['sat'] as const, from: '22:00', to: '03:00' }],
    ...extra,
  })
  const open = (text: string, extra = {}) => isOpen(night(extra), Date.parse(text))
  expect(open('2026-03-28T20:59:59Z')).toBe(false)
  expect(open('2026-03-28T21:00:00Z')).toBe(true)
  expect(open('2026-03-29T00:59:59Z')).toBe(true)
  expect(open('2026-03-29T01:00:00Z')).toBe(false) // 03:00, the hour from 02:00 does not exist
  expect(open('2026-10-25T01:59:59Z')).toBe(true) // 02:59 for the second time
  expect(open('2026-10-25T02:00:00Z')).toBe(false)
  expect(open('2026-10-25T01:00:00Z', { holidays: ['2026-10-25'] })).toBe(true) // began the day before
  expect(open('2026-10-25T01:00:00Z', { holidays: ['2026-10-24'] })).toBe(false)
  const whole = { timeZone: 'UTC', windows: [{ days: ['mon'] as const, from: '00:00', to: '24:00' }] }
  expect([-1, 0, 86_399_999, 86_400_000].map((past) => isOpen(whole, Date.parse('2026-11-23') + past))).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('addresses', () => {
  expect(addressBits('10.0.0.5')).toBe(`4${'00001010'}${'0'.repeat(21)}101`)
  expect(addressBits('::ffff:10.0.0.5')).toBe(addressBits('10.0.0.5'))
  expect(addressBits('::FFFF:a00:5')).toBe(addressBits('10.0.0.5'))
  expect(addressBits('2001:db8::1.2.3.4')).toBe(addressBits('2001:DB8:0:0:0:0:102:304'))
  expect(addressBits('::')).toBe(`6${'0'.repeat(128)}`)
  for (const ip of [
    '010.0.0.5',
    '0x0a.0.0.5',
    '10.5',
    '167772165',
    'fe80::1%eth0',
    '[::1]',
    '10.0.0.5:443',
    '',
    ' ::1',
  ]) {
    expect(addressBits(ip)).toBeUndefined()
    expect(isIPv4(ip)).toBe(false)
  }
  const networks = { office: ['10.0.0.0/8'] }
  expect(mayComeFrom(networks, ['office'], '10.1.2.3')).toBe(true)
  expect(mayComeFrom(networks, ['::ffff:10.0.0.0/104'], '10.1.2.3')).toBe(true)
  expect(mayComeFrom(networks, ['10.1.2.3'], '::ffff:10.1.2.3')).toBe(true)
  for (const network of ['10.0.0.5/8', '10.0.0.0/08', '10.0.0.0/', '10.0.0.0/33', '::/0', 'moon', 'constructor'])
    expect(mayComeFrom(networks, [network], '10.1.2.3')).toBe(false)
})
