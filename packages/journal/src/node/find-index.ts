import { encodeBase64url, systemCode, utf8 } from '@waxseal/core'
import { GrowingTree } from '../growing-tree.js'
import { checkpointLine } from '../line-format.js'
import type { RecordMark } from '../record-mark.js'
import { type KeptIndex, readIndexFile } from './index-file.js'
import { nodeHashes } from './node-hashes.js'
import type { SegmentFiles } from './segment-files.js'
import { readBytes } from './storage.js'

/** The index file of a record, if it is whole and fits: what does not is passed over, and the record is read instead. */
export async function findIndex(directory: string, files: SegmentFiles): Promise<KeptIndex | undefined> {
  try {
    const kept = await readIndexFile(directory)
    return kept !== undefined && (await fits(kept, files)) ? kept : undefined
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return undefined
  }
}

/** Whether the files begin where the index says, its last checkpoint stands in the last of them, and its tree has the root. */
async function fits({ mark, segments }: KeptIndex, files: SegmentFiles): Promise<boolean> {
  const same = segments.every(({ first, start }, at) => {
    return files.segments[at]?.first === first && files.segments[at]?.start === start
  })
  if (!same || files.segmentAt(mark.byte) !== files.segments[segments.length - 1] || !hasRoot(mark)) return false
  const line = utf8(`${checkpointLine(mark.size, mark.root, mark.byte)}\n`)
  const reader = files.reader()
  try {
    const bytes = await readBytes(reader, mark.byte, line.length)
    return line.length === bytes.length && line.every((byte, at) => byte === bytes[at])
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
