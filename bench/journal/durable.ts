import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileJournal } from '@waxseal/journal/node'
import { printTable } from '../table.js'
import { appendAll, withDirectory } from './events.js'

const SYNCS = 5_000
const BYTES = 300
const SECONDS_WORTH = 200_000

/** Durable appends beside what the disk itself does: every one waits until it would survive a loss of power. */
export async function durable(): Promise<void> {
  const rows = [await withDirectory(disk)]
  for (const writers of [1, 64, 512]) rows.push(await withDirectory((directory) => journal(directory, writers)))
  printTable('durable events', ['', 'a second', 'CPU µs each', 'p50 ms', 'p99 ms', 'max ms'], rows)
}

async function disk(directory: string): Promise<(string | number)[]> {
  const file = openSync(join(directory, 'file'), 'w')
  const line = Buffer.alloc(BYTES, 'x')
  const waits = new Float64Array(SYNCS)
  const timer = startTimer()
  for (let index = 0; index < SYNCS; index++) {
    const before = performance.now()
    writeSync(file, line)
    fdatasyncSync(file)
    waits[index] = performance.now() - before
  }
  const figures = timer(SYNCS)
  closeSync(file)
  return [`the disk: write ${BYTES} bytes and fdatasync`, ...figures, ...spread(waits.sort())]
}

async function journal(directory: string, writers: number): Promise<(string | number)[]> {
  const journal = await fileJournal(directory)
  await appendAll(journal, 20_000, Math.max(64, writers), 1_000)
  const count = writers === 1 ? SYNCS : SECONDS_WORTH
  const timer = startTimer()
  const waits = await appendAll(journal, count, writers, 1_000)
  const figures = timer(count)
  await journal.close()
  return [`@waxseal/journal, ${writers} writer${writers === 1 ? '' : 's'}`, ...figures, ...spread(waits)]
}

function startTimer(): (count: number) => [perSecond: number, cpu: number] {
  const [wall, cpu] = [performance.now(), process.cpuUsage()]
  return (count) => {
    const seconds = (performance.now() - wall) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    return [count / seconds, (user + system) / count]
  }
}

function spread(sorted: Float64Array): number[] {
  return [0.5, 0.99, 1].map(
    (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN,
  )
}
