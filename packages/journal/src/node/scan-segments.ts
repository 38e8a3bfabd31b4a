import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalScanner } from '../journal-scanner.js'
import { noJournalError } from './directory.js'
import { listSegments, segmentName } from './segments.js'

const PIECE_BYTES = 256 * 1024

/**
 * Reads the segments into the scanner, from the first one or from a place in one of them, up to a fault or to the end. Gives the name of
 * the file after every piece. A host may write meanwhile: also the files that it adds are read.
 *
 * Throws `journal-unreadable` when there is none.
 */
export async function* scanSegments(
  directory: string,
  scanner: JournalScanner,
  from?: { readonly first: number; readonly position: number },
): AsyncGenerator<string> {
  const firsts = await listSegments(directory)
  let first = from?.first ?? firsts[0]
  if (first === undefined) throw noJournalError()
  if (from === undefined) scanner.beginSegment(first)
  const piece = new Uint8Array(PIECE_BYTES)
  for (let position = from?.position ?? 0; ; position = 0) {
    const name = segmentName(first)
    let next = following(firsts, first)
    const handle = await open(join(directory, name), 'r')
    try {
      while (scanner.fault === undefined) {
        const { bytesRead } = await handle.read(piece, 0, piece.length, position)
        position += bytesRead
        scanner.push(piece.subarray(0, bytesRead))
        if (bytesRead > 0) yield name
        else if (next !== undefined) break
        else {
          // A file that was added in the meantime tells that this one is whole by now: it is read once more to its end.
          next = following(await listSegments(directory), first)
          if (next === undefined) break
        }
      }
    } finally {
      await handle.close()
    }
    scanner.endSegment(next === undefined)
    if (scanner.fault !== undefined || next === undefined) return yield name
    first = next
    scanner.beginSegment(first)
  }
}

function following(firsts: readonly number[], first: number): number | undefined {
  return firsts.find((other) => other > first)
}
