import { parseEmailAddress } from '@waxseal/core'
import addressparser from 'nodemailer/lib/addressparser'
import type { HeaderField } from '../dkim/canonical.js'

/** Longer than any honest From with one mailbox. */
const MAX_FROM = 2_000

/** The domain in From, in lower-case ASCII; `undefined` unless there is one From field with one mailbox of a well-formed domain. */
export function fromDomain(fields: readonly HeaderField[]): string | undefined {
  const [from, ...others] = fields.filter((field) => field.name === 'from')
  if (from === undefined || others.length > 0 || from.raw.length > MAX_FROM) return undefined
  const value = from.raw.slice(from.raw.indexOf(':') + 1).replaceAll('\r\n', '')
  const [mailbox, ...more] = addressparser(value, { flatten: true })
  return more.length > 0 ? undefined : parseEmailAddress(mailbox?.address ?? '')?.domain
}
