import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { JournalScanner } from '../journal-scanner.js'
import { noJournalError } from './directory.js'
import { readAt } from './file-bytes.js'
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
  if (firsts.length === 0) throw noJournalError()
  const start = from === undefined ? 0 : firsts.indexOf(from.first)
  for (const [at, first] of firsts.entries()) {
    if (at < start) continue
    const position = at === start ? from?.position : undefined
    if (position === undefined) scanner.beginSegment(first)
    const isFollowed = async () => {
      if (at + 1 === firsts.length) firsts.push(...(await listSegments(directory)).filter((other) => other > first))
      return at + 1 < firsts.length
    }
    const name = segmentName(first)
    for await (const piece of piecesOf(join(directory, name), position ?? 0, isFollowed)) {
      scanner.push(piece)
      if (scanner.fault !== undefined) break
      yield name
    }
    scanner.endSegment(at + 1 === firsts.length)
    yield name
    if (scanner.fault !== undefined) return
  }
}

/** The bytes of a file up to its end; that is final when another one follows, so it is read once more then. A piece is valid until the next. */
async function* piecesOf(path: string, start: number, isFollowed: () => Promise<boolean>): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r')
  try {
    const piece = new Uint8Array(PIECE_BYTES)
    for (let position = start, isFinal = false; ; ) {
      const length = await readAt(handle, piece, position)
      position += length
      if (length > 0) yield piece.subarray(0, length)
      else if (isFinal) return
      else if (await isFollowed()) isFinal = true
      else return
    }
  } finally {
    await handle.close()
  }
}
