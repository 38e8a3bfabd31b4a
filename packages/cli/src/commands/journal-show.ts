import { parseArgs } from 'node:util'
import { isWaxsealError, type JournalEvent } from '@waxseal/core'
import { readJournalDirectory } from '@waxseal/journal/node'
import { EXIT, type Io, printable } from '../io.js'
import { jsonText } from './journal-json.js'
import { readCount } from './journal-prove.js'

const USAGE =
  'usage: waxseal journal show DIRECTORY [--tenant T] [--stream S] [--type T] [--from SEQ] [--to SEQ] [--json]'

/** `waxseal journal show`: the events of a record, each verified before it is shown, also beside the host that writes it. */
export async function showJournal(args: readonly string[], io: Io): Promise<number> {
  const text = { type: 'string' } as const
  const options = { tenant: text, stream: text, type: text, from: text, to: text, json: { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
  const [directory] = positionals
  if (directory === undefined || positionals.length > 1) {
    io.complain(USAGE)
    return EXIT.usage
  }
  const from = values.from === undefined ? 0 : readCount(values.from)
  const to = values.to === undefined ? Number.POSITIVE_INFINITY : readCount(values.to)
  const { tenant, stream, type } = values
  let stopped = false
  void io.interrupted.then(() => {
    stopped = true
  })
  try {
    for await (const event of readJournalDirectory(directory)) {
      if (stopped) return EXIT.failed
      if (event.seq > to) break
      const wanted = event.seq >= from && (tenant ?? event.tenant) === event.tenant
      if (!wanted || (stream ?? event.stream) !== event.stream || (type ?? event.type) !== event.type) continue
      io.print(values.json ? jsonText(event) : lineOf(event))
    }
  } catch (error) {
    if (!isWaxsealError(error, 'journal-corrupt')) throw error
    io.complain(printable(`NOT WHOLE: ${error.message}`))
    return EXIT.wanting
  }
  return EXIT.done
}

function lineOf({ seq, at, tenant, stream, version, type, data }: JournalEvent): string {
  const time = Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at)
  return printable(`${seq}  ${time}  ${tenant}  ${stream}#${version}  ${type}  ${JSON.stringify(data)}`)
}
