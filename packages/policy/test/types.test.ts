import {
  type Action,
  type ActionPattern,
  type Decision,
  definePolicy,
  type Engine,
  type Obligation,
  type Policy,
} from '@waxseal/policy'
import { expect, expectTypeOf, test } from 'vitest'

const to = { role: 'sender' } as const
const on = { lists: 'own' } as const
const roles = { sender: {} }
const both = { role: 'sender', principal: 'maria' } as const
const grant = { id: 'a', to, on } as const

test('a misspelt action is a compile error, and an error at run time', () => {
  // @ts-expect-error no action is named so
  expect(() => definePolicy({ roles, grants: [{ ...grant, allow: ['contacts.vew'] }] })).toThrow('contacts.vew')
  // @ts-expect-error no action is named so
  expect(() => definePolicy({ roles, grants: [{ ...grant, deny: ['contacts.exprot'] }] })).toThrow('contacts.exprot')
  // @ts-expect-error no family is named so
  expect(() => definePolicy({ roles, grants: [{ ...grant, allow: ['contact.*'] }] })).toThrow('contact.*')
  const actions = ['orders.view'] as const
  // @ts-expect-error the host's own actions are checked in the same way
  expect(() => definePolicy({ roles, actions, grants: [{ ...grant, allow: ['order.view'] }] })).toThrow('order.view')
})

test("known actions, families and the host's own compile", () => {
  const policy = definePolicy({
    roles,
    actions: ['orders.view', 'orders.refund.full'],
    grants: [
      { id: 'a', to, on, allow: ['*', 'contacts.*', 'campaigns.send.*', 'campaigns.send.email'] },
      { id: 'b', to, on, deny: ['orders.*', 'orders.refund.*', 'orders.refund.full', 'orders.view', 'stats.view'] },
    ],
  })
  expectTypeOf(policy).toEqualTypeOf<Policy>()
  expect(policy.grants).toHaveLength(2)
})

test('a grant has exactly one effect, and only an allow binds', () => {
  // @ts-expect-error neither
  expect(() => definePolicy({ roles, grants: [grant] })).toThrow()
  // @ts-expect-error both
  expect(() => definePolicy({ roles, grants: [{ ...grant, allow: ['*'], deny: ['*'] }] })).toThrow()
  // @ts-expect-error a deny that masks
  expect(() => definePolicy({ roles, grants: [{ ...grant, deny: ['*'], mask: ['email'] }] })).toThrow()
  // @ts-expect-error two holders
  expect(() => definePolicy({ roles, grants: [{ ...grant, to: both, allow: ['*'] }] })).toThrow()
  // @ts-expect-error no such scope
  expect(() => definePolicy({ roles, grants: [{ ...grant, on: { lists: 'all' }, allow: ['*'] }] })).toThrow()
})

test('the words are unions of literals and nothing became any', () => {
  expectTypeOf<'contacts.view'>().toExtend<Action>()
  expectTypeOf<'orders.view'>().not.toExtend<Action>()
  expectTypeOf<'orders.view'>().toExtend<Action<'orders.view'>>()
  expectTypeOf<'campaigns.send.*'>().toExtend<ActionPattern>()
  expectTypeOf<'campaigns.send.email.*'>().not.toExtend<ActionPattern>()
  expectTypeOf<'orders.*'>().toExtend<ActionPattern<'orders.view'>>()
  expectTypeOf<string>().not.toExtend<ActionPattern>()
  expectTypeOf<ReturnType<Engine['decide']>>().toEqualTypeOf<Decision>()
  expectTypeOf<Decision>().not.toBeAny()
  expectTypeOf<Obligation['type']>().toEqualTypeOf<'mask' | 'content' | `${string}:${string}`>()
  expectTypeOf<Extract<Obligation, { type: 'mask' }>['fields']>().toEqualTypeOf<readonly string[]>()
})
