import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { JournalEvent, JournalHead } from '@waxseal/core'
import { seededRandom } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { fileJournal, verifyJournalDirectory } from '../src/node.js'
import { killed, startChild } from './children.js'
import { temporaryDirectory } from './temporary-directory.js'

const KILLS = 15

interface Acknowledged {
  readonly stream: string
  readonly version: number
  readonly count: number
  readonly head: JournalHead
}

test('a writer killed at random points loses no acknowledged event, and the journal opens', {
  timeout: 120_000,
}, async () => {
  const directory = await temporaryDirectory()
  const acknowledged: Acknowledged[] = []
  const points = seededRandom(4)(KILLS)
  for (const [run, point] of points.entries()) {
    const child = startChild('writer', directory, String(run))
    const lines = createInterface({ input: child.stdout ?? process.stdin })
    let left = 1 + point
    lines.on('line', (line) => {
      acknowledged.push(JSON.parse(line))
      if (--left === 0) child.kill('SIGKILL')
    })
    await Promise.all([once(child, 'exit'), once(lines, 'close')])
    await killed(child)
    expect(left).toBeLessThanOrEqual(0)

    const journal = await fileJournal(directory)
    const streams = new Map<string, JournalEvent[]>()
    for await (const event of journal.read()) {
      const story = streams.get(event.stream)
      if (story === undefined) streams.set(event.stream, [event])
      else story.push(event)
    }
    const lost = acknowledged.filter(({ stream, version, count }) => {
      return (streams.get(stream)?.length ?? 0) < version + count
    })
    expect(lost).toEqual([])
    // Also what was not acknowledged is there whole or not at all.
    for (const story of streams.values()) {
      const last = story.at(-1)
      expect(last?.at).toBe(Number(last?.data.of) - 1)
    }
    await journal.close()
    for (const { head } of acknowledged.slice(-2)) {
      expect(await verifyJournalDirectory(directory, { expect: head })).toEqual({ ok: true, head: journal.head() })
    }
  }
  expect(acknowledged.length).toBeGreaterThan(KILLS)
})
