import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkInput } from '../src/input-schema.js'
import { operations } from '../src/operations.js'

describe('what is well formed passes', () => {
  test.each([
    ['lists.list', {}],
    ['contacts.list', { list: 'spb' }],
    ['contacts.list', { list: 'spb', limit: 1 }],
    ['contacts.get', { list: 'spb', id: 'tok_x' }],
    ['contacts.import', { list: 'spb', file: 'email\n' }],
    ['contacts.import', { list: 'spb', file: new Uint8Array(3) }],
    ['contacts.import', { list: 'spb', file: [{ email: 'x', fields: { a: 'b' } }] }],
    ['campaigns.send', { list: 'spb', from: 'a@b.example', subject: 's', text: 't' }],
    ['campaigns.status', { campaign: 'cmp_x' }],
  ] as const)('%s %j', (operation, input) => {
    expect(checkInput(operation, input)).toEqual([])
  })
})

describe('what is not is named by place and rule, never by value', () => {
  test.each([
    ['contacts.list', { list: 7 }, 'list'],
    ['contacts.list', { list: 'spb', limit: 0 }, 'limit'],
    ['contacts.list', { list: 'spb', all: true }, 'input'],
    ['contacts.get', { list: 'spb' }, 'id'],
    ['contacts.import', { list: 'spb', file: 7 }, 'file'],
    ['campaigns.send', { list: 'spb', from: 'a@b.example', subject: 's' }, 'input'],
    ['campaigns.send', { list: 'spb', from: 'a@b.example', subject: 7, text: 't' }, 'subject'],
    ['campaigns.send', null, 'input'],
  ] as const)('%s %j', (operation, input, place) => {
    const problems = checkInput(operation, input)
    expect(problems[0]?.message).toMatch(new RegExp(`^${place}: `))
  })

  test('values and foreign keys do not come back', () => {
    const secret = 'anna@mail.example'
    const input = { list: 'spb', from: secret, subject: '', [secret]: secret, text: { [secret]: secret } }
    expect(JSON.stringify(checkInput('campaigns.send', input))).not.toContain('anna')
  })
})

test('any garbage at any operation gives problems or none, and never throws', () => {
  fc.assert(
    fc.property(fc.constantFrom(...operations.map(({ name }) => name)), fc.anything(), (operation, input) => {
      expect(Array.isArray(checkInput(operation, input))).toBe(true)
    }),
  )
})
