/** A mailbox address taken apart: the local part as written and the domain in lower-case ASCII (IDNA A-labels). */
export interface EmailAddress {
  readonly local: string
  readonly domain: string
}

const MAX_LOCAL = 64
const MAX_ADDRESS = 254
const MAX_DOMAIN = 253
/** What a reader does not see: controls, blanks, format characters, fillers, variation selectors, halves of a surrogate pair. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}]/u
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Reads one bare mailbox address (`local@domain`, RFC 5321 section 4.1.2 dot-string form, UTF-8 letters allowed by RFC 6531).
 * Quoted local parts, address literals, display names and comments are refused: a contact base has no use for them and
 * each is a way to hide a second address.
 *
 * @returns the parts, or `undefined` when the text is no such address.
 * @example
 * ```ts
 * import { parseEmailAddress } from '@waxseal/core'
 *
 * console.log(parseEmailAddress('Anna@почта.рф')) // { local: 'Anna', domain: 'xn--80a1acny.xn--p1ai' }
 * console.log(parseEmailAddress('anna@localhost')) // undefined
 * ```
 */
export function parseEmailAddress(text: string): EmailAddress | undefined {
  if (text.length > MAX_ADDRESS) return undefined
  const at = text.lastIndexOf('@')
  if (at < 1) return undefined
  const local = text.slice(0, at)
  if (local.length > MAX_LOCAL || !isDotString(local)) return undefined
  const domain = toAsciiDomain(text.slice(at + 1))
  return domain?.includes('.') ? { local, domain } : undefined
}

/**
 * The form in which two spellings of one mailbox compare equal: everything in lower case, the domain in ASCII. Local parts are
 * case-sensitive by the letter of RFC 5321 and nowhere in practice.
 *
 * @returns the normal form, or `undefined` when the text is no address.
 * @example
 * ```ts
 * import { normalizeEmailAddress } from '@waxseal/core'
 *
 * console.log(normalizeEmailAddress(' Anna@Example.COM ')) // anna@example.com
 * ```
 */
export function normalizeEmailAddress(text: string): string | undefined {
  const address = parseEmailAddress(text.trim())
  return address && `${address.local.normalize('NFC').toLowerCase()}@${address.domain}`
}

/**
 * A domain name in lower-case ASCII (UTS 46, as the runtime's URL does it), without a final dot; `undefined` when it is none.
 *
 * @example
 * ```ts
 * import { toAsciiDomain } from '@waxseal/core'
 *
 * console.log(toAsciiDomain('Пример.рф')) // xn--e1afmkfd.xn--p1ai
 * ```
 */
export function toAsciiDomain(text: string): string | undefined {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text
  if (bare === '' || bare.length > MAX_DOMAIN || /[\s/?#@:\\[\]%<>^|]/.test(bare)) return undefined
  let host = bare.toLowerCase()
  // Names in ASCII are taken as they stand: runtimes differ on which A-labels they find well made.
  if (!/^[\x20-\x7e]*$/.test(host)) {
    try {
      host = new URL(`http://${bare}`).hostname
    } catch {
      return undefined
    }
  }
  if (host.length > MAX_DOMAIN) return undefined
  const labels = host.split('.')
  if (!labels.every((label) => LABEL.test(label))) return undefined
  // A last label of digits makes URL parsers read the whole as an IPv4 address.
  return /^\d+$/.test(labels[labels.length - 1] ?? '') ? undefined : host
}

function isDotString(local: string): boolean {
  if (INVISIBLE.test(local)) return false
  let afterDot = true
  for (let index = 0; index < local.length; index++) {
    const code = local.charCodeAt(index)
    if (code === 0x2e) {
      if (afterDot) return false
      afterDot = true
      continue
    }
    if (!isAtomCode(code)) return false
    afterDot = false
  }
  return !afterDot
}

/** atext of RFC 5322 section 3.2.3, and everything beyond ASCII (RFC 6531 section 3.3), of which `INVISIBLE` was looked for before. */
function isAtomCode(code: number): boolean {
  if (code > 0x7f) return true
  if (code >= 0x30 && code <= 0x39) return true
  if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) return true
  return "!#$%&'*+-/=?^_`{|}~".includes(String.fromCharCode(code))
}
