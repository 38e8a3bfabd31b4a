import type { Contact, Membership } from '../state/contact.js'
import { wireTime } from '../wire.js'

/** How a column is read from a contact. */
type Reader = (contact: Contact) => string

const time = (at: number | undefined) => (at === undefined ? '' : wireTime(at))
const ids = (lists: ReadonlyMap<string, Membership>) => [...lists.keys()].join(',')
const times = (lists: ReadonlyMap<string, Membership>) =>
  [...lists.values()].map((list) => time(list.addedAt)).join(',')
const kept =
  (name: string): Reader =>
  (contact) =>
    contact.attributes.get(name) ?? ''

/** The system columns of an export, in the order of the documentation. */
export const EXPORT_COLUMNS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['id', (contact) => contact.id],
  ['tags', (contact) => [...contact.tags].join(',')],
  ['email', (contact) => contact.email ?? ''],
  ['email_status', (contact) => (contact.email === undefined ? '' : contact.emailStatus)],
  ['email_availability', (contact) => (contact.email === undefined ? '' : 'available')],
  ['email_add_time', (contact) => (contact.email === undefined ? '' : time(contact.addedAt))],
  ['email_request_ip', kept('email_request_ip')],
  ['email_confirm_time', kept('email_confirm_time')],
  ['email_confirm_ip', kept('email_confirm_ip')],
  ['email_list_ids', (contact) => ids(contact.emailLists)],
  ['email_subscribe_times', (contact) => times(contact.emailLists)],
  ['email_unsubscribed_list_ids', (contact) => [...contact.unsubscribed].join(',')],
  ['email_last_delivered_at', (contact) => time(contact.lastDeliveredAt)],
  ['email_last_read_at', () => ''],
  ['email_last_clicked_at', () => ''],
  ['phone', (contact) => contact.phone ?? ''],
  ['phone_status', (contact) => (contact.phone === undefined ? '' : contact.phoneStatus)],
  ['phone_availability', (contact) => (contact.phone === undefined ? '' : 'available')],
  ['phone_add_time', (contact) => (contact.phone === undefined ? '' : time(contact.addedAt))],
  ['phone_list_ids', (contact) => ids(contact.phoneLists)],
  ['phone_subscribe_times', (contact) => times(contact.phoneLists)],
  ['phone_unsubscribed_list_ids', () => ''],
])

/** Which contacts to export; everything that is given must hold. */
export interface ExportFilter {
  readonly listId: string | undefined
  readonly email: string | undefined
  readonly phone: string | undefined
  readonly tag: string | undefined
  readonly emailStatus: string | undefined
  readonly phoneStatus: string | undefined
}

/**
 * Tells whether a contact belongs into an export. The documented trap is in the first line: a contact whose phone is in the list comes
 * along with his e-mail address, even when the address is in another list or in none.
 */
export function isExported(contact: Contact, filter: ExportFilter): boolean {
  const { listId } = filter
  if (listId !== undefined && !contact.emailLists.has(listId) && !contact.phoneLists.has(listId)) return false
  if (filter.email !== undefined && contact.email?.toLowerCase() !== filter.email.toLowerCase()) return false
  if (filter.phone !== undefined && contact.phone !== filter.phone) return false
  if (filter.tag !== undefined && !contact.tags.has(filter.tag)) return false
  if (filter.emailStatus !== undefined && contact.emailStatus !== filter.emailStatus) return false
  return filter.phoneStatus === undefined || contact.phoneStatus === filter.phoneStatus
}
