import { endianness } from 'node:os'
import { utf8 } from '@waxseal/core'
import type { RecordMark } from '../record-mark.js'

/** Raised when the format changes: blocks of another one are passed over. */
const FORMAT = 2

/** Where a segment begins: the place of its first event, and the byte of the record. */
export interface SegmentStart {
  readonly first: number
  readonly start: number
}

/** What a block of the index file says besides its rows of numbers. */
export interface IndexFacts {
  /** Keys of the streams that begin in the block, in order. */
  readonly streams: readonly string[]
  /** Roots of the runs of leaves that become full in the block, packed. */
  readonly runs: Uint8Array
  /** Segments that begin in the block. */
  readonly segments: readonly SegmentStart[]
  /** The checkpoint behind the last event; `undefined` when blocks follow before it. */
  readonly mark?: RecordMark | undefined
}

/** The facts as JSON, with the byte order of this machine, in which the rows are. */
export function encodeFacts({ streams, runs, segments, mark }: IndexFacts): Uint8Array {
  const starts = segments.map(({ first, start }) => ({ first, start }))
  const kept = mark && { ...mark, peaks: mark.peaks.map(textOf) }
  const facts = { format: FORMAT, order: endianness(), streams, runs: textOf(runs), segments: starts, mark: kept }
  return utf8(JSON.stringify(facts))
}

/** The facts in the bytes; `undefined` when they are none, or of another format or byte order. */
export function decodeFacts(bytes: Uint8Array): IndexFacts | undefined {
  const { format, order, streams, runs, segments, mark } = parse(bytes)
  if (format !== FORMAT || order !== endianness()) return undefined
  if (!isList(streams, isText) || !isText(runs) || !isList(segments, isStart)) return undefined
  const facts = { streams, runs: bytesOf(runs), segments }
  if (mark === undefined) return facts
  const read = readMark(mark)
  return read && { ...facts, mark: read }
}

function readMark(value: unknown): RecordMark | undefined {
  const { size, root, byte, line, peaks } = membersOf(value)
  if (!isCount(size) || !isText(root) || !isCount(byte) || !isCount(line) || !isList(peaks, isText)) return undefined
  return { size, root, byte, line, peaks: peaks.map(bytesOf) }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    return membersOf(JSON.parse(new TextDecoder().decode(bytes)))
  } catch {
    return {}
  }
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function isList<Item>(value: unknown, isItem: (item: unknown) => item is Item): value is Item[] {
  return Array.isArray(value) && value.every(isItem)
}

function isStart(value: unknown): value is SegmentStart {
  const { first, start } = membersOf(value)
  return isCount(first) && isCount(start)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
