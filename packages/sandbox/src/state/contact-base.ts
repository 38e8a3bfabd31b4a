import { normalizeEmailAddress } from '@waxseal/core'
import type { Contact } from './contact.js'

const FIRST_ID = 1_000_001

/** All contacts of the account, found by address and by phone. */
export class ContactBase {
  readonly #byEmail = new Map<string, Contact>()
  readonly #byPhone = new Map<string, Contact>()
  readonly #all = new Set<Contact>()
  #nextId = FIRST_ID

  findByEmail(email: string): Contact | undefined {
    const key = normalizeEmailAddress(email)
    return key === undefined ? undefined : this.#byEmail.get(key)
  }

  findByPhone(phone: string): Contact | undefined {
    return this.#byPhone.get(normalizePhone(phone) ?? '')
  }

  create(at: number): Contact {
    const contact: Contact = {
      id: String(this.#nextId++),
      email: undefined,
      phone: undefined,
      emailStatus: 'new',
      phoneStatus: 'new',
      emailLists: new Map(),
      phoneLists: new Map(),
      unsubscribed: new Set(),
      tags: new Set(),
      fields: new Map(),
      attributes: new Map(),
      addedAt: at,
      lastSentAt: undefined,
      lastDeliveredAt: undefined,
    }
    this.#all.add(contact)
    return contact
  }

  /** Gives the contact an address or a phone under which it is found from now on. */
  setEmail(contact: Contact, email: string): void {
    if (contact.email !== undefined) this.#byEmail.delete(normalizeEmailAddress(contact.email) ?? '')
    contact.email = email
    this.#byEmail.set(normalizeEmailAddress(email) ?? email, contact)
  }

  setPhone(contact: Contact, phone: string): void {
    if (contact.phone !== undefined) this.#byPhone.delete(contact.phone)
    contact.phone = normalizePhone(phone) ?? phone
    this.#byPhone.set(contact.phone, contact)
  }

  remove(contact: Contact): void {
    this.#all.delete(contact)
    if (contact.email !== undefined) this.#byEmail.delete(normalizeEmailAddress(contact.email) ?? '')
    if (contact.phone !== undefined) this.#byPhone.delete(contact.phone)
  }

  /** In the order in which they were added. */
  all(): IterableIterator<Contact> {
    return this.#all.values()
  }
}

/** International form, digits only; `undefined` when it is none (ITU-T E.164: at most 15 digits). */
export function normalizePhone(phone: string): string | undefined {
  const digits = phone.replace(/[\s()+.-]/g, '')
  return /^[1-9]\d{6,14}$/.test(digits) ? digits : undefined
}
