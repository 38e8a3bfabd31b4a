import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Base32, bit by bit. */
function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

/** A key that nobody issued, by the published form and written without our code; with an id of its own or a given one. */
export function madeUpKey(id = base32(randomBytes(10))): string {
  const text = `wxs_live_${id}_${base32(randomBytes(20))}`
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(text))
  // Read from bytes, so that every key is one flat text, as one from a request is.
  return Buffer.from(text + base32(sum)).toString('latin1')
}
