import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventDraft, Journal } from '@waxseal/core'

/** An event of the usual size: 300 bytes with its frame and its share of a checkpoint. */
export function draftOf(number: number): EventDraft {
  const data = { recipients: number % 5_000, list: `list-${number % 50}`, template: 'c2hhMjU2LW9mLWEtdGVtcGxhdGUtYW5k' }
  return { type: 'campaign.intended', at: 1_767_225_600_000 + number, data }
}

/** Appends events one by one, by so many writers that each wait for their own, to so many streams; gives the wait of each in ms. */
export async function appendAll(
  journal: Journal,
  count: number,
  writers: number,
  streams: number,
): Promise<Float64Array> {
  const waits = new Float64Array(count)
  let next = 0
  async function write(): Promise<void> {
    for (let number = next++; number < count; number = next++) {
      const before = performance.now()
      await journal.append({ tenant: 'default', stream: `campaign/cmp_${(number * 7919) % streams}` }, [
        draftOf(number),
      ])
      waits[number] = performance.now() - before
    }
  }
  await Promise.all(Array.from({ length: writers }, write))
  return waits.sort()
}

/** Gives the work a directory of its own. `TMPDIR` names the disk. */
export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'waxseal-bench-'))
  try {
    return await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
