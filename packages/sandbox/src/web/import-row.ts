import { normalizeEmailAddress } from '@waxseal/core'
import type { Account } from '../state/account.js'
import type { Contact, Membership } from '../state/contact.js'
import { normalizePhone } from '../state/contact-base.js'
import { readWireTime } from '../wire.js'
import { ApiFault, referenced } from './api-fault.js'
import { isSystemColumn } from './import-columns.js'

/** What became of a row. `left-out`: a role address, which the provider passes over without a word. */
export type RowResult = 'deleted' | 'inserted' | 'left-out' | 'updated'

/** How rows meet what is there. */
export interface ImportRowOptions {
  readonly now: number
  readonly overwrite: { readonly tags: boolean; readonly lists: boolean }
}

const MAX_TAGS = 10
const SETTABLE = new Set(['new', 'active', 'inactive', 'unsubscribed'])
const ROLES = new Set([
  ...['abuse', 'admin', 'all', 'billing', 'contact', 'hostmaster', 'info', 'mailer-daemon', 'marketing', 'no-reply'],
  ...['noreply', 'office', 'postmaster', 'root', 'sales', 'support', 'webmaster'],
])

/** Takes one row into the base. Throws `ApiFault` when the row is refused; nothing of it is taken then. */
export function importRow(
  account: Account,
  columns: readonly string[],
  cells: readonly (string | undefined)[],
  options: ImportRowOptions,
): RowResult {
  if (cells.length > columns.length) throw new ApiFault('invalid_arg', 'the row has more cells than there are columns')
  const cell = (name: string) => {
    const index = columns.indexOf(name)
    return index < 0 ? undefined : cells[index]?.trim() || undefined
  }
  const email = readEmail(cell('email'))
  const phone = readPhone(cell('phone'))
  if (email === undefined && phone === undefined) throw new ApiFault('invalid_arg', 'neither email nor phone')
  const found = findOwner(account, email, phone)
  if (cell('delete') === '1') {
    if (found !== undefined) account.contacts.remove(found)
    return found === undefined ? 'left-out' : 'deleted'
  }
  if (email !== undefined && isRole(email)) return 'left-out'
  // All that can be refused is read before anything is changed.
  const tags = readTags(cell('tags'))
  const emailLists = readLists(account, cell, 'email')
  const phoneLists = readLists(account, cell, 'phone')
  const emailStatus = readStatus(cell('email_status'))
  const phoneStatus = readStatus(cell('phone_status'))
  const contact = found ?? account.contacts.create(readWireTime(cell('email_add_time') ?? '') ?? options.now)
  if (email !== undefined && contact.email === undefined) account.contacts.setEmail(contact, email)
  if (phone !== undefined && contact.phone !== phone) account.contacts.setPhone(contact, phone)
  contact.emailStatus = nextStatus(contact.emailStatus, emailStatus, found === undefined)
  contact.phoneStatus = nextStatus(contact.phoneStatus, phoneStatus, found === undefined)
  if (options.overwrite.tags) contact.tags.clear()
  for (const tag of tags) contact.tags.add(tag)
  join(contact.emailLists, emailLists, options)
  join(contact.phoneLists, phoneLists, options)
  if (options.overwrite.lists) contact.unsubscribed.clear()
  for (const id of emailLists.unsubscribed) contact.unsubscribed.add(id)
  keepValues(contact, columns, cells)
  return found === undefined ? 'inserted' : 'updated'
}

function readEmail(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (normalizeEmailAddress(text) === undefined) {
    throw new ApiFault('invalid_arg', referenced(`E-mail "${text}" is not well formed`))
  }
  return text
}

function readPhone(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const phone = normalizePhone(text)
  if (phone === undefined) throw new ApiFault('invalid_arg', referenced(`Phone "${text}" is not well formed`))
  return phone
}

function findOwner(account: Account, email: string | undefined, phone: string | undefined): Contact | undefined {
  const byEmail = email === undefined ? undefined : account.contacts.findByEmail(email)
  const byPhone = phone === undefined ? undefined : account.contacts.findByPhone(phone)
  const elsewhere = byPhone?.email !== undefined && email !== undefined
  if (byPhone !== undefined && byPhone !== byEmail && (byEmail !== undefined || elsewhere)) {
    throw new ApiFault('unspecified', `Contacts ${email} and ${phone} already exist but owned by different subscribers`)
  }
  return byEmail ?? byPhone
}

function isRole(email: string): boolean {
  return ROLES.has(email.slice(0, email.lastIndexOf('@')).toLowerCase())
}

function readTags(text: string | undefined): string[] {
  const tags = idsOf(text)
  if (tags.length > MAX_TAGS) throw new ApiFault('invalid_arg', `${tags.length} tags, at most ${MAX_TAGS} are taken`)
  return tags
}

/** What a row says of lists, for the address or for the phone. */
interface ListPlan {
  readonly joined: readonly { readonly id: string; readonly at: number | undefined }[]
  readonly unsubscribed: readonly string[]
  readonly excluded: readonly string[]
}

function readLists(account: Account, cell: (name: string) => string | undefined, kind: 'email' | 'phone'): ListPlan {
  const joined = idsOf(cell(`${kind}_list_ids`))
  const times = idsOf(cell(`${kind}_subscribe_times`))
  if (times.length > 0 && times.length !== joined.length) {
    throw new ApiFault('invalid_arg', `${kind}_subscribe_times must have as many entries as ${kind}_list_ids`)
  }
  const unsubscribed = idsOf(cell(`${kind}_unsubscribed_list_ids`))
  const excluded = idsOf(cell(`${kind}_excluded_list_ids`))
  const unknown = [...joined, ...unsubscribed, ...excluded].find((id) => !account.lists.has(id))
  if (unknown !== undefined) throw new ApiFault('invalid_arg', referenced(`List "${unknown}" not found`))
  return { joined: joined.map((id, index) => ({ id, at: readWireTime(times[index] ?? '') })), unsubscribed, excluded }
}

function join(lists: Map<string, Membership>, plan: ListPlan, options: ImportRowOptions): void {
  if (options.overwrite.lists) lists.clear()
  for (const { id, at } of plan.joined) {
    if (!lists.has(id)) lists.set(id, { status: 'active', addedAt: at ?? options.now })
  }
  for (const id of plan.excluded) lists.delete(id)
}

function idsOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function readStatus(text: string | undefined): string | undefined {
  if (text === undefined || SETTABLE.has(text)) return text
  throw new ApiFault('invalid_arg', referenced(`Status "${text}" is unknown`))
}

/** An existing address keeps its status unless it is told to be active or inactive. */
function nextStatus(now: string, wanted: string | undefined, isNew: boolean): string {
  if (wanted === undefined) return now
  return isNew || wanted === 'active' || wanted === 'inactive' ? wanted : now
}

function keepValues(contact: Contact, columns: readonly string[], cells: readonly (string | undefined)[]): void {
  for (const [index, name] of columns.entries()) {
    const value = cells[index]
    if (value === undefined) continue
    if (!isSystemColumn(name)) {
      if (value === '') contact.fields.delete(name)
      else contact.fields.set(name, value)
    } else if (/_(?:availability|request_ip|confirm_time|confirm_ip)$/.test(name)) contact.attributes.set(name, value)
  }
}
