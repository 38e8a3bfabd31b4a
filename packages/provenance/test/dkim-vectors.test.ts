import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalBody, canonicalHeaders } from '../src/dkim-canonicalization.js'
import { dnsFromZone, parseLetter, verifyDkim } from '../src/index.js'
import { letterOf, plainBody, plainField, signLetter, zoneFor } from './support/signer.js'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (value: string) => new TextEncoder().encode(value)

/** RFC 8463 appendix A.3. */
const RFC_8463 = `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
`
const RFC_8463_ZONE = {
  'brisbane._domainkey.football.example.com': 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  'test._domainkey.football.example.com':
    'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/b' +
    'yYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB',
}

test('both signatures of RFC 8463 appendix A.3 pass, oversigned fields and all', async () => {
  const letter = parseLetter(RFC_8463)
  const [ed25519, rsa] = await verifyDkim(letter, { dns: dnsFromZone(RFC_8463_ZONE) })
  expect(ed25519).toEqual({
    field: 1,
    domain: 'football.example.com',
    selector: 'brisbane',
    algorithm: 'ed25519-sha256',
    status: 'pass',
    code: 'pass',
    headerSignature: 'valid',
    bodyHash: 'match',
    signedHeaders: ['from', 'to', 'subject', 'date', 'message-id', 'from', 'subject', 'date'],
    signedFields: [3, 4, 5, 6, 7],
    keyBits: 256,
    weak: [],
    signedAt: 1528637909,
  })
  expect(rsa).toMatchObject({ field: 2, selector: 'test', status: 'pass', keyBits: 1024 })
})

test('a second From on top of an oversigned letter breaks the signature', async () => {
  const letter = parseLetter(`From: evil@example.org\n${RFC_8463}`)
  const results = await verifyDkim(letter, { dns: dnsFromZone(RFC_8463_ZONE) })
  expect(results.map(({ code, bodyHash }) => [code, bodyHash])).toEqual([
    ['signature-mismatch', 'match'],
    ['signature-mismatch', 'match'],
  ])
})

/** RFC 6376 section 3.4.5: the letter of its three examples. */
const EXAMPLE = bytes('A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n')
const head = [
  { bytes: EXAMPLE, start: 0, end: 6 },
  { bytes: EXAMPLE, start: 6, end: 20 },
]
const body = EXAMPLE.subarray(22)

test('the canonical forms of RFC 6376 section 3.4.5', () => {
  expect(text(canonicalHeaders(head, 'relaxed'))).toBe('a:X\r\nb:Y Z')
  expect(text(canonicalBody(body, 'relaxed'))).toBe(' C\r\nD E\r\n')
  expect(text(canonicalHeaders(head, 'simple'))).toBe('A: X\r\nB : Y\t\r\n\tZ  ')
  expect(text(canonicalBody(body, 'simple'))).toBe(' C \r\nD \t E\r\n')
})

test('an empty body is one line end in simple and nothing in relaxed (RFC 6376 sections 3.4.3 and 3.4.4)', () => {
  for (const empty of ['', '\r\n', '\r\n\r\n\r\n', '\n\n']) {
    expect(text(canonicalBody(bytes(empty), 'simple'))).toBe('\r\n')
    expect(text(canonicalBody(bytes(empty), 'relaxed'))).toBe('')
  }
})

test('line feeds alone, missing last line ends and lone carriage returns', () => {
  expect(text(canonicalBody(bytes('a\n b\n\nc'), 'simple'))).toBe('a\r\n b\r\n\r\nc\r\n')
  expect(text(canonicalBody(bytes('a \t b\n \n\nc\t'), 'relaxed'))).toBe('a b\r\n\r\n\r\nc\r\n')
  expect(text(canonicalBody(bytes('a\rb\r\r\n'), 'relaxed'))).toBe('a\rb\r\r\n')
})

test('a simple body that needs no change is a view of the letter', () => {
  const whole = bytes('one\r\ntwo\r\n\r\n')
  expect(canonicalBody(whole, 'simple').buffer).toBe(whole.buffer)
})

const rough = fc.string({ unit: fc.constantFrom('a', ' ', '\t', '\r\n', '\n', 'B', ':', '\0', 'я'), maxLength: 40 })
const mode = fc.constantFrom('relaxed' as const, 'simple' as const)

test('the one-pass forms are those of the plain words of the RFC', () => {
  fc.assert(
    fc.property(rough, mode, (source, way) => {
      expect(text(canonicalBody(bytes(source), way))).toBe(plainBody(source, way))
      const field = `Name \t: ${source.replaceAll('\n', '\n ')}\r\n`
      const range = { bytes: bytes(field), start: 0, end: bytes(field).length }
      expect(`${text(canonicalHeaders([range], way))}\r\n`).toBe(plainField(field, way))
    }),
    { numRuns: 2000 },
  )
})

test('in relaxed form white space may change on the way, words may not', async () => {
  const signed = signLetter(letterOf({ body: 'one two\r\n three\r\n' }), { mode: 'relaxed' })
  const code = async (letter: string) => {
    const [result] = await verifyDkim(parseLetter(letter), { dns: dnsFromZone(zoneFor()) })
    return result?.code
  }
  expect(await code(signed)).toBe('pass')
  expect(
    await code(signed.replace('one two', 'one \t  two  ').replace('Subject: Spring', 'SUBJECT :\r\n Spring')),
  ).toBe('pass')
  expect(await code(signed.replace('one two', 'onetwo'))).toBe('body-hash-mismatch')
  expect(await code(signed.replace(' three', 'three'))).toBe('body-hash-mismatch')
  expect(await code(signed.replace('Spring', 'Spr ing'))).toBe('signature-mismatch')
})
