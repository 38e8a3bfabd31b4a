import { ApiFault, referenced } from '../api-fault.js'
import { isSystemColumn } from '../import-columns.js'
import { importRow, type RowResult } from '../import-row.js'
import type { WebCall, WebMethods } from '../web-method.js'
import { FIELD_NAME } from './fields.js'

const MAX_ROWS = 500
const MAX_CUSTOM_FIELDS = 50

/** The import. */
export const importMethods: WebMethods = { importContacts: { run: importContacts } }

function importContacts(call: WebCall): unknown {
  const { account, args, clock, numbers } = call
  const columns = readColumns(call)
  const rows = args.matrix('data')
  if (rows.length > MAX_ROWS)
    throw new ApiFault('invalid_arg', `data has ${rows.length} rows, at most ${MAX_ROWS} are taken`)
  const overwrite = { tags: args.flag('overwrite_tags'), lists: args.flag('overwrite_lists') }
  const counts: Record<RowResult, number> = { inserted: 0, updated: 0, deleted: 0, 'left-out': 0 }
  const log: { index: number | string; code: string; message: string }[] = []
  let newEmails = 0
  for (const [index, cells] of rows.entries()) {
    try {
      const before = account.contacts.findByEmail(cells[columns.indexOf('email')] ?? '')
      const result = importRow(account, columns, cells, { now: clock(), overwrite })
      counts[result]++
      if (before === undefined && result === 'inserted' && (cells[columns.indexOf('email')] ?? '') !== '') newEmails++
    } catch (error) {
      if (!(error instanceof ApiFault)) throw error
      log.push({ index: numbers.write(index), code: error.code, message: error.message })
    }
  }
  return {
    total: numbers.write(rows.length),
    inserted: numbers.write(counts.inserted),
    updated: numbers.write(counts.updated),
    deleted: numbers.write(counts.deleted),
    new_emails: numbers.write(newEmails),
    invalid: numbers.write(log.length),
    log,
  }
}

/** The columns. A custom field that the account lacks is made, with a warning: what the provider does is not documented. */
function readColumns({ account, args, warn }: WebCall): string[] {
  const columns = args.list('field_names') ?? []
  if (!columns.includes('email') && !columns.includes('phone')) {
    throw new ApiFault('invalid_arg', 'field_names must have email or phone')
  }
  if (new Set(columns).size < columns.length) throw new ApiFault('invalid_arg', 'field_names has a name twice')
  const custom = columns.filter((name) => !isSystemColumn(name))
  if (custom.length > MAX_CUSTOM_FIELDS) {
    throw new ApiFault('invalid_arg', `${custom.length} custom fields, at most ${MAX_CUSTOM_FIELDS} are taken`)
  }
  const wrong = custom.find((name) => !FIELD_NAME.test(name))
  if (wrong !== undefined) throw new ApiFault('invalid_arg', referenced(`field_names: "${wrong}" is no field`))
  for (const name of custom) {
    if (account.fields.has(name)) continue
    account.addField(name, 'string')
    warn(`field "${name}" was added`)
  }
  return columns
}
