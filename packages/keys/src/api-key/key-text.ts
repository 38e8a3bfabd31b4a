import { BASE32_VALUES, encodeBase32 } from './base32.js'
import { CRC32_TABLE, crc32 } from './crc32.js'

/** Characters of an id: 80 bits. */
export const ID_LENGTH = 16
/** Bytes of a secret: 160 bits, 32 characters. */
export const SECRET_BYTES = 20
/** Bytes of randomness in an id. */
export const ID_BYTES = 10

const SECRET_END = ID_LENGTH + 1 + 32
/** Everything behind the head: id, `_`, secret, checksum of 32 bits in 7 characters. */
const TAIL_LENGTH = SECRET_END + 7
const UNDERSCORE = 95

/** What stands before the id: `wxs_live_`, with its running checksum. */
export interface KeyHead {
  readonly prefix: string
  readonly environment: string
  readonly text: string
  readonly crc: number
}

/** Why a text is not one of our keys, told without looking anything up. */
export type KeyTextFault = 'malformed' | 'checksum' | 'environment'

/** The id of the key that was read last, as numbers of 30, 25 and 25 bits. An object for each key would cost more than reading it. */
export const readId = /* @__PURE__ */ new Int32Array(3)
/** The secret of the key that was read last. Whoever used it wipes it. */
export const readSecret = /* @__PURE__ */ new Uint8Array(SECRET_BYTES)

/** Whether a text may be a prefix or an environment. */
export function isHeadWord(text: unknown): text is string {
  return typeof text === 'string' && /^[a-z][a-z0-9]{0,15}$/.test(text)
}

export function keyHead(prefix: string, environment: string): KeyHead {
  const text = `${prefix}_${environment}_`
  return { prefix, environment, text, crc: crc32(text) }
}

/** The head of a text that is built like a key, of whatever prefix and environment. */
export function headOf(text: string): KeyHead | undefined {
  const length = text.length - TAIL_LENGTH
  if (length < 4 || length > 34) return undefined
  const [prefix, environment, rest, ...more] = text.slice(0, length).split('_')
  if (rest !== '' || more.length > 0 || !isHeadWord(prefix) || !isHeadWord(environment)) return undefined
  return keyHead(prefix, environment)
}

/** The whole key. The checksum covers everything before it. */
export function keyText(head: KeyHead, id: string, secret: Uint8Array): string {
  const text = `${head.text}${id}_${encodeBase32(secret)}`
  const sum = new Uint8Array(4)
  new DataView(sum.buffer).setInt32(0, ~crc32(text))
  return text + encodeBase32(sum)
}

/**
 * Reads a key of this head into `readId` and `readSecret`. A CRC-32 finds every change within 32 neighbouring bits: each single
 * character, each two neighbours in each other's place.
 *
 * @returns what is wrong with it, or `undefined`.
 */
export function readKey(text: unknown, head: KeyHead): KeyTextFault | undefined {
  if (typeof text !== 'string') return 'malformed'
  const { length } = head.text
  if (text.length === length + TAIL_LENGTH && text.startsWith(head.text)) return readTail(text, length, head.crc)
  const other = headOf(text)
  if (other?.prefix !== head.prefix) return 'malformed'
  return readTail(text, other.text.length, other.crc) ?? 'environment'
}

/** Reads what stands behind a head. */
export function readTail(text: string, start: number, headCrc: number): 'malformed' | 'checksum' | undefined {
  let crc = headCrc
  let bits = 0
  let wrong = 0
  for (let index = 0; index < ID_LENGTH; index++) {
    const code = text.charCodeAt(start + index)
    const value = BASE32_VALUES[code] ?? -1
    wrong |= value
    bits = (bits << 5) | value
    if (index === 5 || index === 10) {
      readId[index === 5 ? 0 : 1] = bits
      bits = 0
    }
    crc = (CRC32_TABLE[(crc ^ code) & 255] ?? 0) ^ (crc >>> 8)
  }
  readId[2] = bits
  if (wrong < 0 || text.charCodeAt(start + ID_LENGTH) !== UNDERSCORE) return 'malformed'
  crc = (CRC32_TABLE[(crc ^ UNDERSCORE) & 255] ?? 0) ^ (crc >>> 8)
  let buffer = 0
  let pending = 0
  let byte = 0
  for (let index = start + ID_LENGTH + 1; index < start + SECRET_END; index++) {
    const code = text.charCodeAt(index)
    const value = BASE32_VALUES[code] ?? -1
    wrong |= value
    crc = (CRC32_TABLE[(crc ^ code) & 255] ?? 0) ^ (crc >>> 8)
    buffer = ((buffer & 0xff) << 5) | value
    pending += 5
    if (pending >= 8) {
      pending -= 8
      readSecret[byte++] = buffer >> pending
    }
  }
  const fault = readChecksum(text, start + SECRET_END, ~crc, wrong)
  // A key with a slip in it is nearly a key.
  if (fault !== undefined) readSecret.fill(0)
  return fault
}

/** Reads an id alone into `readId`; tells whether it is one. */
export function readKeyId(id: unknown): id is string {
  if (typeof id !== 'string' || !/^[a-z2-7]{16}$/.test(id)) return false
  for (const [part, text] of [id.slice(0, 6), id.slice(6, 11), id.slice(11)].entries()) {
    let number = 0
    for (let index = 0; index < text.length; index++)
      number = number * 32 + (BASE32_VALUES[text.charCodeAt(index)] ?? 0)
    readId[part] = number
  }
  return true
}

/** The 32 bits of a checksum in seven characters, the last three bits of which are zero: one sum has one text. */
function readChecksum(text: string, start: number, sum: number, before: number): 'malformed' | 'checksum' | undefined {
  let wrong = before
  let difference = 0
  for (let index = 0; index < 6; index++) {
    const value = BASE32_VALUES[text.charCodeAt(start + index)] ?? -1
    wrong |= value
    difference |= value ^ ((sum >>> (27 - 5 * index)) & 31)
  }
  const value = BASE32_VALUES[text.charCodeAt(start + 6)] ?? -1
  wrong |= value
  difference |= value ^ ((sum & 3) << 3)
  if (wrong < 0) return 'malformed'
  return difference === 0 ? undefined : 'checksum'
}
