import { createEngine, definePolicy } from '@waxseal/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const policy = definePolicy({
  networks: { office: ['203.0.113.0/24', '2001:db8:1::/48'], inner: ['10.0.0.0/8'], nothing: [] },
  roles: {},
  grants: [{ id: 'see', allow: ['contacts.view'], to: { principal: 'maria' }, on: { lists: 'any' } }],
})
const engine = createEngine(policy, { lists: [] })

function from(ip: string | undefined, networks: readonly string[] | undefined) {
  return engine.decide({
    principal: { id: 'maria', networks },
    action: 'contacts.view',
    resource: { type: 'account' },
    context: { ip, at: 0 },
  })
}

test('no array, no binding; an empty array lets nobody in', () => {
  expect(from(undefined, undefined).allowed).toBe(true)
  expect(from('not an address', undefined).allowed).toBe(true)
  expect(from('203.0.113.7', []).reason).toEqual({ code: 'address', message: '`maria` may act from no network' })
})

test.each([
  ['203.0.113.7', true],
  ['203.0.114.7', false],
  ['2001:db8:1:ffff::1', true],
  ['2001:DB8:1::1', true],
  ['2001:db8:2::1', false],
])('a named network holds both versions: %s', (ip, allowed) => {
  expect(from(ip, ['office']).allowed).toBe(allowed)
})

test('networks of the principal stand beside named ones', () => {
  const networks = ['office', '198.51.100.7', '2001:db8:ffff::/64']
  expect(from('198.51.100.7', networks).allowed).toBe(true)
  expect(from('2001:db8:ffff::9', networks).allowed).toBe(true)
  expect(from('198.51.100.8', networks).allowed).toBe(false)
})

test('an unknown name, a slip in a CIDR and a name known to every object match nothing', () => {
  for (const networks of [['offce'], ['203.0.113.7/24'], ['constructor'], ['__proto__'], ['nothing'], ['*'], ['']]) {
    expect(from('203.0.113.7', networks).reason.code).toBe('address')
  }
  expect(from('203.0.113.7', ['offce', 'office']).allowed).toBe(true)
})

test('the message names the networks and neither the address of the caller nor the networks of the person', () => {
  expect(from('198.51.100.4', ['office']).reason.message).toBe('`maria` may act only from `office`')
  expect(from('198.51.100.4', ['office', 'inner', '192.0.2.55']).reason.message).toBe(
    '`maria` may act only from `inner` or `office` or networks listed for the principal',
  )
  expect(from(undefined, ['office']).reason.message).toBe(
    '`maria` may act only from `office`: the request has no address',
  )
  expect(from('198.51.100.4:443', ['office']).reason.message).toBe(
    '`maria` may act only from `office`: the request has a malformed address',
  )
})

// Holes and lock-outs seen in other engines on npm.
test('hole of others: the `::ffff:` form of an allowed address locks its owner out', () => {
  for (const ip of ['::ffff:10.0.0.5', '::FFFF:10.0.0.5', '::ffff:a00:5', '0:0:0:0:0:ffff:10.0.0.5']) {
    expect(from(ip, ['inner']).allowed).toBe(true)
    expect(from(ip, ['office']).allowed).toBe(false)
  }
})

test('hole of others: octal, hexadecimal and short spellings are read as some address', () => {
  for (const ip of [
    '010.0.0.5',
    '0x0a.0.0.5',
    '10.5',
    '167772165',
    '10.0.0.05',
    '0xa000005',
    '10.0.0.5.',
    ' 10.0.0.5',
    '１0.0.0.5',
  ]) {
    expect(from(ip, ['inner']).reason.code).toBe('address')
  }
})

test('hole of others: a missing or malformed address passes, or throws', () => {
  for (const ip of [
    undefined,
    '',
    'unknown',
    '10.0.0.5:443',
    '[2001:db8:1::5]',
    '2001:db8:1::5%eth0',
    '10.0.0.5, 203.0.113.7',
    '10.0.0.0/8',
  ]) {
    expect(from(ip, ['inner', 'office']).reason.code).toBe('address')
  }
})

test('hole of others: an allow after a deny, or by another role, wins over it', () => {
  const deny = { id: 'deny', deny: ['contacts.export'], to: { role: 'contractor' }, on: { lists: 'any' } } as const
  const allow = { id: 'allow', allow: ['contacts.export'], to: { role: 'viewer' }, on: { lists: 'any' } } as const
  const roles = { viewer: {}, contractor: {} }
  for (const grants of [
    [deny, allow],
    [allow, deny],
  ]) {
    for (const held of [
      ['viewer', 'contractor'],
      ['contractor', 'viewer'],
    ]) {
      const decision = createEngine(definePolicy({ roles, grants }), { lists: ['spb'] }).decide({
        principal: { id: 'maria', roles: held },
        action: 'contacts.export',
        resource: { type: 'list', id: 'spb' },
        context: { at: 0 },
      })
      expect(decision).toMatchObject({ allowed: false, reason: { code: 'denied' }, grants: ['deny'] })
    }
  }
})

test('networks are parsed once for each array, and an array that was changed in place is parsed again', () => {
  const networks = ['198.51.100.7']
  expect(from('198.51.100.7', networks).allowed).toBe(true)
  networks[0] = '198.51.100.8'
  expect(from('198.51.100.7', networks).allowed).toBe(false)
  networks.push('198.51.100.7')
  expect(from('198.51.100.7', networks).allowed).toBe(true)
  networks.length = 0
  expect(from('198.51.100.7', networks).allowed).toBe(false)
})

test('an address is in its own network and, a bit beyond the prefix apart, in no other', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 1, max: 32 }), (ip, prefix) => {
      const word = ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
      const step = 2 ** (32 - prefix)
      const base = word - (word % step)
      const other = base % (step * 2) === 0 ? base + step : base - step
      expect(from(ip, [`${dotted(base)}/${prefix}`]).allowed).toBe(true)
      expect(from(ip, [`${dotted(other)}/${prefix}`]).allowed).toBe(false)
    }),
  )
})

function dotted(word: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(word / 2 ** shift) % 256).join('.')
}
