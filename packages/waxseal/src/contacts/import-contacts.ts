import type { ContactRow } from '@waxseal/core'
import type { Call } from '../call.js'
import { circumstancesData } from '../circumstances.js'
import { stopOf } from '../halt.js'
import { providerOf } from '../house.js'
import { writeEvent } from '../write-event.js'
import { readContactsFile } from './contacts-file.js'

/** What became of an import. Rows are numbered as a spreadsheet shows them (a list of objects counts from 1). */
export interface ImportView {
  readonly accepted: number
  readonly refused: readonly { readonly row: number; readonly reason: string }[]
}

/** Brings contacts into a list at the provider. What is wrong with a row is said by row; the rest is imported. */
export async function importContacts(
  call: Call,
  file: string | Uint8Array | readonly ContactRow[],
): Promise<ImportView> {
  const { house, list, signal } = call
  const { provider, id } = providerOf(house, list)
  const rows =
    typeof file === 'string' || file instanceof Uint8Array
      ? readContactsFile(file)
      : file.map((contact, index) => ({ row: index + 1, contact }))
  const whole = rows.flatMap(({ row, contact }) => (contact === undefined ? [] : [{ row, contact }]))
  const refused = rows.flatMap(({ row, contact }) => (contact === undefined ? [{ row, reason: 'columns' }] : []))
  const stream = `list/${list}`
  const about = { ...circumstancesData(call.about), rows: rows.length }
  await writeEvent(house, stream, 'contacts.import-intended', about)
  try {
    const report = await provider.contacts.importAll(
      whole.map(({ contact }) => contact),
      { listId: id, ...(signal === undefined ? {} : { signal }) },
    )
    for (const { row, reason } of report.refused) refused.push({ row: whole[row]?.row ?? 0, reason })
    refused.sort((left, right) => left.row - right.row)
    await writeEvent(
      house,
      stream,
      'contacts.imported',
      { ...about, accepted: report.accepted, refused: refused.length },
      'unknown',
    )
    return { accepted: report.accepted, refused }
  } catch (error) {
    const { code, outcome = 'not-sent' } = stopOf(error, 'dispatch')
    await writeEvent(house, stream, 'contacts.import-failed', { ...about, code, outcome }, outcome)
    throw error
  }
}
