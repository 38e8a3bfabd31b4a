import { inspect } from 'node:util'
import { aessiv } from '@noble/ciphers/aes.js'
import { decodeBase64url, encodeBase64url, type KeyRing } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTokens, isToken, parseToken, type Tokens } from '../src/index.js'
import { fixedKeyRing } from './fixed-key-ring.js'

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const make = (changes: { tenant?: string; context?: readonly string[]; keyRing?: KeyRing } = {}): Promise<Tokens> =>
  createTokens({ keyRing: fixedKeyRing(), tenant: 'default', context: ['list', 'spb'], ...changes })
const tokens = await make()

test('AES-SIV is that of RFC 5297 appendix A.1', () => {
  const key = hex('fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff')
  const associated = hex('101112131415161718191a1b1c1d1e1f2021222324252627')
  const sealed = aessiv(key, associated).encrypt(hex('112233445566778899aabbccddee'))
  expect(sealed).toEqual(hex('85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c'))
})

test('a token is what its format says, for ever', () => {
  const token = tokens.tokenize('maria@romashka.ru')
  expect(token).toBe('tok_k1_DlDoBkQ9pNvbQT1q9skCnf8jk9C0B2GTdmw7TD9Q1ATSslzyuKAZqVoF0vyiFQxH')
  expect(token).toMatch(/^tok_k1_[\w-]{64}$/)
})

test('resolve undoes tokenize, for every string', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (value) => {
      const token = tokens.tokenize(value)
      expect(tokens.tokenize(value)).toBe(token)
      expect(isToken(token)).toBe(true)
      expect(await tokens.resolve(token)).toBe(value)
    }),
  )
  for (const value of ['', '\u0000', '\ufeffa', '\ud800', '\udfff', 'a\ud800', '\u0080', '👩']) {
    expect(await tokens.resolve(tokens.tokenize(value))).toBe(value)
  }
  expect(tokens.tokenize('\ud800')).not.toBe(tokens.tokenize('\ufffd'))
})

test('another tenant, context or key makes another token, and it resolves nowhere else', async () => {
  const token = tokens.tokenize('maria@romashka.ru')
  const others = [
    await make({ tenant: 'other' }),
    await make({ context: ['list', 'msk'] }),
    await make({ context: ['list'] }),
    await make({ context: ['list', 'spb', ''] }),
    await make({ context: ['list","spb'] }),
    await make({ keyRing: fixedKeyRing(['k2']) }),
    await make({ keyRing: fixedKeyRing(['k2', 'k3']) }),
  ]
  for (const other of others) {
    expect(other.tokenize('maria@romashka.ru')).not.toBe(token)
    expect(await other.resolve(token)).toBeUndefined()
  }
})

test('tenant is bound even where a ring gives every tenant the same key', async () => {
  const key = { id: 'k1', bytes: new Uint8Array(32) }
  const keyRing: KeyRing = { current: async () => key, find: async () => key, ids: async () => ['k1'] }
  const token = (await make({ keyRing, tenant: 'a' })).tokenize('x')
  expect(await (await make({ keyRing, tenant: 'b' })).resolve(token)).toBeUndefined()
})

test('the key id is bound even where two ids have the same bytes', async () => {
  const keys = ['k1', 'k2'].map((id) => ({ id, bytes: new Uint8Array(32) }))
  const keyRing: KeyRing = {
    current: async () => keys[0] ?? { id: '', bytes: new Uint8Array() },
    find: async (_purpose, id) => keys.find((key) => key.id === id),
    ids: async () => ['k1', 'k2'],
  }
  const made = await make({ keyRing })
  expect(await made.resolve(made.tokenize('x').replace('tok_k1_', 'tok_k2_'))).toBeUndefined()
})

test('after a rotation old tokens resolve and new ones name the new key', async () => {
  const old = await make({ keyRing: fixedKeyRing(['2025']) })
  const now = await make({ keyRing: fixedKeyRing(['2026-a', '2025']) })
  const token = old.tokenize('maria@romashka.ru')
  expect(await now.resolve(token)).toBe('maria@romashka.ru')
  expect(await now.resolve(token)).toBe('maria@romashka.ru')
  expect(now.tokenize('maria@romashka.ru')).toMatch(/^tok_2026-a_/)
  expect(await old.resolve(now.tokenize('maria@romashka.ru'))).toBeUndefined()
})

