import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMailboxes } from '../src/mailboxes.js'

test.each([
  ['a@example.com', undefined],
  ['<a@example.com>', undefined],
  ['Anna Petrova <a@example.com>', 'Anna Petrova'],
  ['"Petrova, Anna" <a@example.com>', 'Petrova, Anna'],
  ['"An\\"na" <a@example.com>', 'An"na'],
  ['a@example.com (Anna (the first))', 'Anna (the first)'],
  ['=?utf-8?Q?Anna_P=2E?= <a@example.com>', 'Anna P.'],
  ['Анна <a@example.com>', 'Анна'],
  ['a@EXAMPLE.com', undefined],
])('%s is one mailbox', (text, display) => {
  const mailbox = { ...(display === undefined ? {} : { display }), local: 'a', domain: 'example.com' }
  expect(parseMailboxes(text)).toEqual({ mailboxes: [mailbox], faults: [] })
})

test('lists, empty places and letters beyond ASCII', () => {
  const { mailboxes, faults } = parseMailboxes('A <a@example.com>,, иван@почта.рф')
  expect(mailboxes.map(({ local, domain }) => `${local}@${domain}`)).toEqual([
    'a@example.com',
    'иван@xn--80a1acny.xn--p1ai',
  ])
  expect(faults).toEqual([])
})

test.each([
  ['', 'empty'],
  ['<>', 'address-invalid'],
  ['boss', 'address-invalid'],
  ['a@[192.0.2.1]', 'address-invalid'],
  ['<boss@legit.example <evil@attack.example>>', 'nested-angles'],
  ['boss@legit.example <evil@attack.example>', undefined],
  ['<a@example.com> <b@example.com>', 'syntax'],
  ['<a@example.com> b@example.com', 'syntax'],
  ['a@example.com b@example.com', 'syntax'],
  ['<a@example.com', 'syntax'],
  ['"open <a@example.com>', 'syntax'],
  ['(open <a@example.com>', 'syntax'],
  ['a@example.com>', 'syntax'],
  ['Team: a@example.com, b@example.com;', 'group'],
  ['<@relay.example:a@example.com>', 'route'],
  ['"boss@legit.example"@attack.example', 'quoted-local'],
  ['<"boss@legit.example"@attack.example>', 'quoted-local'],
  ['a@exam\0ple.com', 'control'],
  ['a\u001b@example.com', 'control'],
])('%j: %s', (text, fault) => {
  const { faults } = parseMailboxes(text)
  if (fault === undefined) expect(faults).toEqual([])
  else expect(faults).toContain(fault)
})

test('a list longer than a hundred is cut and said to be', () => {
  const { mailboxes, faults } = parseMailboxes('a@example.com,'.repeat(101))
  expect(mailboxes).toHaveLength(100)
  expect(faults).toEqual(['too-many'])
})

test('no text makes it throw, and no fault hides a mailbox that is read', () => {
  const piece = fc.constantFrom(
    'a@b.com',
    '<',
    '>',
    '"',
    '\\',
    '(',
    ')',
    ',',
    ':',
    ';',
    ' ',
    '@',
    '=?utf-8?B?',
    '?=',
    'x',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      for (const { domain } of parseMailboxes(pieces.join('')).mailboxes) expect(domain).toMatch(/^[a-z0-9.-]+$/)
    }),
  )
})
