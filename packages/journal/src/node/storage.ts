/** Reads a record: its segments one behind the other, as one row of bytes. */
export interface RecordReader {
  /** Reads from a place on; gives how many bytes there were, perhaps fewer than asked for. */
  read(into: Uint8Array, position: number): Promise<number>
  close(): Promise<void>
}

/** The files of a record as its writer sees them. Every method may throw what the system throws. */
export interface Storage {
  reader(): RecordReader
  /** Writes all bytes at a place of the last segment. */
  write(bytes: Uint8Array, position: number): Promise<void>
  /** Waits until what was written would survive a loss of power (fdatasync). */
  sync(): Promise<void>
  /** Begins a segment at the end of the record, with its first bytes. It is there whole, and durable, or not at all. */
  begin(first: number, bytes: Uint8Array, start: number): Promise<void>
  /** Cuts the record off, within the last segment. */
  truncate(end: number): Promise<void>
  close(): Promise<void>
}

/** As many bytes from a place on as there are, at most so many. */
export async function readBytes(
  reader: Pick<RecordReader, 'read'>,
  start: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const read = await reader.read(bytes.subarray(done), start + done)
    if (read === 0) break
    done += read
  }
  return bytes.subarray(0, done)
}
