import type { GrowingTree } from '../growing-tree.js'
import { headOf } from '../journal-head.js'
import { JournalScanner } from '../journal-scanner.js'
import { checkpointLine } from '../line-format.js'
import type { RecordMark } from '../record-mark.js'
import { EventIndex } from './event-index.js'
import { findIndex } from './find-index.js'
import { IndexFile } from './index-file.js'
import type { RecordEnd } from './journal-batch.js'
import { nodeHashes } from './node-hashes.js'
import { corruptError } from './read-directory.js'
import { type JournalRepair, repairTail } from './repair.js'
import { scanSegments } from './scan-segments.js'
import type { SegmentFiles } from './segment-files.js'

/** A record that was read, checked and mended. */
export interface OpenedRecord {
  readonly tree: GrowingTree
  readonly index: EventIndex
  /** Where the index is kept. */
  readonly file: IndexFile
  readonly end: RecordEnd
  /** The checkpoint that is the last line. */
  readonly mark: RecordMark
}

/** How a record is opened. */
export interface OpenOptions {
  /** Whether to trust the index file for what stands before its last checkpoint. */
  readonly useIndex: boolean
  readonly onRepair?: ((repair: JournalRepair) => void) | undefined
}

/** Reads what is behind the checkpoint that the index file ends with, or the whole record, and mends what a crash left. */
export async function openRecord(directory: string, files: SegmentFiles, options: OpenOptions): Promise<OpenedRecord> {
  const kept = options.useIndex ? await findIndex(directory, files.segments) : undefined
  const index = kept?.index ?? new EventIndex()
  const onRun = (root: Uint8Array) => index.runs.push(root)
  const segment = files.segmentAt(kept?.mark.byte ?? 0)
  const scanner = new JournalScanner(index, { hashes: nodeHashes, from: kept?.mark, onRun }, segment.start)
  const from = kept && { first: segment.first, position: scanner.end().bytes - segment.start }
  for await (const name of scanSegments(directory, scanner, from)) {
    if (scanner.fault !== undefined) throw corruptError(scanner.fault, name)
  }
  const { tree } = scanner
  const { end, checkpoint } = await endOf(scanner, files, options)
  const mark = { ...headOf(tree), byte: checkpoint, line: end.line, peaks: tree.peaks }
  return { tree, index, file: new IndexFile(directory, index, kept?.end), end, mark }
}

/** Where the record ends and its last checkpoint begins, after what had to be mended. */
async function endOf(
  scanner: JournalScanner,
  files: SegmentFiles,
  { onRepair }: OpenOptions,
): Promise<{ end: RecordEnd; checkpoint: number }> {
  const scanned = scanner.end()
  const { appendEnd, line, checkpoint } = scanned
  const segment = files.last.start
  const covered = { end: { byte: appendEnd, line: line - 1, segment }, checkpoint: checkpoint.byte }
  if (scanned.bytes === checkpoint.end) return covered
  const { size, root } = headOf(scanner.tree)
  const text = checkpointLine(size, root, appendEnd)
  const events = size - checkpoint.size
  const repair = await repairTail(files, scanned, { events, checkpoint: text })
  onRepair?.(repair)
  return events === 0 ? covered : { end: { byte: appendEnd + text.length + 1, line, segment }, checkpoint: appendEnd }
}
