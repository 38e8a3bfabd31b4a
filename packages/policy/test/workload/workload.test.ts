import { expect, test } from 'vitest'
import { ACTIONS } from '../../src/actions.js'
import { createOracle } from '../oracle.js'
import { createWorkload } from './workload.js'

test('the same seed gives the same workload, another one another', () => {
  const sizes = { people: 50, lists: 20, grants: 60, requests: 100 }
  expect(createWorkload({ seed: 7, ...sizes })).toEqual(createWorkload({ seed: 7, ...sizes }))
  expect(createWorkload({ seed: 7, ...sizes })).not.toEqual(createWorkload({ seed: 8, ...sizes }))
})

test('it is as large and as mixed as the one that the research measured with', () => {
  const { policy, lists, principals } = createWorkload({ seed: 3, grants: 10_000, requests: 0 })
  const share = <Item>(items: readonly Item[], holds: (item: Item) => boolean) =>
    items.filter(holds).length / items.length
  expect([principals.length, lists.length, policy.zones?.length, policy.grants.length]).toEqual([
    10_000, 1_000, 40, 10_000,
  ])
  expect(Object.values(policy.roles).filter((role) => role.includes !== undefined)).toHaveLength(11)
  expect(policy.grants.filter((grant) => grant.to.role !== undefined)).toHaveLength(31)
  expect(share(policy.grants, (grant) => grant.deny !== undefined)).toBeCloseTo(0.16, 1)
  expect(share(policy.grants, (grant) => grant.during !== undefined)).toBeCloseTo(0.29, 1)
  const cidrs = principals.flatMap(({ networks = [] }) => networks.flatMap((name) => policy.networks?.[name] ?? [name]))
  expect(Math.abs(cidrs.length - 475_300)).toBeLessThan(3_000)
  expect(Math.abs(new Set(cidrs).size - 284_000)).toBeLessThan(3_000)
})

test('over the seeds a third is allowed, some 13 % denied, 14 % at a wrong address, whatever the number of grants', () => {
  for (const grants of [100, 10_000]) {
    // The seeds differ among each other by what the thirty grants to roles happen to say.
    const codes = [1, 2, 3, 5].flatMap((seed) => {
      const { policy, lists, principals, requests } = createWorkload({ seed, grants, requests: 1_500, ownNetworks: 1 })
      const oracle = createOracle({ policy, lists, principals, actions: [...ACTIONS, ...(policy.actions ?? [])] })
      return requests.map((request) => oracle.ask(request).code)
    })
    const share = (code: string) => codes.filter((one) => one === code).length / codes.length
    const wanted = { allowed: 0.34, denied: 0.13, address: 0.14, 'no-grant': 0.33 }
    for (const [code, part] of Object.entries(wanted)) expect(Math.abs(share(code) - part), code).toBeLessThan(0.06)
    for (const code of ['unknown', 'inactive', 'expired']) expect(share(code), code).toBeGreaterThan(0.01)
  }
})
