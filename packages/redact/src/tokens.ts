import { aessiv } from '@noble/ciphers/aes.js'
import { canonicalJson, type Key, type KeyRing, utf8, WaxsealError } from '@waxseal/core'
import type { RedactErrorCode } from './error-code.js'
import { formatToken, isKeyId, MAX_PLAINTEXT, parseToken } from './token-format.js'
import { decodePlaintext, encodePlaintext } from './token-plaintext.js'

/** What tokens are bound to. */
export interface TokenOptions {
  readonly keyRing: KeyRing
  readonly tenant: string
  /** What the tokens are for, outermost first: `['list', 'spb']`. A token made in one context resolves in no other. */
  readonly context: readonly string[]
}

/** Makes and resolves tokens of one tenant and one context. */
export interface Tokens {
  /** The token that stands for a value: the same for the same value. Throws `token-value-too-long` beyond 4,094 bytes of UTF-8. */
  tokenize(value: string): string
  /**
   * The value of a token; `undefined` for anything else: garbage, a token of another tenant or context, a changed one, an unknown key.
   * Rejects only when the key ring itself cannot be read.
   */
  resolve(token: string): Promise<string | undefined>
}

const KEY_LENGTH = 32

/**
 * Makes tokens: values encrypted and authenticated by AES-SIV (RFC 5297), deterministic, so that one value has one token, and bound to
 * tenant, context and key id as associated data. The 32 bytes of the ring's key are the two 128-bit keys that AES-SIV needs (section 2.2).
 * Values are padded to 32 bytes, so that a token tells little of their length. New tokens are made with the key that is current now;
 * old ones are resolved with the key that they name.
 *
 * Throws `token-key-invalid` when the ring gives a key of another length or an id with other characters than letters, digits, hyphens.
 *
 * @example
 * ```ts
 * import { createTokens } from '@waxseal/redact'
 *
 * const key = { id: 'k1', bytes: new Uint8Array(32).fill(7) } // from `fileKeyRing` of @waxseal/journal/node
 * const keyRing = { current: async () => key, find: async (_: unknown, id: string) => (id === 'k1' ? key : undefined), ids: async () => ['k1'] }
 * const tokens = await createTokens({ keyRing, tenant: 'default', context: ['list', 'spb'] })
 * const token = tokens.tokenize('maria@romashka.ru')
 * console.log(token.startsWith('tok_k1_'), token === tokens.tokenize('maria@romashka.ru')) // true true
 * console.log(await tokens.resolve(token)) // maria@romashka.ru
 * ```
 */
export async function createTokens(options: TokenOptions): Promise<Tokens> {
  const { keyRing, tenant } = options
  const context = [...options.context]
  const purpose = { tenant, use: 'token' } as const
  const current = bind(await keyRing.current(purpose), tenant, context)
  const bound = new Map([[current.id, current]])

  async function keyOf(id: string): Promise<BoundKey | undefined> {
    const known = bound.get(id)
    if (known !== undefined) return known
    const key = await keyRing.find(purpose, id)
    // A ring that answers with another key than the one asked for has not found it.
    if (key === undefined || key.id !== id) return undefined
    const found = bind(key, tenant, context)
    bound.set(id, found)
    return found
  }

  return Object.freeze({
    tokenize(value) {
      const plaintext = encodePlaintext(value)
      if (plaintext.length > MAX_PLAINTEXT) {
        throw new WaxsealError<RedactErrorCode>(
          'token-value-too-long',
          `a token stands for at most ${MAX_PLAINTEXT - 2} bytes`,
          {
            details: { limit: MAX_PLAINTEXT - 2 },
          },
        )
      }
      return formatToken({ keyId: current.id, sealed: current.seal(plaintext) })
    },
    async resolve(token) {
      const parts = parseToken(token)
      if (parts === undefined) return undefined
      const key = await keyOf(parts.keyId)
      const plaintext = key?.open(parts.sealed)
      return plaintext && decodePlaintext(plaintext)
    },
  } satisfies Tokens)
}

interface BoundKey {
  readonly id: string
  seal(plaintext: Uint8Array): Uint8Array
  open(sealed: Uint8Array): Uint8Array | undefined
}

function bind(key: Key, tenant: string, context: readonly string[]): BoundKey {
  if (key.bytes.length !== KEY_LENGTH || !isKeyId(key.id)) {
    throw new WaxsealError<RedactErrorCode>(
      'token-key-invalid',
      'a token key needs 32 bytes and an id of letters, digits and hyphens',
    )
  }
  const id = key.id
  // Copied, because the cipher keeps a reference and the ring may wipe its own bytes.
  const bytes = key.bytes.slice()
  const associated = utf8(canonicalJson(['waxseal token 1', tenant, context, id]))
  return {
    id,
    seal: (plaintext) => aessiv(bytes, associated).encrypt(plaintext),
    open: (sealed) => {
      try {
        return aessiv(bytes, associated).decrypt(sealed)
      } catch {
        // The tag is wrong: the one failure that a well-formed token can meet, and it must tell nothing.
        return undefined
      }
    },
  }
}
