import { expect, test, vi } from 'vitest'
import { type DkimResult, DnsError, dnsFromZone, parseLetter, verifyDkim } from '../src/index.js'
import { edKey, letterOf, makeEd25519, makeRsa, otherKey, signLetter, type TestKey, zoneFor } from './support/signer.js'

const rsa2048 = makeRsa(2048)
const rsa1024Bare = makeRsa(1024, 'rsa-sha256', true)
const now = () => Date.parse('2026-01-02T10:00:00Z')

async function verify(letter: string, zone: Record<string, string | readonly string[]> = zoneFor(), minBits = 1024) {
  const [result] = await verifyDkim(parseLetter(letter), { dns: dnsFromZone(zone), now, minBits })
  if (!result) throw new Error('the letter has no signature')
  return result
}

const outcome = ({ status, code, headerSignature, bodyHash }: DkimResult) => [status, code, headerSignature, bodyHash]

test.each<[string, TestKey, number]>([
  ['Ed25519', edKey, 256],
  ['RSA 2048', rsa2048, 2048],
  ['RSA 1024 published as a bare RSAPublicKey', rsa1024Bare, 1024],
])('%s passes', async (_, key, bits) => {
  const result = await verify(signLetter(letterOf(), { key }), zoneFor('romashka.ru', key))
  expect(result).toMatchObject({
    status: 'pass',
    code: 'pass',
    keyBits: bits,
    weak: [],
    signedFields: [2, 3, 4, 5, 6, 7],
  })
})

test('header signature and body hash are told apart', async () => {
  const signed = signLetter(letterOf())
  expect(outcome(await verify(signed.replace('495', '499')))).toEqual([
    'fail',
    'body-hash-mismatch',
    'valid',
    'mismatch',
  ])
  expect(outcome(await verify(signed.replace('Spring', 'Summer')))).toEqual([
    'fail',
    'signature-mismatch',
    'invalid',
    'match',
  ])
  expect(outcome(await verify(signed, zoneFor('romashka.ru', otherKey)))[1]).toBe('signature-mismatch')
})

test('weak keys and hashes are refused, and it is said that the mathematics are right', async () => {
  const short = makeRsa(512)
  const zone = zoneFor('romashka.ru', short)
  const letter = signLetter(letterOf(), { key: short })
  expect(await verify(letter, zone)).toMatchObject({
    status: 'fail',
    code: 'weak-key',
    headerSignature: 'valid',
    bodyHash: 'match',
    keyBits: 512,
    weak: ['key'],
  })
  expect((await verify(letter, zone, 512)).status).toBe('pass')
  const sha1 = makeRsa(1024, 'rsa-sha1')
  expect(await verify(signLetter(letterOf(), { key: sha1 }), zoneFor('romashka.ru', sha1))).toMatchObject({
    status: 'fail',
    code: 'weak-hash',
    headerSignature: 'valid',
    weak: ['hash'],
  })
})

test('times are judged by the clock that is handed over', async () => {
  const seconds = now() / 1000
  const at = async (tags: string) => (await verify(signLetter(letterOf(), { tags }))).code
  expect(await at(`t=${seconds - 9}; x=${seconds}; `)).toBe('pass')
  expect(await at(`x=${seconds - 1}; `)).toBe('expired')
  expect(await at(`t=${seconds + 301}; `)).toBe('not-yet-valid')
  expect(await at(`t=${seconds}; x=${seconds}; `)).toBe('signature-syntax')
  const expired = await verify(signLetter(letterOf(), { tags: 'x=5; ' }))
  expect(expired).toMatchObject({ status: 'fail', headerSignature: 'valid', bodyHash: 'match', expiresAt: 5 })
})

test('a body length is reported with what lies behind it', async () => {
  const signed = signLetter(letterOf({ body: 'Hello\r\n' }), { tags: 'l=7; ' })
  expect(await verify(signed)).toMatchObject({ status: 'pass', bodyLength: 7, bodyUnsigned: 0 })
  expect(await verify(`${signed}Evil\r\n`)).toMatchObject({ status: 'pass', bodyLength: 7, bodyUnsigned: 6 })
  expect((await verify(signLetter(letterOf({ body: 'Hello\r\n' }), { tags: 'l=8; ' }))).code).toBe(
    'body-length-invalid',
  )
})

