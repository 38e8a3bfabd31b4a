import { describe, expect, test } from 'vitest'
import { briefly, found, IVAN, LISTS, MARIA } from './lint-found.js'

describe('names in the directory', () => {
  test('roles, lists, zones and networks that do not exist', () => {
    const lists = [...LISTS, { id: 'omsk', zones: ['east'] }]
    const oleg = {
      id: 'oleg',
      roles: ['chief', 'sender'],
      lists: ['spb', 'gone'],
      zones: ['east'],
      networks: ['depot'],
    }
    const findings = found([], {}, { lists, principals: [MARIA, IVAN, oleg] })
    expect(briefly(findings)).toEqual([
      'network-unknown error principals.2.networks.0',
      'zone-unknown error lists.3.zones.0',
      'role-unknown error principals.2.roles.0',
      'list-unknown error principals.2.lists.1',
      'zone-unknown error principals.2.zones.0',
      'allowlist-empty warning principals.2.networks',
    ])
    expect(findings[2]?.message).toBe('`oleg` names a role that the policy does not have')
    expect(JSON.stringify(findings)).not.toMatch(/chief|gone|east|depot/)
  })

  test('a policy that names no zones leaves them to the directory', () => {
    expect(found([], { zones: undefined })).toEqual([])
  })

  test.each([
    '10.0.0.5/8',
    '010.0.0.5',
    '0x0a.0.0.5',
    '10.5',
    '167772165',
    '10.0.0.1:443',
    'fe80::1%eth0',
    '[::1]',
    '::1/129',
    '10.0.0.0/',
  ])('%s matches nothing', (network) => {
    const findings = found(
      [],
      {},
      { principals: [MARIA, IVAN, { id: 'oleg', networks: ['198.51.100.0/24', network] }] },
    )
    expect(briefly(findings)).toEqual(['network-malformed error principals.2.networks.1'])
    expect(JSON.stringify(findings)).not.toContain(network)
  })

  test('an allowlist without one address lets nobody in', () => {
    const people = (networks: string[]) => ({ principals: [MARIA, IVAN, { id: 'oleg', networks }] })
    const networks = { nowhere: [], site: ['fd00::/8'] }
    const codes = (names: string[]) => found([], { networks }, people(names)).map(({ code }) => code)
    expect(codes([])).toContain('allowlist-empty')
    expect(codes(['nowhere'])).toContain('allowlist-empty')
    expect(codes(['site'])).not.toContain('allowlist-empty')
    expect(codes(['fe80::1'])).not.toContain('allowlist-empty')
  })
})

describe('networks that bind nobody', () => {
  const bound = (networks: string[]) => ({ principals: [MARIA, IVAN, { id: 'oleg', networks }] })
  const codes = (...networks: string[]) => found([], {}, bound(networks)).map(({ code }) => code)

  test('all addresses, or more than one organization has', () => {
    expect(codes('0.0.0.0/0')).toEqual(['network-any'])
    expect(codes('::/0')).toEqual(['network-any'])
    expect(codes('::ffff:0.0.0.0/96')).toEqual(['network-any'])
    expect(codes('16.0.0.0/7')).toEqual(['network-wide'])
    expect(codes('2001:4000::/18')).toEqual(['network-wide'])
    for (const network of ['10.0.0.0/8', '2001:4000::/19', 'fc00::/7', 'fe80::/10']) expect(codes(network)).toEqual([])
  })

  test('several that hold half of the internet together', () => {
    const half = Array.from({ length: 128 }, (_, index) => `${index * 2}.0.0.0/8`)
    expect(codes(...half)).toEqual(['allowlist-wide'])
    expect(codes(...half.slice(1))).toEqual([])
    // What overlaps counts once.
    expect(codes(...half.slice(1), ...half.slice(1, 20), '2.4.0.0/16')).toEqual([])
    expect(codes('128.0.0.0/1')).toEqual(['allowlist-wide', 'network-wide'])
    expect(codes('2000::/4')).toEqual(['allowlist-wide', 'network-wide'])
    expect(codes('::/1')).toEqual(['allowlist-wide', 'network-wide'])
    expect(codes('8000::/1')).toEqual(['network-wide'])
  })

  test('a named network is judged once, and not again in everybody who names it', () => {
    const networks = { world: ['0.0.0.0/1', '128.0.0.0/1'], office: ['203.0.113.0/24'], spare: ['198.51.100.0/24'] }
    expect(briefly(found([], { networks }, bound(['world', 'office'])))).toEqual([
      'allowlist-wide error networks.world',
      'network-wide warning networks.world.0',
      'network-wide warning networks.world.1',
      'network-unused note networks.spare',
    ])
    const halves = { west: ['0.0.0.0/2'], east: ['64.0.0.0/2'] }
    expect(briefly(found([], { networks: halves }, bound(['west', 'east'])))).toEqual([
      'allowlist-wide error principals.2.networks',
      'network-wide warning networks.west.0',
      'network-wide warning networks.east.0',
    ])
  })
})
