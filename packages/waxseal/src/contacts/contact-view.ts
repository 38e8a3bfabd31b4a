import type { ProviderContact } from '@waxseal/core'
import { createRedactor, maskEmail, maskPhone, maskText, type PersonalType, type Tokens } from '@waxseal/redact'
import type { SourceContact } from '../contact-source.js'

/** A contact as a principal sees it: under an opaque id, with the fields masked that his grants mask. */
export interface ContactView {
  /** A token bound to tenant and list; it can be neither counted nor guessed. */
  readonly id: string
  readonly email: string
  readonly phone?: string
  readonly status?: string
  readonly fields: Readonly<Record<string, string>>
}

/** Step 8 for contacts: gives the function that turns a contact into what may be seen of it. */
export function contactViewer(
  tokens: Tokens,
  masked: ReadonlySet<string>,
): (contact: ProviderContact | SourceContact) => ContactView {
  const text = textShield(masked)
  const field = fieldShield(masked)
  return (contact) => ({
    id: tokens.tokenize(contact.email),
    email: masked.has('email') ? maskEmail(contact.email) : contact.email,
    ...(contact.phone === undefined ? {} : { phone: masked.has('phone') ? maskPhone(contact.phone) : contact.phone }),
    ...(contact.status === undefined ? {} : { status: text(contact.status) }),
    fields: Object.fromEntries(
      Object.entries(contact.fields ?? {}).map(([name, value]) => [
        text(name),
        masked.has('fields') || masked.has(name.toLowerCase()) ? maskText(value) : field(name, value),
      ]),
    ),
  })
}

/** Words in the name of a field that say what is in it. In such a field anything is masked, however it is written. */
const PHONE_FIELD = /phone|(?<!\p{L})(?:mobile|cell|tel|fax|whatsapp|viber|телефон|тел(?!\p{L})|моб(?!\p{L})|мобильн)/iu
const EMAIL_FIELD = /e-?mail|(?<!\p{L})почт/iu

/** As `textShield`, with the name of the field as context: `9161234567` is a phone in a field `mobile`. */
function fieldShield(masked: ReadonlySet<string>): (name: string, value: string) => string {
  const text = textShield(masked)
  return (name, value) => {
    if (masked.has('email') && EMAIL_FIELD.test(name)) return maskEmail(value)
    return masked.has('phone') && PHONE_FIELD.test(name) ? maskPhone(value) : text(value)
  }
}

/**
 * A masked kind of value is masked wherever it occurs: an address that somebody typed into a field of notes is still an
 * address.
 */
export function textShield(masked: ReadonlySet<string>): (text: string) => string {
  const types: PersonalType[] = []
  if (masked.has('email')) types.push('EMAIL')
  if (masked.has('phone')) types.push('PHONE')
  if (types.length === 0) return (text) => text
  const redactor = createRedactor({ types })
  return (text) => redactor.mask(text)
}
