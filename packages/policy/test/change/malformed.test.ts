import { createEngine, definePolicy } from '@waxseal/policy'
import { describe, expect, test } from 'vitest'

const document = {
  networks: { office: ['10.0.0.0/8'] },
  roles: { outer: { includes: ['inner' as const] }, inner: {} },
  grants: [
    { id: 'all', allow: ['*' as const], to: { principal: 'maria' }, on: { lists: 'any' as const } },
    { id: 'never', deny: ['*' as const], to: { role: 'inner' as const }, on: { lists: 'any' as const } },
  ],
}
const start = () =>
  createEngine(definePolicy(document), { lists: ['501'], principals: [{ id: 'maria', roles: ['outer'] }] })
const asked = { principal: 'maria', action: 'stats.view', resource: { type: 'account' }, context: { at: 0 } } as const

describe('a malformed change is refused, and takes nothing away', () => {
  test.each([
    ['a role without its document', { put: 'role', name: 'outer' }],
    ['a role that is null', { put: 'role', name: 'outer', role: null }],
    ['a role under a misspelt name', { put: 'role', name: 'outer', rule: { includes: ['inner'] } }],
    ['a role whose word is misspelt', { put: 'role', name: 'outer', role: { include: ['inner'] } }],
    ['a role that includes a text', { put: 'role', name: 'outer', role: { includes: 'inner' } }],
    ['a role that includes a number', { put: 'role', name: 'outer', role: { includes: 5 } }],
    ['a network of objects', { put: 'network', name: 'office', networks: [{ toString: () => '0.0.0.0/0' }] }],
    ['a removal with a word too many', { remove: 'grant', id: 'never', name: 'x' }],
    ['two kinds at once', { put: 'role', remove: 'role', name: 'outer', role: {} }],
    ['no kind', {}],
    ['null', null],
  ])('%s', (_, change) => {
    const engine = start()
    expect(() => engine.apply(change as never)).toThrow(expect.objectContaining({ code: 'policy-invalid' }))
    expect(engine.decide(asked).reason.code).toBe('denied')
    expect(engine.policy).toEqual(start().policy)
  })
})

test('other rules for letters are a difference, though action, hours and mask are the same', () => {
  const send = {
    id: 'send',
    allow: ['campaigns.send.email' as const],
    to: { principal: 'maria' },
    on: { lists: ['501'] },
  }
  const policyOf = (from: string) => definePolicy({ roles: {}, grants: [{ ...send, content: { from: [from] } }] })
  const engine = createEngine(policyOf('news@romashka.example'), { lists: ['501'], principals: [{ id: 'maria' }] })
  expect([...engine.diff(policyOf('news@romashka.example'))]).toEqual([])
  expect([...engine.diff(policyOf('ceo@bank.example'))]).toMatchObject([
    {
      principal: 'maria',
      change: 'other',
      before: { ways: [{ content: [{ from: ['news@romashka.example'] }] }] },
      after: { ways: [{ content: [{ from: ['ceo@bank.example'] }] }] },
    },
  ])
})

test('a rule that says more than it may is broken, and a broken rule refuses', () => {
  const rules = [{ name: 'odd', check: () => ({ deny: true, oblige: [] }) }]
  const policy = definePolicy({
    roles: {},
    grants: [{ id: 'all', allow: ['*'], to: { principal: 'maria' }, on: { lists: 'any' } }],
  })
  const engine = createEngine(policy, { lists: [], principals: [{ id: 'maria' }], rules })
  expect(engine.decide(asked).reason).toMatchObject({ code: 'rule', detail: 'broken' })
})
