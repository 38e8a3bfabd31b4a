import { expect, expectTypeOf, test } from 'vitest'
import { SUB_USER_ROLES, type SubUserRole } from '../../src/modes/sub-user-roles.js'
import { subUsers } from '../../src/modes/sub-users.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import { allowed } from './small-oracle.js'

const policy = definePolicy({
  roles: { ...SUB_USER_ROLES.roles, branch: { includes: ['sub-user/view', 'sub-user/no-export'] }, exporter: {} },
  grants: [
    ...SUB_USER_ROLES.grants,
    { id: 'out', allow: ['contacts.export'], to: { role: 'exporter' }, on: { lists: 'own' } },
  ],
})
const of = (list: string | undefined, ...roles: string[]) =>
  allowed(policy, { id: 'maria', roles, lists: ['501'] }, list)

test('a role gives what the same mode gives to a person', () => {
  for (const access of ['all', 'read-only', 'denied'] as const) {
    const person = definePolicy({ roles: {}, grants: subUsers({ maria: { access } }).grants })
    for (const list of ['501', '502', undefined]) {
      expect(of(list, `sub-user/${access}`)).toEqual(allowed(person, { id: 'maria' }, list))
    }
  }
  for (const access of ['edit', 'view', 'statistics'] as const) {
    const person = definePolicy({ roles: {}, grants: subUsers({ maria: { access: { '501': access } } }).grants })
    for (const list of ['501', '502', undefined]) {
      expect(of(list, `sub-user/${access}`)).toEqual(allowed(person, { id: 'maria' }, list))
    }
  }
})

test('roles of the host contain them, and the ban wins over every other role', () => {
  expect(of('501', 'branch')).toEqual(of('501', 'sub-user/view'))
  expect(of('501', 'exporter')).toEqual(['contacts.export'])
  expect(of('501', 'exporter', 'branch')).not.toContain('contacts.export')
  expect(of('501', 'sub-user/all', 'sub-user/denied')).toEqual([])
})

test('every role has exactly one grant of its own name, and nothing can be changed', () => {
  expect(SUB_USER_ROLES.grants.map(({ id, to }) => [id, to.role])).toEqual(
    Object.keys(SUB_USER_ROLES.roles).map((role) => [role, role]),
  )
  expect(Object.isFrozen(SUB_USER_ROLES.grants) && Object.isFrozen(SUB_USER_ROLES.grants[0]?.allow)).toBe(true)
})

test('the compiler knows the roles', () => {
  expectTypeOf<'sub-user/no-export'>().toExtend<SubUserRole>()
  expectTypeOf<'sub-user/send'>().not.toExtend<SubUserRole>()
  const unknown = { id: 'x', allow: ['contacts.view'], to: { role: 'sub-user/vew' }, on: { lists: 'own' } } as const
  // @ts-expect-error no role is named so
  expect(() => definePolicy({ roles: SUB_USER_ROLES.roles, grants: [unknown] })).toThrow('sub-user/vew')
})
