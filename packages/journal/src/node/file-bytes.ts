import type { FileHandle } from 'node:fs/promises'

/** Reads from a place of a file on; gives how many bytes there were. */
export async function readAt(handle: FileHandle, into: Uint8Array, position: number): Promise<number> {
  return (await handle.read(into, 0, into.length, position)).bytesRead
}

/** Writes all bytes at a place of a file. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten
  }
}
