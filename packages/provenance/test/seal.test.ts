import { inspect } from 'node:util'
import { decodeBase64url, encodeBase64url, isWaxsealError, utf8 } from '@waxseal/core'
import fc from 'fast-check'
import { CompactSign, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { checkSeal, findSeal, makeSeal, parseLetter, type SealStatement, sealHeaders, sealKey } from '../src/index.js'
import { isRecipientMac, readRecipientMac } from '../src/seal-headers.js'

const seed = Uint8Array.from({ length: 32 }, (_, index) => index + 1)
const ringKey = { id: '2026.1', bytes: seed }

const statement: SealStatement = {
  v: 1,
  iss: 'romashka.ru',
  tenant: 'default',
  id: 'wx_1',
  provider: 'unisender',
  account: '1234567',
  campaign: 'cmp_1',
  principal: 'psn_1',
  iat: 1767340800,
  template: 'A'.repeat(43),
}

test('the key of RFC 8037 appendix A.1 gives its public key and its thumbprint (appendix A.3)', async () => {
  const d = decodeBase64url('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A') ?? new Uint8Array()
  const key = await sealKey({ id: 'rfc', bytes: d })
  expect(key.publicJwk).toEqual({
    kty: 'OKP',
    crv: 'Ed25519',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
    kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
    alg: 'EdDSA',
    use: 'sig',
  })
  expect(key.kid).toBe(key.publicJwk.kid)
})

test('nothing of the secret can be inspected', async () => {
  const key = await sealKey(ringKey)
  const shown = `${inspect(key, { depth: 9, showHidden: true })}${JSON.stringify(key)}`
  for (const secret of [
    encodeBase64url(seed),
    Buffer.from(seed).toString('hex'),
    Buffer.from(seed).toString('base64'),
  ]) {
    expect(shown).not.toContain(secret)
  }
  expect(shown).not.toContain('1, 2, 3, 4')
  expect(seed[0]).toBe(1)
})

test('a seal goes there and back, also folded and with retired keys beside it', async () => {
  const [key, retired] = [await sealKey(ringKey), await sealKey({ id: 'old', bytes: new Uint8Array(32) })]
  const keys = [retired.publicJwk, key.publicJwk]
  const jws = await makeSeal(statement, key)
  expect(await checkSeal(jws, { keys })).toEqual({ ok: true, statement })
  expect(await checkSeal(jws.replaceAll('.', '.\r\n\t'), { keys })).toEqual({ ok: true, statement })
  expect(await makeSeal(statement, key)).toBe(jws)
  expect(JSON.parse(new TextDecoder().decode(decodeBase64url(jws.split('.')[0] ?? '')))).toEqual({
    alg: 'EdDSA',
    kid: key.kid,
    typ: 'waxseal+jwt',
  })
})

test('what is no seal of ours has its code', async () => {
  const [key, other] = [await sealKey(ringKey), await sealKey({ id: 'x', bytes: new Uint8Array(32) })]
  const jws = await makeSeal(statement, key)
  const [head = '', body = '', signature = ''] = jws.split('.')
  const part = (value: unknown) => encodeBase64url(utf8(JSON.stringify(value)))
  const check = async (seal: string, jwk = key.publicJwk) => {
    const outcome = await checkSeal(seal, { keys: [jwk] })
    return outcome.ok ? 'ok' : outcome.code
  }
  expect(await check(jws, other.publicJwk)).toBe('unknown-key')
  expect(await check(jws, { ...other.publicJwk, kid: key.kid })).toBe('bad-signature')
  expect(await check(`${head}.${part({ ...statement, campaign: 'cmp_2' })}.${signature}`)).toBe('bad-signature')
  for (const header of [
    { alg: 'none', kid: key.kid, typ: 'waxseal+jwt' },
    { alg: 'HS256', kid: key.kid, typ: 'waxseal+jwt' },
    { alg: 'EdDSA', kid: key.kid, typ: 'JWT' },
    { alg: 'EdDSA', kid: 7, typ: 'waxseal+jwt' },
    { alg: 'EdDSA', typ: 'waxseal+jwt' },
    'text',
    null,
  ]) {
    expect(await check(`${part(header)}.${body}.${signature}`)).toBe('malformed')
  }
  for (const text of ['', '.', '..', 'a.b.c', `${jws}.x`, `${head}.${body}.`, `${jws}${'A'.repeat(9000)}`]) {
    expect(await check(text)).toBe('malformed')
  }
  expect(await check(jws, { kid: key.kid, kty: 'OKP', crv: 'Ed25519', x: 'short' })).toBe('bad-signature')
})

test('a signed payload that is no statement is malformed', async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const x = (await crypto.subtle.exportKey('jwk', publicKey)).x ?? ''
  const seal = (payload: string) =>
    new CompactSign(utf8(payload)).setProtectedHeader({ alg: 'EdDSA', kid: 'k', typ: 'waxseal+jwt' }).sign(privateKey)
  const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x, kid: 'k' }] }
  const payloads: unknown[] = [
    null,
    1,
    [],
    {},
    { ...statement, v: 2 },
    { ...statement, iat: 1.5 },
    { ...statement, id: 'x' },
  ]
  payloads.push(
    { ...statement, campaign: '' },
    { ...statement, campaign: 'a\nb' },
    { ...statement, iss: 'x'.repeat(257) },
  )
  for (const payload of payloads) {
    expect(await checkSeal(await seal(JSON.stringify(payload)), jwks)).toEqual({ ok: false, code: 'malformed' })
  }
  expect(await checkSeal(await seal('not json'), jwks)).toEqual({ ok: false, code: 'malformed' })
  const extra = await checkSeal(await seal(JSON.stringify({ ...statement, more: 1 })), jwks)
  expect(extra).toEqual({ ok: true, statement })
})

