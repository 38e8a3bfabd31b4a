import { normalizeEmailAddress, parseEmailAddress } from '@waxseal/core'
import addressparser from 'nodemailer/lib/addressparser'
import { GoFault } from './go-fault.js'
import { type GoRecipient, isObject } from './read-recipients.js'

/** To and Cc as the caller wants them shown, the same in every copy. */
export interface ShownRecipients {
  readonly to: string
  readonly cc: string | undefined
}

const MAX_SHOWN = 10

/**
 * Reads the `To` and `Cc` of `message.headers`. All shown addresses must be recipients; who is not shown is a blind copy, which goes to
 * own domains only.
 */
export function readShownRecipients(
  headers: unknown,
  recipients: readonly GoRecipient[],
  ownsDomain: (domain: string) => boolean,
): ShownRecipients | undefined {
  const named = isObject(headers)
    ? new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    : undefined
  const to = named?.get('to')
  const cc = named?.get('cc')
  if (to === undefined && cc === undefined) return undefined
  if (to === undefined) throw new GoFault(1556, 'Cc without To')
  const all = new Set(recipients.map((recipient) => normalizeEmailAddress(recipient.email)))
  const shown = [...readAddresses(to, all, { malformed: 1562, many: 1557, other: 1558 })]
  if (cc !== undefined) shown.push(...readAddresses(cc, all, { malformed: 1561, many: 1554, other: 1555 }))
  for (const address of all) {
    if (address === undefined || shown.includes(address)) continue
    if (!ownsDomain(parseEmailAddress(address)?.domain ?? '')) {
      throw new GoFault(1559, 'a recipient is neither in To nor in Cc and not of a confirmed domain')
    }
  }
  return { to: String(to), cc: cc === undefined ? undefined : String(cc) }
}

function readAddresses(
  value: unknown,
  recipients: ReadonlySet<string | undefined>,
  codes: { readonly malformed: number; readonly many: number; readonly other: number },
): string[] {
  if (typeof value !== 'string' || /[\r\n\0]/.test(value)) throw new GoFault(codes.malformed, 'the header is malformed')
  const addresses = addressparser(value, { flatten: true }).map((mailbox) =>
    normalizeEmailAddress(mailbox.address ?? ''),
  )
  if (addresses.length === 0 || addresses.includes(undefined))
    throw new GoFault(codes.malformed, 'the header is malformed')
  if (addresses.length > MAX_SHOWN) throw new GoFault(codes.many, `more than ${MAX_SHOWN} addresses`)
  if (!addresses.every((address) => recipients.has(address)))
    throw new GoFault(codes.other, 'an address is no recipient')
  return addresses.filter((address) => address !== undefined)
}
