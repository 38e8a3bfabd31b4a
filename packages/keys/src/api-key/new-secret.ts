import { equalBytes, WaxsealError } from '@waxseal/core'
import type { KeysErrorCode } from '../keys-error-code.js'
import { encodeBase32 } from './base32.js'
import type { KeyBook } from './key-book.js'
import { hashText } from './key-state.js'
import { ID_BYTES, keyText, readKey, readSecret, SECRET_BYTES } from './key-text.js'

/** A key that nobody has seen yet, and what the record keeps of it. */
export interface NewSecret {
  readonly key: string
  readonly id: string
  readonly data: { readonly hash: string; readonly pepper: string }
}

/** Makes a key and proves that it would be accepted: read back from its text, it has the hash that is kept. */
export async function newSecret({ options: { head, random }, peppers }: KeyBook): Promise<NewSecret> {
  const pepper = await peppers.current()
  const id = encodeBase32(drawn(random(ID_BYTES), ID_BYTES))
  const secret = drawn(random(SECRET_BYTES), SECRET_BYTES)
  const key = keyText(head, id, secret)
  const hash = pepper.hash.of(secret)
  if (readKey(key, head) !== undefined || !equalBytes(pepper.hash.of(readSecret), hash)) {
    throw new WaxsealError<KeysErrorCode>('keys-options-invalid', 'a key that was made could not be read back')
  }
  return { key, id, data: { hash: hashText(hash), pepper: pepper.id } }
}

/** A copy, because a secret is wiped after use and the bytes may be the caller's. */
function drawn(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes instanceof Uint8Array && bytes.length === length) return Uint8Array.from(bytes)
  throw new WaxsealError<KeysErrorCode>('keys-options-invalid', `\`random\` did not give ${length} bytes`)
}
