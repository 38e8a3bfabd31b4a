import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileJournal } from '@waxseal/journal/node'
import { median } from '../measure.js'
import { printTable } from '../table.js'
import { appendAll, withDirectory } from './events.js'

const EVENTS = 1_000_000
const RUNS = 5

/** What is done with the journal after the process has started. */
export type Deed = 'open' | 'open-all' | 'read' | 'verify'

/** What it cost: milliseconds of wall time and of CPU time, and the memory that an open journal holds. */
export interface Cost {
  readonly wall: number
  readonly cpu: number
  readonly megabytes: number
}

/** Opening a large journal with its index file and without, each time in a process of its own, so that nothing is warm but the disk. */
export async function opening(): Promise<void> {
  for (const streams of [1_000, 100_000]) {
    await withDirectory(async (directory) => {
      const journal = await fileJournal(directory)
      await appendAll(journal, EVENTS, 512, streams)
      await journal.close()
      const rows = [
        row('open with the index file', directory, 'open'),
        row('open without: all is read and checked', directory, 'open-all'),
        row('verifyJournalDirectory', directory, 'verify'),
        row('open with the index file and read all', directory, 'read'),
      ]
      const name = (count: number) => count.toLocaleString('en-US')
      const title = `${name(EVENTS)} events in ${name(streams)} streams: ${megabytesOf(directory)}`
      printTable(title, ['', 'ms', 'ms CPU', 'MB held'], rows)
    })
  }
}

function row(name: string, directory: string, deed: Deed): (string | number)[] {
  const costs = Array.from({ length: RUNS }, () => run(directory, deed))
  return [name, ...(['wall', 'cpu', 'megabytes'] as const).map((key) => median(costs.map((one) => one[key])))]
}

function run(directory: string, deed: Deed): Cost {
  const child = fileURLToPath(new URL('opening-child.ts', import.meta.url))
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, '--expose-gc', child, directory, deed], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${deed} failed`)
  return JSON.parse(stdout) as Cost
}

function megabytesOf(directory: string): string {
  const size = (part: RegExp) => {
    const names = readdirSync(directory).filter((name) => part.test(name))
    return Math.round(names.reduce((sum, name) => sum + statSync(join(directory, name)).size, 0) / 1e6)
  }
  return `${size(/\.jsonl$/)} MB in segments, ${size(/\.index$/)} MB index`
}
