import type { Contact } from '../../state/contact.js'
import { normalizePhone } from '../../state/contact-base.js'
import { wireTime } from '../../wire.js'
import { ApiFault, referenced } from '../api-fault.js'
import { csvTable } from '../csv-table.js'
import { EXPORT_COLUMNS, isExported } from '../export-contacts.js'
import type { WebCall, WebMethods } from '../web-method.js'

/** Methods of single contacts, and the export. */
export const contactMethods: WebMethods = {
  getContact: { run: getContact },
  'async/exportContacts': { perMinute: 20, run: exportContacts },
}

function getContact({ account, args, numbers }: WebCall): unknown {
  const email = args.required('email')
  const contact = account.contacts.findByEmail(email)
  if (contact === undefined) throw new ApiFault('invalid_arg', referenced(`Contact "${email}" not found`))
  const time = (at: number | undefined) => (at === undefined ? null : wireTime(at))
  const details = {
    last_send_datetime: time(contact.lastSentAt),
    last_delivery_datetime: time(contact.lastDeliveredAt),
    last_read_datetime: null,
    last_click_datetime: null,
    rating: contact.lastDeliveredAt === undefined ? null : '2.5',
  }
  return {
    email: {
      email: contact.email,
      added_at: wireTime(contact.addedAt),
      status: contact.emailStatus,
      availability: 'available',
      ...(args.flag('include_details') ? details : {}),
    },
    ...(args.flag('include_fields') ? { fields: fieldValues(contact, account.fields.keys()) } : {}),
    ...(args.flag('include_lists')
      ? {
          lists: [...contact.emailLists].map(([id, list]) => ({
            id: numbers.write(id),
            status: contact.unsubscribed.has(id) ? 'unsubscribed' : list.status,
            added_at: wireTime(list.addedAt),
          })),
        }
      : {}),
  }
}

/** Every field of the account, `null` where the contact has no value; PHP writes an empty map as `[]`. */
function fieldValues(contact: Contact, names: Iterable<string>): unknown {
  const entries = [...names].map((name) => [name, contact.fields.get(name) ?? null] as const)
  return entries.length === 0 ? [] : Object.fromEntries(entries)
}

function exportContacts({ account, args, jobs }: WebCall): unknown {
  const listId = args.has('list_id') ? args.id('list_id') : undefined
  if (listId !== undefined && !account.lists.has(listId)) {
    throw new ApiFault('invalid_arg', referenced(`List "${listId}" not found`))
  }
  const columns = args.list('field_names') ?? [...EXPORT_COLUMNS.keys(), ...account.fields.keys()]
  const wrong = columns.find((name) => !EXPORT_COLUMNS.has(name) && !account.fields.has(name))
  if (wrong !== undefined) throw new ApiFault('invalid_arg', referenced(`field_names: "${wrong}" is no field`))
  const phone = args.text('phone')
  const filter = {
    listId,
    email: args.text('email'),
    phone: phone === undefined ? undefined : (normalizePhone(phone) ?? phone),
    tag: args.text('tag'),
    emailStatus: args.text('email_status'),
    phoneStatus: args.text('phone_status'),
  }
  const job = jobs.start('contacts/export', () => {
    const rows: string[][] = []
    for (const contact of account.contacts.all()) {
      if (!isExported(contact, filter)) continue
      rows.push(columns.map((name) => EXPORT_COLUMNS.get(name)?.(contact) ?? contact.fields.get(name) ?? ''))
    }
    return csvTable(columns, rows)
  })
  return { task_uuid: job.id, status: job.status }
}
