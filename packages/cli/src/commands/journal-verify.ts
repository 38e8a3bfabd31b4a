import { parseArgs } from 'node:util'
import type { JournalHead } from '@waxseal/core'
import { audit } from '@waxseal/journal/audit'
import { EXIT, type Io, printable } from '../io.js'
import { checkKeys, readHeads, readSigned, requireJournal, TRUST_OPTIONS } from './journal-trust.js'

const USAGE =
  'usage: waxseal journal verify DIRECTORY|FILE [--expect SIZE:ROOT]... [--checkpoint FILE --key TEXT]... [--origin NAME] [--json]'

/** `waxseal journal verify`: recomputes the record and says whether it is whole, or the first place where it is not. */
export async function verifyJournal(args: readonly string[], io: Io): Promise<number> {
  const options = { ...TRUST_OPTIONS, json: { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options })
  const { checkpoint: checkpoints = [], origin } = values
  const heads = readHeads(values.expect)
  const keys = checkKeys(values.key)
  const [path] = positionals
  // A key without a checkpoint would look as if something had been verified by it.
  if (path === undefined || positionals.length > 1 || checkpoints.length > 0 !== keys.length > 0) {
    io.complain(USAGE)
    return EXIT.usage
  }
  for (const file of checkpoints) {
    const head = await readSigned(file, keys, origin)
    if (typeof head === 'string') {
      io.complain(printable(head))
      return EXIT.wanting
    }
    heads.push(head)
  }
  await requireJournal(path)
  return show(path, heads, values.json === true, io)
}

function show(path: string, heads: readonly JournalHead[], json: boolean, io: Io): number {
  const report = audit(path, heads)
  if (json) io.print(JSON.stringify(report))
  else if (report.ok) {
    io.print(`whole: ${report.head.size} events`)
    io.print(`head:  ${report.head.size}:${report.head.root}`)
    if (report.tornTail > 0)
      io.print(`behind the last checkpoint: ${report.tornTail} bytes, a crash or a host that is writing`)
    for (const { size } of heads) io.print(`met:   the head of ${size} events that was kept`)
    if (heads.length === 0) {
      io.print(
        'This finds a changed record, not one recomputed from the start: keep the head elsewhere and pass it as --expect.',
      )
    }
  } else {
    io.print(`NOT WHOLE: ${report.message}`)
    io.print(`at line ${report.line}, byte ${report.byte} of ${printable(report.file)} (${report.code})`)
  }
  return report.ok ? EXIT.done : EXIT.wanting
}
