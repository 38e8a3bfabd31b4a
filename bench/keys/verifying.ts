import { createHash, hash, timingSafeEqual } from 'node:crypto'
import { sha256 } from '@noble/hashes/sha2.js'
import { equalBytes } from '@waxseal/core'
import { generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { compare, over } from '../measure.js'
import type { Fleet } from './fleet.js'
import { madeUpKey } from './key-text.js'
import { betterAuthRival, prefixedRival } from './rivals.js'

/** A secret under its pepper, and the hash that was kept of it. */
interface Hashed {
  readonly bytes: Uint8Array
  readonly hash: Uint8Array
}

/** Verification with everything, against what hashing and comparing alone would cost, and against signed tokens. */
export async function verifying({ keys, all }: Fleet): Promise<void> {
  for (const { key, question } of all) if (!keys.verify(key, question).ok) throw new Error('a right key was refused')
  const probes = all.map((one, index) => (index % 10 === 0 ? { ...one, key: madeUpKey(one.id) } : one))
  for (const [index, { key, question }] of probes.entries()) {
    if (keys.verify(key, question).ok !== index % 10 > 0) throw new Error('a wrong answer')
  }
  const hashed = all.map((_, index): Hashed => {
    const bytes = crypto.getRandomValues(new Uint8Array(52)).fill(index & 255, 0, 2)
    return { bytes, hash: sha256(bytes) }
  })
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const pair = await generateKeyPair('EdDSA')
  const claims = () => new SignJWT({ scope: 'campaigns.*' }).setSubject('crm').setExpirationTime('90d')
  const symmetric = await claims().setProtectedHeader({ alg: 'HS256' }).sign(secret)
  const asymmetric = await claims().setProtectedHeader({ alg: 'EdDSA' }).sign(pair.privateKey)

  const rivals = [await prefixedRival(1_000), await betterAuthRival(1_000)]

  await compare(
    `verify: status, expiry, scopes, list, allowlist; ${all.length} keys in turn, one probe in ten with a wrong secret`,
    [
      { name: '@waxseal/keys', run: over(probes, ({ key, question }) => keys.verify(key, question)) },
      {
        name: 'the same, the same key each time',
        run: over(all.slice(0, 1), ({ key, question }) => keys.verify(key, question)),
      },
      {
        name: 'bare sha256 + compare, @noble/hashes',
        run: over(hashed, ({ bytes, hash }) => equalBytes(sha256(bytes), hash)),
      },
      {
        name: 'bare sha256 + compare, node:crypto createHash',
        run: over(hashed, ({ bytes, hash }) => timingSafeEqual(createHash('sha256').update(bytes).digest(), hash)),
      },
      {
        name: 'bare sha256 + compare, node:crypto one-shot hash',
        run: over(hashed, (one) => timingSafeEqual(Buffer.from(hash('sha256', one.bytes, 'hex'), 'hex'), one.hash)),
      },
      { name: 'jose jwtVerify HS256, no look-up', run: (count) => times(count, () => jwtVerify(symmetric, secret)) },
      {
        name: 'jose jwtVerify EdDSA, no look-up',
        run: (count) => times(count, () => jwtVerify(asymmetric, pair.publicKey)),
      },
      ...rivals.map(({ name, keys: theirs, verify }) => ({ name, run: inTurn(theirs, verify) })),
    ],
  )
}

/** A run over right keys, one after the other. */
function inTurn(keys: readonly string[], verify: (key: string) => Promise<boolean>) {
  let next = 0
  return async (count: number) => {
    for (let done = 0; done < count; done++) {
      const key = keys[next % keys.length] ?? ''
      next++
      if (!(await verify(key))) throw new Error('a right key was refused')
    }
  }
}

/** Keys that are refused without a look-up. */
export async function refusing({ keys, all }: Fleet): Promise<void> {
  const slips = all.map(({ key }, index) => {
    const at = key.length - 1 - (index % 50)
    return Buffer.from(`${key.slice(0, at)}${key[at] === 'a' ? 'b' : 'a'}${key.slice(at + 1)}`).toString('latin1')
  })
  for (const slip of slips) if (keys.verify(slip).ok) throw new Error('a slip was not found')
  await compare('refused offline', [
    { name: 'one character wrong', run: over(slips, (slip) => keys.verify(slip)) },
    {
      name: 'too short',
      run: over(
        slips.map((slip) => slip.slice(1)),
        (slip) => keys.verify(slip),
      ),
    },
    {
      name: 'a token of another kind',
      run: over(['ghp_16C7e42F292c6912E7710c838347Ae178B4a'], (text) => keys.verify(text)),
    },
  ])
  await compare('refused after the look-up', [
    {
      name: 'unknown id',
      run: over(
        all.map(() => madeUpKey()),
        (key) => keys.verify(key),
      ),
    },
    {
      name: 'wrong secret',
      run: over(
        all.map(({ id }) => madeUpKey(id)),
        (key) => keys.verify(key),
      ),
    },
  ])
}

async function times(count: number, deed: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done++) await deed()
}