test('no change of one character resolves', async () => {
  const token = tokens.tokenize('maria@romashka.ru')
  for (let at = 0; at < token.length; at++) {
    for (const other of ['A', 'b', '0', '_', '-', ' ', 'я']) {
      const changed = token.slice(0, at) + other + token.slice(at + 1)
      if (changed !== token) expect(await tokens.resolve(changed)).toBeUndefined()
    }
  }
})

test('garbage resolves to nothing and throws nothing', async () => {
  const token = tokens.tokenize('maria@romashka.ru')
  const garbage = [
    '',
    'tok_',
    'tok__',
    'tok_k1',
    'tok_k1_',
    `${token}=`,
    `${token}A`,
    ` ${token}`,
    `${token}\n`,
    token.toUpperCase(),
  ]
  garbage.push(
    token.slice(0, -1),
    `tok_nobody_${'A'.repeat(64)}`,
    `tok_k1_${'A'.repeat(1_000_000)}`,
    `tok_${'k'.repeat(200)}_AAAA`,
  )
  for (const text of garbage) expect(await tokens.resolve(text)).toBeUndefined()
  for (const other of [undefined, null, 5, {}, []])
    expect(await tokens.resolve(other as unknown as string)).toBeUndefined()
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 48, maxLength: 48 }), async (bytes) => {
      expect(await tokens.resolve(`tok_k1_${encodeBase64url(bytes)}`)).toBeUndefined()
    }),
  )
})

test('the length of a token tells the length of the value in steps of 32 bytes only', () => {
  const lengths = [0, 1, 5, 29, 30].map((length) => tokens.tokenize('a'.repeat(length)).length)
  expect(new Set(lengths).size).toBe(1)
  expect(tokens.tokenize('a'.repeat(31)).length).toBeGreaterThan(lengths[0] ?? 0)
})

test('neighbouring values have nothing in common, so tokens cannot be counted', () => {
  const [one, two] = [tokens.tokenize('user1@example.com'), tokens.tokenize('user2@example.com')]
  const bytes = [one, two].map((token) => decodeBase64url(token.slice('tok_k1_'.length)) ?? new Uint8Array())
  const same = (bytes[0] ?? new Uint8Array()).filter((byte, index) => byte === bytes[1]?.[index]).length
  expect(same).toBeLessThan(10)
})

test('a value that is too long is refused without being quoted', () => {
  expect(tokens.tokenize('a'.repeat(4094))).toBeTruthy()
  expect(() => tokens.tokenize('a'.repeat(4095))).toThrow(expect.objectContaining({ code: 'token-value-too-long' }))
})

test('a key of another length or with a strange id is refused', async () => {
  for (const key of [
    { id: 'k1', bytes: new Uint8Array(16) },
    { id: 'k_1', bytes: new Uint8Array(32) },
    { id: '', bytes: new Uint8Array(32) },
  ]) {
    const keyRing: KeyRing = { current: async () => key, find: async () => key, ids: async () => [key.id] }
    await expect(make({ keyRing })).rejects.toMatchObject({ code: 'token-key-invalid' })
  }
})

test('a ring that cannot be read is a fault, not an unknown token', async () => {
  const ring = fixedKeyRing()
  const broken = await make({
    keyRing: {
      ...ring,
      find: async () => {
        throw new Error('disk')
      },
    },
  })
  await expect(broken.resolve(`tok_k9_${'A'.repeat(64)}`)).rejects.toThrow('disk')
})

test('a ring that wipes its bytes does not change the tokens', async () => {
  const key = { id: 'k1', bytes: new Uint8Array(32).fill(3) }
  const made = await make({
    keyRing: { current: async () => key, find: async () => undefined, ids: async () => ['k1'] },
  })
  const token = made.tokenize('x')
  key.bytes.fill(0)
  expect(made.tokenize('x')).toBe(token)
})

test('neither keys nor values can be seen in the object', () => {
  tokens.tokenize('maria@romashka.ru')
  const shown = inspect(tokens, { showHidden: true, depth: 9 }) + JSON.stringify(tokens)
  expect(shown).not.toMatch(/maria|Uint8Array|spb|\d{2,}, /)
})

test('parseToken gives the key id', () => {
  expect(parseToken(tokens.tokenize('x'))).toMatchObject({ keyId: 'k1' })
  expect(parseToken('maria@romashka.ru')).toBeUndefined()
})
