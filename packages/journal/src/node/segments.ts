import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** One file of a record. */
export interface Segment {
  /** Place of its first event. */
  readonly first: number
  /** Byte of the record at which it begins. */
  readonly start: number
  readonly path: string
}

/** The name of a segment: the place of its first event in twelve digits. */
export function segmentName(first: number): string {
  return `${String(first).padStart(12, '0')}.jsonl`
}

/** The segments of a directory as files, one behind the other. */
export async function findSegments(directory: string): Promise<Segment[]> {
  const segments: Segment[] = []
  let start = 0
  for (const first of await listSegments(directory)) {
    const path = join(directory, segmentName(first))
    segments.push({ first, start, path })
    start += (await stat(path)).size
  }
  return segments
}

/** The segment that holds the byte of the record; the last one for those that are not written yet. */
export function segmentAt(segments: readonly Segment[], byte: number): Segment {
  let low = 0
  for (let high = segments.length; high - low > 1; ) {
    const middle = (low + high) >> 1
    if ((segments[middle]?.start ?? 0) <= byte) low = middle
    else high = middle
  }
  return segments[low] as Segment
}

/** The segments of a directory, each by the place of its first event, in their order. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{12}\.jsonl$/.test(name))
  return names.map((name) => Number(name.slice(0, 12))).sort((left, right) => left - right)
}
