import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dnsFromZone, investigate, type Verdict } from '../src/index.js'
import { letterOf, otherKey, signLetter, zoneFor } from './support/signer.js'

const identity = { name: 'Romashka', domains: ['romashka.ru'], displayNames: ['Ромашка'] }
const dns = dnsFromZone({ ...zoneFor(), ...zoneFor('attack.example', otherKey) })
const now = () => Date.parse('2026-01-02T10:00:00Z')
const judge = (letter: string | Uint8Array) => investigate(letter, { identities: [identity], dns, now })
const codes = (verdict: Verdict) => verdict.statements.map(({ code }) => code)

const genuine = signLetter(letterOf())
/** As most senders sign: each field once, the recipient too. */
const attacker = (from: string) => signLetter(letterOf({ from }), { domain: 'attack.example', key: otherKey })

test('the controls pass', async () => {
  expect((await judge(genuine)).kind).toBe('ours')
  const oversigned = signLetter(letterOf(), {
    signed: 'from:from:to:to:subject:subject:date:date:content-type:content-type',
  })
  expect((await judge(oversigned)).kind).toBe('ours')
  expect((await judge(genuine.replaceAll('\r\n', '\n'))).kind).toBe('ours')
  const traced = `Return-Path: <x@y.example>\r\nReceived: from a by b\r\nX-Spam: no\r\n${genuine}`
  expect((await judge(traced)).kind).toBe('ours')
  const whole = signLetter(letterOf({ body: 'Hello\r\n' }), { tags: 'l=7; ' })
  expect((await judge(whole)).kind).toBe('ours')
  const reply = signLetter(letterOf({ extra: 'Reply-To: help@romashka.ru\r\n' }), {
    signed: 'from:to:subject:content-type',
  })
  expect((await judge(reply)).kind).toBe('ours')
})