test('any changed character of a seal is found', async () => {
  const key = await sealKey(ringKey)
  const jws = await makeSeal(statement, key)
  await fc.assert(
    fc.asyncProperty(fc.nat(jws.length - 1), fc.constantFrom(...'AZaz09-_.'), async (at, char) => {
      fc.pre(jws[at] !== char)
      const changed = `${jws.slice(0, at)}${char}${jws.slice(at + 1)}`
      expect((await checkSeal(changed, { keys: [key.publicJwk] })).ok).toBe(false)
    }),
  )
})

test('misuse throws a code and names no value', async () => {
  const key = await sealKey(ringKey)
  const invalid = await makeSeal({ ...statement, principal: '' }, key).catch((error: unknown) => error)
  expect(isWaxsealError(invalid, 'seal-statement-invalid')).toBe(true)
  const short = await sealKey({ id: 'k', bytes: seed.subarray(1) }).catch((error: unknown) => error)
  expect(isWaxsealError(short, 'seal-key-invalid')).toBe(true)
  try {
    sealHeaders('a.b.c', 'anna@', ringKey)
    expect.unreachable()
  } catch (error) {
    expect(isWaxsealError(error, 'recipient-invalid')).toBe(true)
    expect(inspect(error)).not.toContain('anna')
  }
  expect(() => sealHeaders('no seal', 'anna@example.com', ringKey)).toThrow(
    expect.objectContaining({ code: 'seal-malformed' }),
  )
})

test('header fields can be folded, name the key, and fit one recipient in any spelling', async () => {
  const jws = await makeSeal(statement, await sealKey(ringKey))
  const headers = sealHeaders(jws, 'Anna@Example.COM', { id: 'k.1', bytes: seed })
  expect(headers['X-Waxseal'].split(' ').every((chunk) => chunk.length <= 64)).toBe(true)
  const found = findSeal(parseLetter(`X-Waxseal: ${headers['X-Waxseal'].replaceAll(' ', '\r\n ')}\r\n\r\n`))
  expect(found).toEqual({ header: jws })
  const read = readRecipientMac(headers['X-Waxseal-Recipient'])
  expect(read?.keyId).toBe('k.1')
  const mac = read?.mac ?? new Uint8Array()
  const fits = (address: string, key = { id: 'k.1', bytes: seed }) => isRecipientMac(mac, jws, address, key)
  expect(fits('anna@example.com')).toBe(true)
  expect(fits('boris@example.com')).toBe(false)
  expect(fits('anna@example.com', { id: 'k.1', bytes: new Uint8Array(32) })).toBe(false)
  expect(isRecipientMac(mac, jws.replace(/.$/, 'A'), 'anna@example.com', ringKey)).toBe(false)
})

test('the MAC is HMAC-SHA-256 over purpose, signature and recipient', async () => {
  const { createHmac } = await import('node:crypto')
  const right = createHmac('sha256', seed).update('waxseal recipient v1\0c2ln\0anna@example.com').digest('base64url')
  expect(sealHeaders('e30.e30.c2ln', 'anna@example.com', ringKey)['X-Waxseal-Recipient']).toBe(`2026.1.${right}`)
})

test.each(['', '.', 'k.', '.AAAA', 'k.AAAA', `k.${'A'.repeat(43)}=`])('%j is no recipient field', (value) => {
  expect(readRecipientMac(value)).toBeUndefined()
})

test('a seal is found in headers and in encoded bodies; two different ones are none', () => {
  const body = Buffer.from('Привет\r\n\r\nWaxseal: wx_abc\r\n').toString('base64')
  const head = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n'
  expect(findSeal(parseLetter(`${head}X-Waxseal-Recipient: k. x\r\n\r\n${body}`))).toEqual({
    recipientMac: 'k.x',
    reference: 'wx_abc',
  })
  const twice = (text: string) => findSeal(parseLetter(`${text}\r\n\r\nWaxseal: wx_a\r\nWaxseal: wx_b`))
  expect(twice('X-Waxseal: a.b.c\r\nX-Waxseal: a.b.d')).toEqual({})
  expect(findSeal(parseLetter('\r\nWaxseal: wx_\r\nWaxseal: the firm'))).toEqual({})
  expect(findSeal(parseLetter(`\r\nWaxseal: wx_${'a'.repeat(65)}`))).toEqual({})
})