test.each([
  ['v=2', { version: 'v=2; ' }, 'signature-version'],
  ['no v=', { version: '' }, 'signature-version'],
  ['i= outside d=', { tags: 'i=@evil.com; ' }, 'identity-outside-domain'],
  ['i= that only ends like d=', { tags: 'i=@evilromashka.ru; ' }, 'identity-outside-domain'],
  ['i= without @', { tags: 'i=romashka.ru; ' }, 'identity-outside-domain'],
  ['i= in a subdomain', { tags: 'i=a@news.romashka.ru; ' }, 'pass'],
  ['q=http', { tags: 'q=http; ' }, 'query-method-unknown'],
  ['q= with a known method', { tags: 'q=http:dns/txt; ' }, 'pass'],
  ['an unknown tag', { tags: 'zz=1; ' }, 'pass'],
  ['a tag twice', { tags: 'd=romashka.ru; ' }, 'signature-syntax'],
  ['a value without a name', { tags: '=1; ' }, 'signature-syntax'],
  ['a NUL in the selector', { selector: 's\0' }, 'signature-syntax'],
  ['a space in the selector', { selector: 'a b' }, 'selector-invalid'],
  ['quotes in d=', { domain: '"romashka.ru"' }, 'domain-invalid'],
  ['brackets in d=', { domain: '[192.0.2.1]' }, 'domain-invalid'],
  ['a top-level d=', { domain: 'ru' }, 'domain-invalid'],
  ['From not signed', { signed: 'to:subject' }, 'from-unsigned'],
  ['an empty name in h=', { signed: 'from::to' }, 'signature-syntax'],
  ['l= that is no number', { tags: 'l=-1; ' }, 'signature-syntax'],
  ['l= beyond all measure', { tags: 'l=99999999999999999999; ' }, 'signature-syntax'],
])('%s', async (_, options, code) => {
  expect((await verify(signLetter(letterOf(), options))).code).toBe(code)
})

const ed = edKey.record.slice('v=DKIM1; k=ed25519; '.length)

test.each<[string, string | readonly string[], string]>([
  ['revoked', 'v=DKIM1; k=ed25519; p=', 'key-revoked'],
  ['another type', rsa2048.record, 'key-type'],
  ['an unknown type', `v=DKIM1; k=dsa; ${ed}`, 'key-type'],
  ['no p=', 'v=DKIM1; k=ed25519', 'key-syntax'],
  ['another version', `v=DKIM2; k=ed25519; ${ed}`, 'key-syntax'],
  ['v= not first', `k=ed25519; v=DKIM1; ${ed}`, 'key-syntax'],
  ['not base64', 'v=DKIM1; k=ed25519; p=***', 'key-syntax'],
  ['a key too short', 'v=DKIM1; k=ed25519; p=AAAA', 'key-syntax'],
  ['not for mail', `v=DKIM1; k=ed25519; s=chat; ${ed}`, 'key-service'],
  ['for mail', `v=DKIM1; k=ed25519; s=chat:email; ${ed}`, 'pass'],
  ['another hash', `v=DKIM1; k=ed25519; h=sha1; ${ed}`, 'key-hash'],
  ['the right hash', `v=DKIM1; k=ed25519; h=sha1 : sha256; ${ed}`, 'pass'],
  ['two keys', [edKey.record, otherKey.record], 'key-ambiguous'],
  ['the same key twice', [edKey.record, edKey.record], 'pass'],
  ['a key beside another kind of record', ['v=spf1 -all', edKey.record], 'pass'],
  ['no record at all', [], 'key-syntax'],
  ['an empty text', '', 'key-syntax'],
])('key record: %s', async (_, record, code) => {
  const result = await verify(signLetter(letterOf()), { 's._domainkey.romashka.ru': record })
  expect(result.code).toBe(code)
  if (code !== 'pass')
    expect(result).toMatchObject({ status: 'permerror', headerSignature: 'unchecked', bodyHash: 'match' })
})

test('the flags of a key: strict forbids a subdomain in i=, testing is reported', async () => {
  const zone = { 's._domainkey.romashka.ru': `v=DKIM1; k=ed25519; t=s:y; ${ed}` }
  expect((await verify(signLetter(letterOf(), { tags: 'i=@news.romashka.ru; ' }), zone)).code).toBe('key-strict')
  expect(await verify(signLetter(letterOf()), zone)).toMatchObject({ status: 'pass', testing: true })
})

