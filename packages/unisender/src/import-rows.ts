import { type ContactRow, normalizeEmailAddress, WaxsealError } from '@waxseal/core'
import { IMPORT_FIELDS } from './schema/contacts.js'
import { importColumns } from './system-columns.js'

/** A row that may go to the provider, with its number in the whole import. */
export interface ImportRow {
  readonly row: number
  readonly email: string
  readonly phone: string
  readonly fields: ReadonlyMap<string, string>
}

/** Why a row is refused before any call. */
export type LocalRefusal = 'invalid-email' | 'duplicate' | 'invalid-field' | 'reserved-field' | 'too-many-fields'

/**
 * Makes the check of one import: gives the row as it will be sent, or why it is refused. Rows come from files and forms, so that
 * nothing about them is believed, whatever their type says.
 */
export function rowChecker(): (given: ContactRow, row: number) => ImportRow | LocalRefusal {
  const seen = new Set<string>()
  return (given, row) => {
    const email: unknown = given?.email
    const normal = typeof email === 'string' ? normalizeEmailAddress(email) : undefined
    if (typeof email !== 'string' || normal === undefined) return 'invalid-email'
    const phone: unknown = given.phone ?? ''
    if (typeof phone !== 'string') return 'invalid-field'
    const fields = new Map<string, string>()
    for (const [name, value] of Object.entries(given.fields ?? {})) {
      if (name.trim() === '' || typeof value !== 'string') return 'invalid-field'
      // `delete` would remove the contact and `email_list_ids` would put it into a list of somebody else.
      if (importColumns.has(name.trim().toLowerCase())) return 'reserved-field'
      fields.set(name, value)
    }
    if (fields.size > IMPORT_FIELDS) return 'too-many-fields'
    if (seen.has(normal)) return 'duplicate'
    seen.add(normal)
    return { row, email: email.trim(), phone: phone.trim(), fields }
  }
}

/** The columns and cells of one call: one order of columns for all its rows, an empty cell where a row has no such field. */
export function toTable(rows: readonly ImportRow[], listId: string): { field_names: string[]; data: string[][] } {
  const names = [...new Set(rows.flatMap((row) => [...row.fields.keys()]))]
  const withPhone = rows.some((row) => row.phone !== '')
  return {
    field_names: ['email', 'email_list_ids', ...(withPhone ? ['phone'] : []), ...names],
    data: rows.map(({ email, phone, fields }) => [
      email,
      listId,
      ...(withPhone ? [phone] : []),
      ...names.map((name) => fields.get(name) ?? ''),
    ]),
  }
}

/** Reads the host's rows. An error of its source quotes what it was reading, so only its system code is kept (`source-failed`). */
export async function* readSource(rows: Iterable<ContactRow> | AsyncIterable<ContactRow>): AsyncGenerator<ContactRow> {
  let row = 0
  try {
    for await (const given of rows) {
      yield given
      row++
    }
  } catch (cause) {
    throw new WaxsealError('source-failed', `the source of the import failed at row \`${row}\``, {
      details: { row },
      cause,
    })
  }
}
