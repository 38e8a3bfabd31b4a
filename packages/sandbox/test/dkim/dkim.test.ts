import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { dnsFromZone, parseLetter, verifyDkim } from '@waxseal/provenance'
import fc from 'fast-check'
import DKIM from 'nodemailer/lib/dkim'
import { expect, test } from 'vitest'
import { bodyHash, signedHeader, splitLetter } from '../../src/dkim/canonical.js'
import { signLetter } from '../../src/dkim/sign-letter.js'
import { createDkimKeyLookup, verifyLetter } from '../../src/dkim/verify-letter.js'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const record = `v=DKIM1; k=rsa; p=${createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64')}`
const zone: Record<string, string> = { 'us._domainkey.romashka.ru': record }
const keyAt = createDkimKeyLookup((name) => zone[name])
const signer = { domain: 'romashka.ru', selector: 'us', key: privateKey, fields: ['from', 'subject', 'x-absent'] }
const AT = Date.parse('2025-06-01T08:00:00Z')

const LETTER = Buffer.from(
  'From: =?UTF-8?B?0KDQvtC80LDRiNC60LA=?=\r\n <news@romashka.ru>\r\nSubject:  A \t B \r\nX-Other: 1\r\n\r\nHello \t you \r\n\r\n\r\n',
)

const verdicts = (letter: Buffer) => verifyLetter(splitLetter(letter), keyAt).map(({ result }) => result)
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64')

// RFC 6376 section 3.4.5.
const EXAMPLE = splitLetter(Buffer.from('A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n'))

test('the canonicalization example of RFC 6376 section 3.4.5', () => {
  expect(bodyHash(EXAMPLE.body, 'relaxed')).toBe(sha256(' C\r\nD E\r\n'))
  expect(bodyHash(EXAMPLE.body, 'simple')).toBe(sha256(' C \r\nD \t E\r\n'))
  expect(signedHeader(EXAMPLE, ['a', 'b'], 'S: 1', 'relaxed')).toBe('a:X\r\nb:Y Z\r\ns:1')
  expect(signedHeader(EXAMPLE, ['a', 'b'], 'S: 1', 'simple')).toBe('A: X\r\nB : Y\t\r\n\tZ  \r\nS: 1')
})

test('the hash of nothing (RFC 6376 sections 3.4.3 and 3.4.4)', () => {
  expect(bodyHash(Buffer.alloc(0), 'simple')).toBe('frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=')
  expect(bodyHash(Buffer.alloc(0), 'relaxed')).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')
})

test('fields are taken from the bottom up, an absent one is nothing', () => {
  const letter = splitLetter(Buffer.from('A: 1\r\nA: 2\r\n\r\n'))
  expect(signedHeader(letter, ['a', 'a', 'a', 'b'], 'S:', 'relaxed')).toBe('a:2\r\na:1\r\ns:')
})

test('a signed letter passes here and at the verifier of another hand', async () => {
  const signed = await signLetter(LETTER, [signer], AT)
  expect(verdicts(signed)).toEqual(['pass'])
  const [other] = await verifyDkim(parseLetter(new Uint8Array(signed)), { dns: dnsFromZone(zone), now: () => AT })
  expect(other).toMatchObject({ status: 'pass', domain: 'romashka.ru', selector: 'us' })
})

test('letters that nodemailer has signed pass', async () => {
  const dkim = new DKIM({ domainName: 'romashka.ru', keySelector: 'us', privateKey })
  const chunks: Buffer[] = []
  for await (const chunk of dkim.sign(LETTER)) chunks.push(chunk as Buffer)
  expect(verdicts(Buffer.concat(chunks))).toEqual(['pass'])
})

test('whatever stands in a letter, it passes as it was signed, and a changed byte of the body is seen', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '=', 'я', '\u00a0') })
  const body = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\r\n'))
  return fc.assert(
    fc.asyncProperty(line, body, async (subject, text) => {
      const letter = Buffer.from(`From: a@romashka.ru\r\nSubject: ${subject}x\r\n\r\n${text}`)
      const signed = await signLetter(letter, [signer], AT)
      expect(verdicts(signed)).toEqual(['pass'])
      expect(verdicts(Buffer.concat([signed, Buffer.from('!')]))).toEqual(['fail'])
    }),
    { numRuns: 60 },
  )
})

test.each([
  ['a changed subject', (text: string) => text.replace('A \t B', 'A C'), 'fail'],
  ['a signature cut short', (text: string) => text.replace(/b=[^;\s]{8}/, 'b='), 'fail'],
  ['no key for the domain', (text: string) => text.replace('d=romashka.ru', 'd=evil.example'), 'permerror'],
  ['a domain that is none', (text: string) => text.replace('d=romashka.ru', 'd=a;b'), 'permerror'],
  ['a tag that stands twice', (text: string) => text.replace('v=1;', 'v=1; v=1;'), 'permerror'],
  ['From not signed', (text: string) => text.replace('h=from:', 'h='), 'permerror'],
  ['part of the body', (text: string) => text.replace('v=1;', 'v=1; l=0;'), 'neutral'],
  ['SHA-1', (text: string) => text.replace('rsa-sha256', 'rsa-sha1'), 'neutral'],
])('%s does not pass', async (_name, change, expected) => {
  const signed = (await signLetter(LETTER, [signer], AT)).toString('latin1')
  const changed = change(signed)
  expect(changed).not.toBe(signed)
  expect(verdicts(Buffer.from(changed, 'latin1'))).toEqual([expected])
})

test('a flood of signatures and a header without end cost little', () => {
  const start = performance.now()
  const flood = `DKIM-Signature: v=1; a=rsa-sha256; d=romashka.ru; s=us; h=from; bh=x; b=y\r\n`.repeat(20_000)
  expect(verdicts(Buffer.from(`${flood}From: a@b.c\r\n\r\n`))).toHaveLength(8)
  verdicts(Buffer.from(`X: a\r\n${' \t x\r\n'.repeat(300_000)}\r\n`))
  verdicts(Buffer.from(`DKIM-Signature: ${'a=b;'.repeat(300_000)}\r\n\r\n${' '.repeat(3_000_000)}x`))
  expect(performance.now() - start).toBeLessThan(5_000)
})

test('records that hold no RSA key are no key', () => {
  zone['no._domainkey.romashka.ru'] = 'v=DKIM1; p=AAAA'
  zone['gone._domainkey.romashka.ru'] = 'v=DKIM1; p='
  expect(keyAt('no._domainkey.romashka.ru')).toBeUndefined()
  expect(keyAt('gone._domainkey.romashka.ru')).toBeUndefined()
  expect(keyAt('us._domainkey.romashka.ru')).toBeDefined()
})
