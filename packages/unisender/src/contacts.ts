import type { ContactRow, ImportReport, ProviderContact } from '@waxseal/core'
import { exportContacts } from './contacts-export.js'
import { importContacts } from './contacts-import.js'
import type { Context } from './context.js'
import { isUnisenderError } from './fault.js'
import type { CallOptions } from './options.js'
import { webMethods } from './web-methods.js'

/** The contacts of the account. */
export interface Contacts {
  /**
   * Every contact whose address is in the list, read from the file of a job while it comes in. Contacts that have only a phone are
   * left out.
   */
  exportAll(query: { readonly listId: string }, options?: CallOptions): AsyncIterable<ProviderContact>
  /** One contact with its custom fields and the ids of its lists; `undefined` when there is none. */
  get(
    email: string,
    options?: CallOptions,
  ): Promise<(ProviderContact & { readonly listIds: readonly string[] }) | undefined>
  /**
   * Adds or changes the contacts of a list, 500 in a call. Safe to repeat with the same rows.
   *
   * A row is refused without a call for `invalid-email`, `duplicate` (in this import), `invalid-field` (not text),
   * `reserved-field` (a column of the provider's own, such as `delete` or `email_list_ids`) and `too-many-fields` (more than 50);
   * by the provider with its own word. All rows of one call have the same columns: a field that a row lacks goes out empty.
   *
   * Throws `source-failed` when the rows cannot be read, and the fault of the first call when that fails. When a later one fails, the import stops and the report says so: the rows of that call are
   * refused as `not-sent` or `unknown`, all after it as `not-sent`. `accepted` is what
   * the provider says that it added or changed; with `refused` it may be fewer than the rows, because some it leaves out
   * unnamed (role addresses, spam traps).
   */
  importAll(
    rows: Iterable<ContactRow> | AsyncIterable<ContactRow>,
    options: CallOptions & { readonly listId: string; readonly onProgress?: (done: number) => void },
  ): Promise<ImportReport>
}

export function createContacts(context: Context): Contacts {
  const { caller } = context
  return {
    exportAll: (query, options = {}) => exportContacts(context, query, options),
    importAll: (rows, options) => importContacts(context, rows, options),
    async get(email, options) {
      try {
        const args = { email, include_lists: true, include_fields: true }
        const answer = await caller.call(webMethods.getContact, args, options)
        const fields = Object.entries(answer.fields ?? {}).filter(
          (entry): entry is [string, string] => entry[1] !== null,
        )
        return {
          email: answer.email.email,
          status: answer.email.status,
          fields: Object.fromEntries(fields),
          listIds: (answer.lists ?? []).map((list) => list.id),
        }
      } catch (error) {
        // The provider's way to say that there is no such contact; our own check of the arguments has no provider code.
        if (isUnisenderError(error, 'bad-argument') && error.fault.providerCode === 'invalid_arg') return undefined
        throw error
      }
    },
  }
}
