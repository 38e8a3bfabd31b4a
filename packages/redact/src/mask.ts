import { parseEmailAddress } from '@waxseal/core'
import { CLASS, DIGIT, digitValue, ZERO } from './char-class.js'

/** What a mask shows of a value that it can show nothing of. */
export const HIDDEN = '•••'

/** Fewer digits than a number has with its country code are no number that two of them could be shown of. */
const MIN_DIGITS = 8
const MAX_LENGTH = 1024

/**
 * Masks an address: the first character and the last label of the domain stay. Anything that is not an address, also one without a
 * dot in its domain, is hidden whole. Percent-encoded, full-width and zero-width spellings are read as what they stand for.
 *
 * @example
 * ```ts
 * import { maskEmail } from '@waxseal/redact'
 *
 * console.log(maskEmail('maria@romashka.ru')) // m•••@•••.ru
 * console.log(maskEmail('maria')) // •••
 * ```
 */
export function maskEmail(email: string): string {
  if (email.length > MAX_LENGTH) return HIDDEN
  const plain = plainAddress(email)
  const address = parseEmailAddress(plain)
  if (address === undefined) return HIDDEN
  const first = String.fromCodePoint(address.local.codePointAt(0) ?? 0)
  const domain = plain.endsWith('.') ? plain.slice(0, -1) : plain
  const label = domain.slice(domain.lastIndexOf('.') + 1)
  return `${first}${HIDDEN}@${HIDDEN}.${label}`
}

/**
 * Masks a phone number: a plus if there is one, the first digit and the last two stay; the length does not show. Fewer than 8
 * digits, more than 15, or letters among them: hidden whole.
 *
 * @example
 * ```ts
 * import { maskPhone } from '@waxseal/redact'
 *
 * console.log(maskPhone('+7 916 123-45-67')) // +7•••••••67
 * console.log(maskPhone('112')) // •••
 * ```
 */
export function maskPhone(phone: string): string {
  if (phone.length > MAX_LENGTH) return HIDDEN
  const text = decoded(phone).normalize('NFKC')
  let digits = ''
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (CLASS[code] === DIGIT) digits += digitValue(code)
    else if (isLetter(text.charAt(index))) return HIDDEN
  }
  if (digits.length < MIN_DIGITS || digits.length > 15) return HIDDEN
  return `${text.trimStart().startsWith('+') ? '+' : ''}${digits.charAt(0)}•••••••${digits.slice(-2)}`
}

/**
 * Masks any other text, a name for instance: the first character stays, the length does not show. Nothing stays nothing.
 *
 * @example
 * ```ts
 * import { maskText } from '@waxseal/redact'
 *
 * console.log(maskText('Мария Иванова')) // М•••
 * ```
 */
export function maskText(value: string): string {
  const first = value.trimStart().codePointAt(0)
  return first === undefined ? '' : `${String.fromCodePoint(first)}${HIDDEN}`
}

/** The address that a spelling stands for. */
function plainAddress(email: string): string {
  const text = email.includes('@') ? email : decoded(email)
  let plain = ''
  for (const character of text) {
    const code = character.charCodeAt(0)
    if (CLASS[code] === ZERO) continue
    plain += code > 0xff00 && code < 0xff5f ? String.fromCharCode(code - 0xfee0) : character
  }
  return plain.trim()
}

function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isLetter(character: string): boolean {
  return character.toLowerCase() !== character.toUpperCase()
}
