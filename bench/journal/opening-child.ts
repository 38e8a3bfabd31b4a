import { fileJournal, verifyJournalDirectory } from '@waxseal/journal/node'
import type { Cost, Deed } from './opening.js'

const [directory = '', word = ''] = process.argv.slice(2)
const deed = word as Deed
// What is loaded and compiled on first use is no cost of the journal's size.
const memory = () => {
  global.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const before = memory()
const [wall, cpu] = [performance.now(), process.cpuUsage()]
const journal =
  deed === 'verify' ? undefined : await fileJournal(directory, deed === 'open-all' ? { indexEvery: 0 } : {})
if (deed === 'verify') await verifyJournalDirectory(directory)
let read = 0
if (deed === 'read') for await (const { seq } of journal?.read() ?? []) read = seq + 1
const { user, system } = process.cpuUsage(cpu)
const cost: Cost = {
  wall: performance.now() - wall,
  cpu: (user + system) / 1_000,
  megabytes: (memory() - before) / 1e6,
}
if (deed === 'read' && read !== journal?.head().size) throw new Error('not all was read')
await journal?.close()
console.log(JSON.stringify(cost))
