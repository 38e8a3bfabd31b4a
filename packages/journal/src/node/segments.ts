import { readdir } from 'node:fs/promises'

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

/** The segments of a directory, each by the place of its first event, in their order. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = (await readdir(directory)).filter((name) => /^\d{12}\.jsonl$/.test(name))
  return names.map((name) => Number(name.slice(0, 12))).sort((left, right) => left - right)
}
