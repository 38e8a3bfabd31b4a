import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/** Below this size a hash on the spot is faster than the way to Web Crypto and back (measured on Node 24). */
const SMALL = 12 * 1024

/** SHA-256 of bytes. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes.length <= SMALL) return nobleSha256(bytes)
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}
