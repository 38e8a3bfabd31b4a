import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dnsFromZone, type Identity, investigate } from '../src/index.js'
import { letterOf, otherKey, signLetter, zoneFor } from './support/signer.js'

const now = () => Date.parse('2026-01-02T10:00:00Z')
const dns = dnsFromZone({ ...zoneFor(), ...zoneFor('topeml.com', otherKey), ...zoneFor('evil.github.io') })
const judge = (letter: string, identities: unknown) =>
  investigate(letter, { identities: identities as readonly Identity[], dns, now })

const signed = signLetter(letterOf())
const throughService = (account: string) =>
  signLetter(letterOf({ extra: `X-EnvId: usproduction.b_${account}_1_1_2\r\n` }), {
    domain: 'topeml.com',
    key: otherKey,
  })

test('the controls pass', async () => {
  const identity = { name: 'Romashka', domains: ['romashka.ru'], accounts: { unisender: ['1234567'] } }
  expect((await judge(signed, [identity])).kind).toBe('ours')
  expect((await judge(throughService('1234567'), [identity])).kind).toBe('ours')
  expect((await judge(throughService('345'), [identity])).kind).toBe('spoofed')
})

test.each<[string, unknown]>([
  ['a text of numbers', { unisender: '1234567' }],
  ['numbers', { unisender: [345] }],
  ['an object', { unisender: { includes: () => true } }],
  ['lists in a list', { unisender: [['345']] }],
  ['a list', ['345']],
  ['a text', '345'],
  ['nothing', null],
  ['an inherited list', Object.create({ unisender: ['345'] })],
])('accounts that are %s make no account ours', async (_, accounts) => {
  const verdict = await judge(throughService('345'), [{ name: 'Romashka', domains: ['romashka.ru'], accounts }])
  expect([verdict.kind, verdict.statements.some(({ code }) => code === 'account-ours')]).toEqual(['spoofed', false])
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an object', { name: 'Romashka', domains: ['romashka.ru'] }],
  ['a text', 'romashka.ru'],
  ['a list of texts', ['romashka.ru', null, 7, ['romashka.ru']]],
  ['without domains', [{ name: 'R' }]],
  ['with a text as domains', [{ name: 'R', domains: 'romashka.ru' }]],
  ['with domains that are none', [{ name: 'R', domains: [null, 7, {}, '', 'no domain', ['romashka.ru']] }]],
  ['with inherited domains', [Object.create({ name: 'R', domains: ['romashka.ru'] })]],
  ['with a public suffix', [{ name: 'R', domains: ['ru', '.ru', 'ru.', 'nope'] }]],
])('identities that are %s make no letter ours', async (_, identities) => {
  expect((await judge(signed, identities)).kind).toBe('unknown')
})

test('a host of many customers makes none of them ours', async () => {
  const letter = signLetter(letterOf({ from: 'a@evil.github.io' }), { domain: 'evil.github.io' })
  expect((await judge(letter, [{ name: 'R', domains: ['github.io'] }])).kind).toBe('unknown')
})

test('what is well formed beside something malformed still counts', async () => {
  const identity = { name: 7, domains: [null, 'romashka.ru'], displayNames: [7, 'Camomile'], accounts: 7 }
  expect((await judge(signed, [null, identity])).kind).toBe('ours')
  expect((await judge(letterOf({ from: 'Camomile <a@evil.com>' }), [identity])).kind).toBe('lookalike')
})

test('no identities make it throw, or a foreign letter ours', async () => {
  const junk = fc.anything({ withNullPrototype: true, maxDepth: 2 })
  const identity = fc.record(
    { name: junk, domains: junk, displayNames: junk, accounts: fc.oneof(junk, fc.record({ unisender: junk })) },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(fc.oneof(junk, fc.array(fc.oneof(junk, identity))), async (identities) => {
      expect((await judge(throughService('345'), identities)).kind).not.toBe('ours')
    }),
  )
})
