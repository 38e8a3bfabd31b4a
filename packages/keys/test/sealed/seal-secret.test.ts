import { inspect } from 'node:util'
import { utf8 } from '@waxseal/core'
import { memoryKeyRing } from '@waxseal/journal'
import fc from 'fast-check'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { expect, test } from 'vitest'
import { openSecret, sealSecret } from '../../src/sealed/seal-secret.js'

const place = { tenant: 'romashka', name: 'credential/unisender/v_1' }
const secret = (fill: number) => new Uint8Array(32).fill(fill)
const ring = memoryKeyRing({ keys: [{ id: 'k1', secret: secret(1) }] })
const rotated = memoryKeyRing({
  keys: [
    { id: 'k1', secret: secret(1) },
    { id: 'k2', secret: secret(2) },
  ],
})

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  const shown = `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}${String((error as Error)?.stack)}`
  expect(shown).not.toContain('PLANTED')
  return (error as { code?: unknown } | undefined)?.code
}

test('it is a compact JWE that jose opens with the key of the ring, tenant and use', async () => {
  const sealed = await sealSecret(ring, place, 'PLANTED-KEY', 1_700_000_000_999)
  const { bytes } = await ring.current({ tenant: 'romashka', use: 'secret' })
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, bytes)
  expect(new TextDecoder().decode(plaintext)).toBe('PLANTED-KEY')
  expect(protectedHeader).toEqual({
    ...{ alg: 'dir', enc: 'A256GCM', typ: 'waxseal-secret', kid: 'k1', iat: 1_700_000_000 },
    ...place,
  })
  expect(sealed).not.toContain('PLANTED')
  expect(sealed.split('.')[1]).toBe('')
})

test('any text comes back, and never twice as the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
      const [one, two] = [await sealSecret(ring, place, text, 0), await sealSecret(ring, place, text, 0)]
      expect(one).not.toBe(two)
      expect((await openSecret(ring, place, one)).text).toBe(text)
    }),
    { numRuns: 50 },
  )
})

test('an old secret opens after the ring got a new key, and not after the old one is gone', async () => {
  const sealed = await sealSecret(ring, place, 'PLANTED', 5_000)
  expect(await openSecret(rotated, place, sealed)).toEqual({ text: 'PLANTED', keyId: 'k1', sealedAt: 5_000 })
  const lost = memoryKeyRing({ keys: [{ id: 'k2', secret: secret(2) }] })
  expect(await codeOf(openSecret(lost, place, sealed))).toBe('secret-key-unknown')
  const other = memoryKeyRing({ keys: [{ id: 'k1', secret: secret(9) }] })
  expect(await codeOf(openSecret(other, place, sealed))).toBe('secret-corrupt')
})

test('a secret moved to another name or tenant is refused', async () => {
  const sealed = await sealSecret(ring, place, 'PLANTED', 0)
  for (const moved of [
    { ...place, name: 'credential/unisender/v_2' },
    { ...place, tenant: 'other' },
    { tenant: 'romashka/credential', name: 'unisender/v_1' },
  ]) {
    expect(await codeOf(openSecret(ring, moved, sealed))).toBe('secret-corrupt')
  }
})

test('every changed character is found', async () => {
  const sealed = await sealSecret(ring, place, 'PLANTED', 0)
  for (let index = 0; index < sealed.length; index++) {
    const other = sealed[index] === 'A' ? 'B' : 'A'
    const changed = sealed.slice(0, index) + other + sealed.slice(index + 1)
    expect(await codeOf(openSecret(ring, place, changed)), `at ${index}`).toMatch(/^secret-(corrupt|key-unknown)$/)
  }
})

test('what is no such thing is refused without a word of it', async () => {
  const { bytes } = await ring.current({ tenant: 'romashka', use: 'secret' })
  const header = { alg: 'dir', enc: 'A256GCM', kid: 'k1', typ: 'waxseal-secret', iat: 0, ...place }
  const made = (change: object) =>
    new CompactEncrypt(utf8('PLANTED')).setProtectedHeader({ ...header, ...change } as typeof header).encrypt(bytes)
  const hostile = [
    ...['', '.', 'PLANTED', '....', `${'A'.repeat(100_000)}....`, '[]', 'eyJ9....'],
    await made({ typ: 'JWT' }),
    await made({ tenant: 5 }),
    await made({ iat: 'now' }),
    await made({ kid: undefined }),
    await made({ kid: '__proto__' }),
  ]
  for (const sealed of hostile) {
    expect(await codeOf(openSecret(ring, place, sealed)), sealed.slice(0, 30)).toMatch(/^secret-(corrupt|key-unknown)$/)
  }
})

test('a text that is no UTF-8 is refused, a byte order mark is kept', async () => {
  expect((await openSecret(ring, place, await sealSecret(ring, place, '\ufeffkey', 0))).text).toBe('\ufeffkey')
})
