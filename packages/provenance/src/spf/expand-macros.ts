import type { IpAddress } from '@waxseal/core'
import { ipMacroText, ipText } from '../ip-text.js'
import type { Macro, MacroString } from './macro-string.js'

/** What the macros of RFC 7208 section 7.2 stand for. */
export interface MacroValues {
  readonly local: string
  /** The domain of the sender, in ASCII. */
  readonly senderDomain: string
  /** The domain whose record is read. */
  readonly domain: string
  readonly client: IpAddress
  readonly helo: string
  /** The client's own name, `unknown` when it has none. */
  readonly validatedName: string
  readonly receiver: string
  /** Epoch seconds. */
  readonly time: number
}

const MAX_NAME = 253
const MAX_EXPLANATION = 4096

/**
 * The name that a domain-spec stands for: without the final dot, with labels dropped from the left until it fits into DNS. It is
 * made from the right, so that a text of macros costs no more than the name it ends in.
 */
export function expandDomain({ pieces }: MacroString, values: MacroValues): string {
  let name = ''
  for (let index = pieces.length - 1; index >= 0 && name.length <= MAX_NAME + 1; index--) {
    name = expandPiece(pieces[index] ?? '', values) + name
  }
  if (name.endsWith('.')) name = name.slice(0, -1)
  if (name.length <= MAX_NAME) return name
  const dot = name.indexOf('.', name.length - MAX_NAME - 1)
  return dot < 0 ? name : name.slice(dot + 1)
}

/** The text of an explanation; `undefined` when it grows out of all measure. */
export function expandText({ pieces }: MacroString, values: MacroValues): string | undefined {
  let text = ''
  for (const piece of pieces) {
    text += expandPiece(piece, values)
    if (text.length > MAX_EXPLANATION) return undefined
  }
  return text
}

function expandPiece(piece: string | Macro, values: MacroValues): string {
  if (typeof piece === 'string') return piece
  const { letter, parts, reversed, delimiters, escaped } = piece
  let value = macroValue(letter, values)
  if (parts > 0 || reversed || delimiters !== '.') {
    const split = splitAt(value, delimiters)
    if (reversed) split.reverse()
    value = (parts > 0 ? split.slice(-parts) : split).join('.')
  }
  return escaped ? escapeUrl(value) : value
}

function macroValue(letter: string, values: MacroValues): string {
  switch (letter) {
    case 's':
      return `${values.local}@${values.senderDomain}`
    case 'l':
      return values.local
    case 'o':
      return values.senderDomain
    case 'd':
      return values.domain
    case 'i':
      return ipMacroText(values.client)
    case 'p':
      return values.validatedName
    case 'h':
      return values.helo
    case 'c':
      return ipText(values.client)
    case 'r':
      return values.receiver
    case 't':
      return String(values.time)
    default:
      return values.client.version === 4 ? 'in-addr' : 'ip6'
  }
}

function splitAt(value: string, delimiters: string): string[] {
  const parts: string[] = []
  let start = 0
  for (let index = 0; index < value.length; index++) {
    if (!delimiters.includes(value[index] ?? '')) continue
    parts.push(value.slice(start, index))
    start = index + 1
  }
  parts.push(value.slice(start))
  return parts
}

/** Everything beyond the unreserved characters of RFC 3986; halves of surrogate pairs count as U+FFFD. */
function escapeUrl(value: string): string {
  return encodeURIComponent(value.replace(/\p{Cs}/gu, '\uFFFD')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
