import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

// An implementation of signed notes and cosignatures of its own, by node:crypto: nothing of ours is in it.

/** A key as signers and witnesses of other makers have it. */
export interface IndependentKey {
  readonly name: string
  readonly text: string
  /** A signature line (without line break) over the text of a note. */
  signNote(text: string): string
  /** A line of a cosignature at a time in seconds. */
  cosign(text: string, seconds: number | bigint): string
  verify(message: string | Uint8Array, signature: Uint8Array): boolean
}

/** The key of a seed of 32 bytes. */
export function independentKey(name: string, seed: Uint8Array, type: 1 | 4 = 1): IndependentKey {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const privateKey: KeyObject = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey)
  const raw = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url')
  const typed = Buffer.concat([Buffer.of(type), raw])
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest().subarray(0, 4)
  const line = (...parts: Uint8Array[]) => `— ${name} ${Buffer.concat([id, ...parts]).toString('base64')}`
  return {
    name,
    text: `${name}+${id.toString('hex')}+${typed.toString('base64')}`,
    signNote: (text) => line(sign(null, Buffer.from(text), privateKey)),
    cosign(text, seconds) {
      const time = Buffer.alloc(8)
      time.writeBigUInt64BE(BigInt(seconds))
      return line(time, sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), privateKey))
    },
    verify: (message, signature) => verify(null, Buffer.from(message), publicKey, signature),
  }
}

/** 32 bytes of one value. */
export const seed = (value: number): Uint8Array => new Uint8Array(32).fill(value)
