import { expand, extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, type Key, type KeyPurpose, type KeyRing, utf8, WaxsealError } from '@waxseal/core'

/** Bytes of a ring's secret and of every derived key. */
export const KEY_LENGTH = 32

/** One secret of a ring. Everything is derived from it, nothing is done with it directly. */
export interface RingSecret {
  /** 1 to 64 characters of `A-Z a-z 0-9 _ -`. */
  readonly id: string
  /** 32 random bytes. */
  readonly secret: Uint8Array
}

/** Key material that is neither printed by `util.inspect` nor by `JSON.stringify`. */
class DerivedKey implements Key {
  readonly id: string
  readonly #bytes: Uint8Array

  constructor(id: string, bytes: Uint8Array) {
    this.id = id
    this.#bytes = bytes
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }
}

/** A ring over the secrets given, the last of which is the current one. Throws `key-ring-corrupt`. */
export function ringOf(secrets: readonly RingSecret[]): KeyRing {
  // The extracted keys live in this closure only, and a Map of the ring's own keeps ids like `__proto__` harmless.
  const extracted = new Map<string, Uint8Array>()
  for (const { id, secret } of secrets) {
    if (!/^[\w-]{1,64}$/.test(id)) throw corrupt('the id of a key is malformed')
    if (extracted.has(id)) throw corrupt(`two keys are named \`${id}\``)
    if (secret.length !== KEY_LENGTH) throw corrupt(`the secret of key \`${id}\` has not ${KEY_LENGTH} bytes`)
    extracted.set(id, extract(sha256, secret))
  }
  const ids = Object.freeze([...extracted.keys()].reverse())
  const [current] = ids
  if (current === undefined) throw corrupt('the ring holds no key')

  async function find(purpose: KeyPurpose, id: string): Promise<Key | undefined> {
    const pseudorandom = extracted.get(id)
    if (pseudorandom === undefined) return undefined
    return new DerivedKey(id, expand(sha256, pseudorandom, infoOf(purpose), KEY_LENGTH))
  }

  return Object.freeze({
    async current(purpose: KeyPurpose) {
      const key = await find(purpose, current)
      if (key === undefined) throw corrupt('the ring holds no key')
      return key
    },
    find,
    ids: async () => ids,
  })
}

/** Four parts, each behind its length in four bytes: no two purposes give the same bytes. */
function infoOf({ tenant, use }: KeyPurpose): Uint8Array {
  const parts: Uint8Array[] = []
  for (const part of ['waxseal', 'v1', tenant, use]) {
    const bytes = utf8(part)
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, bytes.length)
    parts.push(length, bytes)
  }
  return concatBytes(...parts)
}

/** The error of a ring that cannot be used as it is. Its message never holds a secret. */
export function corrupt(message: string): WaxsealError<'key-ring-corrupt'> {
  return new WaxsealError('key-ring-corrupt', message)
}
