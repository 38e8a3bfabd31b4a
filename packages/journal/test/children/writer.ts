import { fileJournal } from '@waxseal/journal/node'

// Appends until it is killed, and tells every append that was acknowledged: its stream, first version, number of events, and the head.
// Files and parts of the index are small, so that a kill also hits the change from one to the next.
const SEGMENT_BYTES = [1_000, 20_000, 100_000]
const [directory = '', run = ''] = process.argv.slice(2)
const journal = await fileJournal(directory, { segmentBytes: SEGMENT_BYTES[Number(run) % 3] ?? 0, indexEvery: 16 })

async function write(writer: number): Promise<never> {
  const target = { tenant: 'default', stream: `run/${run}/writer/${writer}` }
  for (let version = 0; ; ) {
    const count = 1 + ((writer + version) % 4)
    const drafts = Array.from({ length: count }, (_, at) => {
      return { type: 'test.happened', at, data: { of: count, text: 'x'.repeat((version * 37) % 3_000) } }
    })
    const { head } = await journal.append({ ...target, expected: version }, drafts)
    process.stdout.write(`${JSON.stringify({ stream: target.stream, version, count, head })}\n`)
    version += count
  }
}

for (let writer = 0; writer < 8; writer++) void write(writer)
