import type { ContactRow, ImportReport } from '@waxseal/core'
import { refusedArguments } from './check.js'
import type { Context } from './context.js'
import { type Fault, outcomeOf, toProviderError } from './fault.js'
import { type ImportRow, readSource, rowChecker, toTable } from './import-rows.js'
import type { CallOptions } from './options.js'
import { IMPORT_FIELDS, IMPORT_ROWS } from './schema/contacts.js'
import type { WebAnswer } from './web-call.js'
import { isPlainWord } from './web-codes.js'
import { webMethods } from './web-methods.js'

/** Imports rows chunk by chunk; see `Contacts.importAll` for what it promises. */
export async function importContacts(
  { caller }: Context,
  rows: Iterable<ContactRow> | AsyncIterable<ContactRow>,
  options: CallOptions & { readonly listId: string; readonly onProgress?: (done: number) => void },
): Promise<ImportReport> {
  const { listId, onProgress, ...call } = options
  const method = webMethods.importContacts
  if (!/^[1-9]\d{0,19}$/.test(listId)) throw refusedArguments(method, { path: 'listId', reason: 'wrong-format' })

  const check = rowChecker()
  const refused: { row: number; reason: string }[] = []
  let accepted = 0
  let answered = false
  let stopped: Fault | undefined
  let read = 0
  let told = 0
  let chunk: ImportRow[] = []
  let names = new Set<string>()

  function tell(done: number): void {
    if (done > told) onProgress?.(done)
    told = done
  }

  async function flush(): Promise<void> {
    if (chunk.length === 0) return
    const sent = chunk
    chunk = []
    names = new Set()
    const result = await caller.tried(method, toTable(sent, listId), call)
    if (result.ok) {
      answered = true
      const report = reportOf(result.value, sent)
      accepted += report.accepted
      refused.push(...report.refused)
    } else if (answered) {
      stopped = result.fault
      const reason = outcomeOf(stopped)
      refused.push(...sent.map(({ row }) => ({ row, reason })))
    } else {
      throw toProviderError(result.fault, { method: method.name, effect: method.effect, attempts: result.attempts })
    }
    tell((sent[sent.length - 1]?.row ?? 0) + 1)
  }

  for await (const given of readSource(rows)) {
    const row = read++
    const checked = stopped === undefined ? check(given, row) : 'not-sent'
    if (typeof checked === 'string') {
      refused.push({ row, reason: checked })
      continue
    }
    const wanted = [...checked.fields.keys()].filter((name) => !names.has(name))
    if (names.size + wanted.length > IMPORT_FIELDS) await flush()
    for (const name of checked.fields.keys()) names.add(name)
    chunk.push(checked)
    if (chunk.length === IMPORT_ROWS) await flush()
    // Somebody who aborts does not want the rest of his source to be read.
    if (isAborted(stopped)) break
  }
  await flush()
  tell(read)
  return { accepted, refused: refused.sort((left, right) => left.row - right.row) }
}

function isAborted(fault: Fault | undefined): boolean {
  return fault?.code === 'aborted'
}

/**
 * The part of the report for one call: `log` counts rows from 0 within it. Its messages quote addresses and are dropped. Accepted is
 * what the provider says that it took: role addresses and spam traps it leaves out without a word in the log.
 */
function reportOf(answer: WebAnswer<'importContacts'>, sent: readonly ImportRow[]): ImportReport {
  const { inserted, updated, invalid, log } = answer
  const reasons = new Map<number, string>()
  for (const { index, code } of log) {
    const row = sent[index]?.row
    if (row !== undefined && !reasons.has(row)) reasons.set(row, isPlainWord(code) ? code : 'unspecified')
  }
  return {
    accepted: Math.max(0, Math.min(inserted + updated, sent.length - Math.max(invalid, reasons.size))),
    refused: [...reasons].map(([row, reason]) => ({ row, reason })),
  }
}
