import { encodeBase64url, equalBytes, utf8 } from '@waxseal/core'
import { GrowingTree } from '../growing-tree.js'
import { checkpointLine } from '../line-format.js'
import type { RecordMark } from '../record-mark.js'
import { type KeptIndex, readIndexFile } from './index-file.js'
import { nodeHashes } from './node-hashes.js'
import { SegmentReader } from './segment-reader.js'
import { findSegments, type Segment, segmentAt } from './segments.js'
import { readBytes } from './storage.js'

/**
 * The index file of a record, if it is whole and fits: whatever else stands there is passed over, and the record is read instead. The
 * segments are those of the directory, read after the index by default.
 */
export async function findIndex(directory: string, segments?: readonly Segment[]): Promise<KeptIndex | undefined> {
  try {
    const kept = await readIndexFile(directory)
    return kept && (await fits(kept, segments ?? (await findSegments(directory)))) ? kept : undefined
  } catch {
    // Nobody vouches for the file: also a fault that was not thought of is no reason not to open the journal.
    return undefined
  }
}

/**
 * Whether the files begin where the index says, its last checkpoint stands in the last of them behind the last event, and its tree has the
 * root, also by its runs.
 */
async function fits({ index, mark, segments }: KeptIndex, files: readonly Segment[]): Promise<boolean> {
  const same = segments.every(({ first, start }, at) => files[at]?.first === first && files[at]?.start === start)
  if (!same || segmentAt(files, mark.byte) !== files[segments.length - 1]) return false
  if (!((index.byteOf(mark.size - 1) ?? -1) < mark.byte && hasRoot(mark) && index.runs.areUnder(mark))) return false
  const line = utf8(`${checkpointLine(mark.size, mark.root, mark.byte)}\n`)
  const reader = new SegmentReader((byte) => segmentAt(files, byte))
  try {
    return equalBytes(await readBytes(reader, mark.byte, line.length), line)
  } finally {
    await reader.close()
  }
}

function hasRoot({ size, root, peaks }: RecordMark): boolean {
  let expected = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) expected += rest % 2
  if (peaks.length !== expected || peaks.some((peak) => peak.length !== 32)) return false
  return encodeBase64url(new GrowingTree(nodeHashes, { size, peaks }).root()) === root
}