test.each<[string, string, Verdict['kind'], string]>([
  // Class 1: the body.
  [
    'l= and text added',
    `${signLetter(letterOf({ body: 'Hi\r\n' }), { tags: 'l=4; ' })}Evil\r\n`,
    'spoofed',
    'body-partly-signed',
  ],
  ['l=0', signLetter(letterOf(), { tags: 'l=0; ' }), 'spoofed', 'body-partly-signed'],
  [
    'unsigned content type changed',
    signLetter(letterOf(), { signed: 'from:to:subject:date' }).replace('text/plain', 'multipart/mixed; boundary=x'),
    'unknown',
    'content-type-unsigned',
  ],
  ['content type added', `Content-Type: text/html\r\n${genuine}`, 'spoofed', 'field-repeated'],
  [
    'encoding added twice',
    `${'Content-Transfer-Encoding: base64\r\n'.repeat(2)}${genuine}`,
    'spoofed',
    'field-repeated',
  ],
  ['body changed', genuine.replace('111', '999'), 'spoofed', 'body-changed'],
  // Class 2: fields on top and fields left out.
  ['second From on top', `From: boss@romashka.ru\r\n${genuine}`, 'spoofed', 'from-malformed'],
  [
    'second From below',
    genuine.replace('\r\nTo:', '\r\nFrom: evil@attack.example\r\nTo:'),
    'spoofed',
    'from-malformed',
  ],
  ['second Subject on top', `Subject: Pay now\r\n${genuine}`, 'spoofed', 'field-repeated'],
  ['second Date on top', `Date: Fri, 3 Jan 2026 10:00:00 +0300\r\n${genuine}`, 'spoofed', 'field-repeated'],
  ['second To on top', `To: boris@example.com\r\n${genuine}`, 'spoofed', 'field-repeated'],
  ['Reply-To on top', `Reply-To: evil@attack.example\r\n${genuine}`, 'unknown', 'reply-to-unsigned'],
  [
    'Reply-To that cannot be read',
    `Reply-To: <help@romashka.ru> <evil@attack.example>\r\n${genuine}`,
    'unknown',
    'reply-to-unsigned',
  ],
  ['second Reply-To', `${'Reply-To: help@romashka.ru\r\n'.repeat(2)}${genuine}`, 'spoofed', 'field-repeated'],
  [
    'unsigned subject',
    signLetter(letterOf(), { signed: 'from:to:content-type' }).replace('Spring', 'Pay now'),
    'unknown',
    'subject-unsigned',
  ],
  // Class 3: the From and the lines.
  ['nested angles', attacker('<boss@romashka.ru <evil@attack.example>>'), 'spoofed', 'from-malformed'],
  ['several mailboxes', attacker('boss@romashka.ru, evil@attack.example'), 'spoofed', 'from-malformed'],
  ['several mailboxes, ours last', attacker('evil@attack.example, boss@romashka.ru'), 'spoofed', 'from-malformed'],
  ['a group', attacker('Team: boss@romashka.ru, evil@attack.example;'), 'spoofed', 'from-malformed'],
  ['a NUL in the domain', attacker('boss@roma\0shka.ru'), 'spoofed', 'from-malformed'],
  ['a quoted local part with @', attacker('"boss@romashka.ru"@attack.example'), 'spoofed', 'from-malformed'],
  ['a route', attacker('<@romashka.ru:evil@attack.example>'), 'spoofed', 'from-malformed'],
  [
    'an address in the name',
    attacker('"boss@romashka.ru" <evil@attack.example>'),
    'lookalike',
    'lookalike-display-address',
  ],
  [
    'an address in a comment',
    attacker('evil@attack.example (boss@romashka.ru)'),
    'lookalike',
    'lookalike-display-address',
  ],
  [
    'an address before the angle',
    attacker('boss@romashka.ru <evil@attack.example>'),
    'lookalike',
    'lookalike-display-address',
  ],
  [
    'an encoded word that shows an address',
    attacker('=?utf-8?Q?boss=40romashka.ru?= <evil@attack.example>'),
    'lookalike',
    'lookalike-display-address',
  ],
  [
    'the name turned round',
    attacker('\u202eRomashka\u202c <evil@attack.example>'),
    'lookalike',
    'lookalike-display-name',
  ],
  ['no From', genuine.replace(/\r\nFrom: .*/, ''), 'unknown', 'from-malformed'],
  ['a space before the colon', `From : evil@attack.example\r\n${genuine}`, 'spoofed', 'from-malformed'],
  [
    'only a From with a space before the colon',
    signLetter(letterOf().replace('From:', 'From :')),
    'unknown',
    'lines-malformed',
  ],
  ['a lone CR before a hidden From', `X-A: b\rFrom: evil@attack.example\r\n${genuine}`, 'unknown', 'lines-malformed'],
  ['a lone LF before a hidden From', `X-A: b\nFrom: evil@attack.example\r\n${genuine}`, 'spoofed', 'from-malformed'],
  ['a first line with a leading space', ` From: evil@attack.example\r\n${genuine}`, 'unknown', 'lines-malformed'],
  ['a line of blanks', `X-A: b\r\n \r\nFrom: evil@attack.example\r\n\r\n${genuine}`, 'unknown', 'from-foreign'],
  ['a line of blanks in a field', `X-A: b\r\n \r\n${genuine}`, 'unknown', 'lines-malformed'],
  ['a line without a name', `evil@attack.example\r\n${genuine}`, 'unknown', 'lines-malformed'],
  ['a field name beyond ASCII', `Frоm: evil@attack.example\r\n${genuine}`, 'unknown', 'lines-malformed'],
  ['a mailbox line that is a From', `From : evil@attack.example\r\n${genuine}`, 'spoofed', 'from-malformed'],
  // Class 9: whose signature it is.
  ['signed by another', attacker('boss@romashka.ru'), 'spoofed', 'dkim-other-domain'],
  [
    'signed by a name that ends like ours',
    signLetter(letterOf(), { domain: 'evilromashka.ru' }),
    'spoofed',
    'signature-unusable',
  ],
])('%s', async (_, letter, kind, code) => {
  const verdict = await judge(letter)
  expect([verdict.kind, codes(verdict)]).toEqual([kind, expect.arrayContaining([code])])
  if (kind !== 'unknown') expect(verdict.summary).toMatch(/^Not ours: /)
})

test('several authors of ours are odd, and a forgery only when nobody of ours signed', async () => {
  const several = letterOf({ from: 'a@romashka.ru, b@shop.romashka.ru' })
  expect((await judge(signLetter(several))).kind).toBe('unknown')
  expect((await judge(several)).kind).toBe('spoofed')
  expect((await judge(attacker('a@romashka.ru, b@romashka.ru'))).kind).toBe('spoofed')
})

test('junk signatures before the right one do not make it ours, and do not hide that they are there', async () => {
  const [signature = ''] = /^DKIM-Signature.*\r\n/.exec(genuine) ?? []
  const junk = signature.replace('d=romashka.ru', 'd=attack.example').repeat(10)
  const verdict = await judge(junk + genuine)
  expect(verdict.kind).not.toBe('ours')
  expect(codes(verdict)).toContain('signature-limit')
})

test('no changed byte of what is signed leaves a letter ours', async () => {
  const bytes = new TextEncoder().encode(genuine)
  // The value of b= may be spelled with blanks and its line end is not signed, and of the line ends at the very end only one counts.
  const free = genuine.indexOf('; b=') + 4
  const first = genuine.indexOf('\r\n')
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 3), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      fc.pre(at < free || at >= first + 2)
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ flip
      expect((await judge(changed)).kind).not.toBe('ours')
    }),
    { numRuns: 1500 },
  )
})
