import { createHash } from 'node:crypto'
import { concatBytes, equalBytes } from '@waxseal/core'
import type { IndexPart } from './event-index.js'
import { decodeFacts, encodeFacts, type IndexFacts } from './index-facts.js'

const HASH_LENGTH = 32

/** Most events of a block, and longest facts: what claims more is none, and nothing is allocated for it. */
export const EVENTS_PER_BLOCK = 65_536
const MAX_FACTS = 64 * 1024 * 1024
/** Two lengths, of the facts and of the rows, in four bytes each. */
export const PRELUDE_LENGTH = 8
/** Eight for the place in the record, four for the link. */
const BYTES_PER_EVENT = 12

/** A block of the index file: what some events add to the index, and where that ends. */
export type IndexBlock = IndexPart & IndexFacts

/** What stands in front of the first block. */
export const NO_HASH: Uint8Array = new Uint8Array(HASH_LENGTH)

/** A block in its bytes: two lengths, the facts, two rows of numbers, and a hash that also covers the one of the block before. */
export function encodeBlock(block: IndexBlock, before: Uint8Array): Uint8Array {
  const facts = encodeFacts(block)
  const prelude = new Uint8Array(PRELUDE_LENGTH)
  const lengths = new DataView(prelude.buffer)
  lengths.setUint32(0, facts.length)
  lengths.setUint32(4, block.bytes.length)
  const rows = [block.bytes, block.links].map((row) => new Uint8Array(row.buffer))
  const content = concatBytes(prelude, facts, ...rows)
  return concatBytes(content, hashOf(before, content))
}

/** How long the block is that begins with these bytes; `Infinity` when none does. */
export function lengthOfBlock(start: Uint8Array): number {
  if (start.length < PRELUDE_LENGTH) return Number.POSITIVE_INFINITY
  const lengths = new DataView(start.buffer, start.byteOffset)
  const [facts, events] = [lengths.getUint32(0), lengths.getUint32(4)]
  if (facts > MAX_FACTS || events > EVENTS_PER_BLOCK) return Number.POSITIVE_INFINITY
  return PRELUDE_LENGTH + facts + BYTES_PER_EVENT * events + HASH_LENGTH
}

/** The hash that closes a block. */
export function hashOfBlock(bytes: Uint8Array): Uint8Array {
  return bytes.slice(-HASH_LENGTH)
}

/** The block in the bytes; `undefined` when it is not whole, does not stand behind that hash, or is of another format or machine. */
export function decodeBlock(bytes: Uint8Array, before: Uint8Array): IndexBlock | undefined {
  if (bytes.length !== lengthOfBlock(bytes)) return undefined
  const content = bytes.subarray(0, -HASH_LENGTH)
  if (!equalBytes(hashOf(before, content), hashOfBlock(bytes))) return undefined
  const lengths = new DataView(bytes.buffer, bytes.byteOffset)
  const rows = PRELUDE_LENGTH + lengths.getUint32(0)
  const links = rows + 8 * lengths.getUint32(4)
  const facts = decodeFacts(bytes.subarray(PRELUDE_LENGTH, rows))
  // Copies, because a row of numbers has to begin at a multiple of their size.
  const row = (from: number, to: number) => bytes.slice(from, to).buffer
  return (
    facts && { ...facts, bytes: new Float64Array(row(rows, links)), links: new Uint32Array(row(links, content.length)) }
  )
}

function hashOf(before: Uint8Array, content: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(before).update(content).digest())
}
