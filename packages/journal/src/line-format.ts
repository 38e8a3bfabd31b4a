import { utf8 } from '@waxseal/core'

/** The line break that ends every line. */
export const LINE_FEED = 10

/** Bytes in front of an event's JSON: `{"leaf":"`, 43 characters of base64url, `","event":`. */
export const FRAME_LENGTH = 62
const FRAME_START = '{"leaf":"'
const FRAME_END = '","event":'
const HASH_TEXT_LENGTH = 43

/** The text in front of an event's JSON. Behind it stand `}` and a line break. */
export function eventFrame(leaf: string): string {
  return `${FRAME_START}${leaf}${FRAME_END}`
}

const EMPTY_FRAME = utf8(eventFrame('A'.repeat(HASH_TEXT_LENGTH)))
const ALPHABET = utf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const LINE_END = utf8('}\n')

/** The line of an event, its line break included. */
export function eventLine(json: Uint8Array, leaf: Uint8Array): Uint8Array {
  const line = new Uint8Array(FRAME_LENGTH + json.length + LINE_END.length)
  line.set(EMPTY_FRAME)
  for (let at = 0; at < HASH_TEXT_LENGTH; at++) line[FRAME_START.length + at] = letterOf(leaf, at)
  line.set(json, FRAME_LENGTH)
  line.set(LINE_END, FRAME_LENGTH + json.length)
  return line
}

/** Tells whether the line begins as an event line does, whatever its hash. */
export function hasEventFrame(line: Uint8Array): boolean {
  for (let at = 0; at < FRAME_START.length; at++) if (line[at] !== EMPTY_FRAME[at]) return false
  for (let at = FRAME_START.length + HASH_TEXT_LENGTH; at < FRAME_LENGTH; at++) {
    if (line[at] !== EMPTY_FRAME[at]) return false
  }
  return true
}

/** Tells whether the frame of the line names this leaf. */
export function frameNames(line: Uint8Array, leaf: Uint8Array): boolean {
  for (let at = 0; at < HASH_TEXT_LENGTH; at++) {
    if (line[FRAME_START.length + at] !== letterOf(leaf, at)) return false
  }
  return true
}

/** A letter of the hash in base64url: in place, because a text for each of a million events would cost more than its hash. */
function letterOf(hash: Uint8Array, at: number): number {
  const byte = (at * 3) >> 2
  const pair = ((hash[byte] ?? 0) << 8) | (hash[byte + 1] ?? 0)
  return ALPHABET[(pair >> (10 - ((at * 6) & 7))) & 63] ?? 0
}

/** Announces that the next event lines are one append, which stands whole or not at all. A checkpoint follows them. */
export function appendLine(count: number): string {
  return `{"append":${count}}`
}

/** The number of an announcement, at least 2; `undefined` when it is none. */
export function countOfAppendLine(text: string): number | undefined {
  const count = Number(/^\{"append":([1-9]\d{0,8})\}$/.exec(text)?.[1])
  return count >= 2 ? count : undefined
}

/**
 * A checkpoint: how many events stand before it, their Merkle root, and the byte of the whole record at which this line begins, so
 * that no line before it can be left out or added. A segment after the first begins with the checkpoint before it once more.
 */
export function checkpointLine(size: number, root: string, byte: number): string {
  return `{"size":${size},"root":"${root}","byte":${byte}}`
}

/** The parts of a checkpoint; `undefined` when the text is none. */
export function readCheckpointLine(text: string): { size: number; root: string; byte: number } | undefined {
  const parts = /^\{"size":(0|[1-9]\d{0,14}),"root":"([\w-]{43})","byte":(0|[1-9]\d{0,14})\}$/.exec(text)
  return parts === null ? undefined : { size: Number(parts[1]), root: parts[2] ?? '', byte: Number(parts[3]) }
}

/**
 * Tells whether a last line without its line break can be what a crash left of a line: the beginning of one, perhaps followed by
 * zeros where the file grew before its bytes arrived.
 */
export function isTornLine(line: Uint8Array, nextCheckpoint: string): boolean {
  let end = line.length
  while (end > 0 && line[end - 1] === 0) end--
  const text = String.fromCharCode(...line.subarray(0, Math.min(end, FRAME_LENGTH + nextCheckpoint.length)))
  if (nextCheckpoint.startsWith(text)) return true
  if (/^\{"append":\d*\}?$/.test(text) || '{"append":'.startsWith(text)) return true
  const frame = eventFrame('A'.repeat(HASH_TEXT_LENGTH))
  const masked = text.slice(0, FRAME_LENGTH).replace(/[\w-]/g, 'A')
  return frame.replace(/[\w-]/g, 'A').startsWith(masked)
}
