import type { ProviderContact } from '@waxseal/core'
import { type Context, missingColumn, readTask } from './context.js'
import type { CallOptions } from './options.js'
import { exportColumns } from './system-columns.js'
import { webMethods } from './web-methods.js'

/** Reads one record of the file into a contact; `undefined` when its address is not in the list. */
type ContactReader = (record: readonly string[]) => ProviderContact | undefined

/**
 * Exports a list. No column is named in the request: named columns would leave out the custom fields, whose names only another
 * method knows. The provider's own columns other than address, phone and status are dropped here.
 */
export async function* exportContacts(
  context: Context,
  { listId }: { readonly listId: string },
  options: CallOptions,
): AsyncGenerator<ProviderContact> {
  const job = webMethods['async/exportContacts']
  const started = await context.caller.call(job, { list_id: listId }, options)
  let read: ContactReader | undefined
  for await (const record of readTask(context, job, started, options)) {
    if (read === undefined) {
      read = contactReader(record, listId)
      continue
    }
    const contact = read(record)
    if (contact !== undefined) yield contact
  }
  // An empty list has a header; a file without one is no file of ours.
  if (read === undefined) throw missingColumn(job, 'email')
}

function contactReader(header: readonly string[], listId: string): ContactReader {
  const names = header.map((name) => name.trim())
  const lower = names.map((name) => name.toLowerCase())
  const need = (column: string): number => {
    const index = lower.indexOf(column)
    if (index < 0) throw missingColumn(webMethods['async/exportContacts'], column)
    return index
  }
  const email = need('email')
  // The provider adds addresses that are not in the list when their phone is; without this column nobody could tell.
  const lists = need('email_list_ids')
  const unsubscribed = lower.indexOf('email_unsubscribed_list_ids')
  const phone = lower.indexOf('phone')
  const status = lower.indexOf('email_status')
  const custom = names
    .map((name, index) => ({ name, index }))
    .filter(({ name }) => !exportColumns.has(name.toLowerCase()))

  return (record) => {
    const address = record[email]
    if (!address || !idsOf(record[lists]).includes(listId)) return undefined
    const number = record[phone]
    const state = idsOf(record[unsubscribed]).includes(listId) ? 'unsubscribed' : record[status]
    const fields = custom
      .map(({ name, index }) => [name, record[index] ?? ''] as const)
      .filter(([, value]) => value !== '')
    return {
      email: address,
      ...(number ? { phone: number } : {}),
      ...(state ? { status: state } : {}),
      fields: Object.fromEntries(fields),
    }
  }
}

function idsOf(cell: string | undefined): string[] {
  return (cell ?? '').split(/[^0-9]/).filter((id) => id !== '')
}
