import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** The file of a journal, as its writer sees it. Every method may throw what the system throws. */
export interface Storage {
  /** Reads from a place on; gives how many bytes there were. */
  read(into: Uint8Array, position: number): Promise<number>
  /** Writes all bytes at a place. */
  write(bytes: Uint8Array, position: number): Promise<void>
  /** Waits until what was written would survive a loss of power (fdatasync). */
  sync(): Promise<void>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

/** Opens the file for reading and writing; makes it, readable by its owner only, when there is none. */
export async function openStorage(path: string): Promise<Storage> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
  return {
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    async write(bytes, position) {
      for (let done = 0; done < bytes.length; ) {
        done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten
      }
    },
    sync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    close: () => handle.close(),
  }
}

/** The bytes of a file in pieces, up to the end that it has when it is reached. A piece is valid until the next one. */
export async function* piecesOf(storage: Pick<Storage, 'read'>): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(256 * 1024)
  for (let position = 0; ; ) {
    const length = await storage.read(piece, position)
    if (length === 0) return
    position += length
    yield piece.subarray(0, length)
  }
}
