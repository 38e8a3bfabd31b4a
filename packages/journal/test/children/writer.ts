import { fileJournal } from '@waxseal/journal/node'

// Appends until it is killed, and tells every append that was acknowledged: its stream, first version, number of events, and the head.
// By the run, files are small, so that a kill hits the change from one to the next, or texts are long, so that it tears a write.
const SHAPES = [
  { segmentBytes: 1_000, textBytes: 1 },
  { segmentBytes: 20_000, textBytes: 37 },
  { segmentBytes: 100_000, textBytes: 37 },
  { segmentBytes: 1e9, textBytes: 3_001 },
  { segmentBytes: 1e9, textBytes: 3_001 },
] as const
const [directory = '', run = ''] = process.argv.slice(2)
const { segmentBytes, textBytes } = SHAPES[Number(run) % SHAPES.length] ?? SHAPES[0]
const journal = await fileJournal(directory, { segmentBytes, indexEvery: 16 })

async function write(writer: number): Promise<never> {
  const target = { tenant: 'default', stream: `run/${run}/writer/${writer}` }
  for (let version = 0; ; ) {
    const count = 1 + ((writer + version) % 4)
    const drafts = Array.from({ length: count }, (_, at) => {
      return {
        type: 'test.happened',
        at,
        data: { of: count, text: 'x'.repeat((version * textBytes) % (80 * textBytes)) },
      }
    })
    const { head } = await journal.append({ ...target, expected: version }, drafts)
    process.stdout.write(`${JSON.stringify({ stream: target.stream, version, count, head })}\n`)
    version += count
  }
}

for (let writer = 0; writer < 8; writer++) void write(writer)
