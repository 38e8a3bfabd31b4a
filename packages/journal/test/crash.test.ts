import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { JournalEvent, JournalHead } from '@waxseal/core'
import { seededRandom } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { fileJournal, type JournalRepair, verifyJournalDirectory } from '../src/node.js'
import { buildChild, killed } from './children.js'
import { temporaryDirectory } from './temporary-directory.js'

const KILLS = process.env.THOROUGH === '1' ? 1_000 : 50
/** One of each shape: see the writer. */
const RUNS_IN_A_DIRECTORY = 5

interface Acknowledged {
  readonly stream: string
  readonly version: number
  readonly count: number
  readonly head: JournalHead
}

test(`a writer killed at ${KILLS} random points loses no acknowledged event, and the journal opens`, {
  timeout: KILLS * 5_000,
}, async () => {
  const start = await buildChild('writer', await temporaryDirectory())
  const points = [...seededRandom(4)(KILLS)]
  const repairs: JournalRepair[] = []
  let acknowledged = 0
  let files = 0

  async function crashInTurn(): Promise<void> {
    for (
      let part = points.splice(0, RUNS_IN_A_DIRECTORY);
      part.length > 0;
      part = points.splice(0, RUNS_IN_A_DIRECTORY)
    ) {
      const directory = await temporaryDirectory()
      const known: Acknowledged[] = []
      for (const [run, point] of part.entries()) {
        await writeUntilKilled(directory, run, point, known)
        await expectWhole(directory, known)
      }
      acknowledged += known.length
      files += (await readdir(directory)).length
    }
  }

  async function writeUntilKilled(directory: string, run: number, point: number, known: Acknowledged[]): Promise<void> {
    const child = start(directory, String(run))
    const lines = createInterface({ input: child.stdout ?? process.stdin })
    // So many acknowledgements, and up to so many milliseconds more: a batch may be anywhere on its way by then.
    let left = 1 + (point % 32)
    lines.on('line', (line) => {
      known.push(JSON.parse(line))
      if (--left === 0) setTimeout(() => child.kill('SIGKILL'), point / 32)
    })
    await Promise.all([once(child, 'exit'), once(lines, 'close')])
    await killed(child)
    expect(left).toBeLessThanOrEqual(0)
  }

  async function expectWhole(directory: string, known: readonly Acknowledged[]): Promise<void> {
    const journal = await fileJournal(directory, { onRepair: (repair) => repairs.push(repair) })
    const streams = new Map<string, JournalEvent[]>()
    for await (const event of journal.read()) {
      const story = streams.get(event.stream)
      if (story === undefined) streams.set(event.stream, [event])
      else story.push(event)
    }
    const lost = known.filter(({ stream, version, count }) => (streams.get(stream)?.length ?? 0) < version + count)
    expect(lost).toEqual([])
    // Also what was not acknowledged is there whole or not at all.
    for (const story of streams.values()) {
      const last = story.at(-1)
      expect(last?.at).toBe(Number(last?.data.of) - 1)
    }
    await journal.close()
    // The record is right without the index too, and nothing that was told of it has changed.
    const last = known.at(-1)
    if (last === undefined) throw new Error('nothing was acknowledged')
    expect(await verifyJournalDirectory(directory, { expect: last.head })).toEqual({ ok: true, head: journal.head() })
  }

  await Promise.all([crashInTurn(), crashInTurn()])
  expect(acknowledged).toBeGreaterThan(KILLS)
  // More than one for each directory: they were changed.
  expect(files).toBeGreaterThan(KILLS / RUNS_IN_A_DIRECTORY)
  if (process.env.THOROUGH === '1') {
    console.log(`${KILLS} kills: ${acknowledged} appends acknowledged, ${repairs.length} repairs, ${files} files`)
  }
})
