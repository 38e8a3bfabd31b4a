import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { JournalHead } from '@waxseal/core'
import { verifyJournal as verify } from '@waxseal/journal'
import { verifyJournalDirectory } from '@waxseal/journal/node'
import { EXIT, type Io } from '../io.js'

/** `waxseal journal verify`: recomputes the record and says whether it is whole, or the first place where it is not. */
export async function verifyJournal(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { expect: { type: 'string' }, json: { type: 'boolean' } },
  })
  const path = positionals[0]
  const expect = values.expect === undefined ? undefined : readHead(values.expect)
  if (path === undefined || positionals.length > 1 || expect === null) {
    io.complain('usage: waxseal journal verify DIRECTORY|FILE [--expect SIZE:ROOT] [--json]')
    return EXIT.usage
  }
  const options = expect === undefined ? {} : { expect }
  const verdict = (await stat(path)).isDirectory()
    ? await verifyJournalDirectory(path, options)
    : await verify(createReadStream(path), options)
  if (values.json) io.print(JSON.stringify(verdict))
  else if (verdict.ok) {
    io.print(`whole: ${verdict.head.size} events`)
    io.print(`head:  ${verdict.head.size}:${verdict.head.root}`)
    if (expect === undefined) {
      io.print(
        'This finds a changed record, not one recomputed from the start: keep the head elsewhere and pass it as --expect.',
      )
    }
  } else {
    io.print(`NOT WHOLE: ${verdict.message}`)
    io.print(`at line ${verdict.line}, byte ${verdict.byte} (${verdict.code})`)
  }
  return verdict.ok ? EXIT.done : EXIT.wanting
}

function readHead(text: string): JournalHead | null {
  const [, size, root] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? []
  return size === undefined || root === undefined ? null : { size: Number(size), root }
}
