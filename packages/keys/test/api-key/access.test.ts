import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AccessCheck } from '../../src/api-key/access.js'

/** As the policy has it: `*`, every family above, and the action itself. */
function patternsCovering(action: string): string[] {
  const words = action.split('.')
  return ['*', ...words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`), action]
}

const word = fc.constantFrom('contacts', 'campaigns', 'send', 'email', 'view')
const action = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'))
const pattern = fc.oneof(
  action,
  action.map((name) => `${name}.*`),
  fc.constant('*'),
)

test('scopes cover what patterns of the policy cover', () => {
  fc.assert(
    fc.property(fc.array(pattern, { minLength: 1, maxLength: 4 }), action, (scopes, asked) => {
      const covered = patternsCovering(asked).some((one) => scopes.includes(one))
      expect(new AccessCheck({ scopes }).allowsAction(asked)).toBe(covered)
    }),
  )
})

test.each([
  [['campaigns.*'], 'campaigns', false],
  [['campaigns.*'], 'campaignsx.view', false],
  [['campaigns.*'], 'campaigns.send.email', true],
  [['campaigns.send.*'], 'campaigns.view', false],
  [['campaigns.view'], 'campaigns.view.all', false],
  [['*'], '', false],
  [['*'], 'crm.anything', true],
  [['contacts.view'], '__proto__', false],
  [['contacts.view'], 'constructor', false],
])('%j for %j: %j', (scopes, asked, allowed) => {
  expect(new AccessCheck({ scopes }).allowsAction(asked)).toBe(allowed)
})

test('lists: those named, or all', () => {
  expect(new AccessCheck({ scopes: ['*'], lists: ['501'] }).allowsList('501')).toBe(true)
  expect(new AccessCheck({ scopes: ['*'], lists: ['501'] }).allowsList('502')).toBe(false)
  expect(new AccessCheck({ scopes: ['*'] }).allowsList('502')).toBe(true)
})

test('networks: a key that is bound to some needs an address that is in one', () => {
  const bound = new AccessCheck({ scopes: ['*'], ips: ['203.0.113.0/24', '2001:db8::/32'] })
  for (const ip of ['203.0.113.7', '::ffff:203.0.113.7', '2001:db8::1']) expect(bound.allowsAddress(ip)).toBe(true)
  for (const ip of ['203.0.114.7', '', undefined, null, 7, '203.0.113.07', '203.0.113.7:80', {}, ['203.0.113.7']]) {
    expect(bound.allowsAddress(ip)).toBe(false)
  }
  expect(new AccessCheck({ scopes: ['*'] }).allowsAddress(undefined)).toBe(true)
})
