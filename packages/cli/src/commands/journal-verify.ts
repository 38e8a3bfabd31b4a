import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { JournalHead } from '@waxseal/core'
import type { JournalFault } from '@waxseal/journal'
import { audit } from '@waxseal/journal/audit'
import { verifyJournalDirectory } from '@waxseal/journal/node'
import { EXIT, type Io, printable } from '../io.js'
import { checkKeys, readHeads, readSigned, requireJournal, TRUST_OPTIONS } from './journal-trust.js'

type IndexFault = { readonly ok: false; readonly file: string } & JournalFault

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

/** The auditor's verifier looks at the record alone; what a host would look things up in is looked at here too. */
async function verify(path: string, heads: readonly JournalHead[]): Promise<ReturnType<typeof audit> | IndexFault> {
  const report = audit(path, heads)
  if (!report.ok || !(await stat(path)).isDirectory()) return report
  const verdict = await verifyJournalDirectory(path)
  if (verdict.ok || verdict.code !== 'index-mismatch') return report
  return { ...verdict, file: verdict.file ?? '' }
}

async function show(path: string, heads: readonly JournalHead[], json: boolean, io: Io): Promise<number> {
  const report = await verify(path, heads)
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