test.each<[string, () => Promise<never>, string, string]>([
  ['no such name', () => Promise.reject(new DnsError('dns-not-found')), 'permerror', 'key-missing'],
  ['no answer', () => Promise.reject(new DnsError('dns-temporary')), 'temperror', 'dns-temporary'],
  ['a resolver that breaks', () => Promise.reject(new TypeError('x')), 'temperror', 'dns-temporary'],
  ['a resolver that throws nothing', () => Promise.reject(undefined), 'temperror', 'dns-temporary'],
])('%s', async (_, dns, status, code) => {
  const [result] = await verifyDkim(parseLetter(signLetter(letterOf())), { dns, now })
  expect(result).toMatchObject({ status, code, headerSignature: 'unchecked', bodyHash: 'match' })
})

test('fields are taken from the bottom, and a name more often than there are fields stands for none', async () => {
  const letter = letterOf({ extra: 'X-A: one\r\nX-A: two\r\n' })
  const signed = signLetter(letter, { signed: 'From:X-A:subject:subject' })
  expect((await verify(signed)).status).toBe('pass')
  expect((await verify(signed.replace('X-A: one', 'X-A: 111'))).status).toBe('pass')
  expect((await verify(signed.replace('X-A: two', 'X-A: 222'))).code).toBe('signature-mismatch')
  expect((await verify(signed.replace('Subject:', 'Subject: Evil\r\nSubject:'))).code).toBe('signature-mismatch')
})

test('a signature may cover another signature, never itself', async () => {
  const first = signLetter(letterOf(), { domain: 'first.example' })
  const both = signLetter(first, { signed: 'from:dkim-signature' })
  const zone = { ...zoneFor(), ...zoneFor('first.example') }
  const results = await verifyDkim(parseLetter(both), { dns: dnsFromZone(zone), now })
  expect(results.map(({ status, field }) => [status, field])).toEqual([
    ['pass', 1],
    ['pass', 2],
  ])
  expect(results[0]?.signedFields).toEqual([2, 3])
})

test('many signatures: the first ten are looked at, each key asked for once', async () => {
  const signed = signLetter(letterOf())
  const [signature = ''] = /^DKIM-Signature.*\r\n/.exec(signed) ?? []
  const dns = vi.fn(dnsFromZone(zoneFor()))
  const results = await verifyDkim(parseLetter(signature.repeat(999) + signed), { dns, now })
  expect(results).toHaveLength(1000)
  expect(results.filter(({ status }) => status === 'pass')).toHaveLength(10)
  expect(results[10]).toMatchObject({ code: 'signature-limit', status: 'permerror', headerSignature: 'unchecked' })
  expect(dns).toHaveBeenCalledTimes(1)
})

test('never more than twenty questions for one letter', async () => {
  const signatures = Array.from(
    { length: 30 },
    (_, index) => signLetter(letterOf(), { selector: `s${index}` }).split('\r\n')[0],
  )
  const dns = vi.fn(dnsFromZone({}))
  const letter = parseLetter(`${signatures.join('\r\n')}\r\n${letterOf()}`)
  const results = await verifyDkim(letter, { dns, now, maxSignatures: 1000 })
  expect(dns).toHaveBeenCalledTimes(20)
  expect(results.filter(({ code }) => code === 'dns-limit')).toHaveLength(10)
})

test('an address in a field name of h= is not passed on', async () => {
  const result = await verify(signLetter(letterOf(), { signed: 'from:anna@example.com' }))
  expect(JSON.stringify(result)).not.toContain('anna')
})

test('parsed keys are kept, not without bound, and never mixed up', async () => {
  const letters = Array.from({ length: 300 }, (_, index) => {
    const key = makeEd25519()
    const domain = `d${index}.example`
    return { letter: parseLetter(signLetter(letterOf(), { key, domain })), dns: dnsFromZone(zoneFor(domain, key)) }
  })
  for (let round = 0; round < 2; round++) {
    for (const { letter, dns } of letters) expect((await verifyDkim(letter, { dns, now }))[0]?.status).toBe('pass')
  }
  const [first, second] = letters
  const zone = await second?.dns('s._domainkey.d1.example', 'TXT')
  const swapped = dnsFromZone({ 's._domainkey.d0.example': zone ?? [] })
  expect((await verifyDkim(first?.letter ?? parseLetter(''), { dns: swapped, now }))[0]?.code).toBe(
    'signature-mismatch',
  )
})
