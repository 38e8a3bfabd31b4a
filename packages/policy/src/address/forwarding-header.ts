import type { IpAddress } from '@waxseal/core'
import { parseForwardedNode } from './forwarded-node.js'

/**
 * How a header lists the way of a request. Entries are taken from the end: each proxy appends, so only there something is known about
 * the writer, and what a caller put in front (a quote that never closes, say) cannot change how the rest is read.
 */
interface ForwardingHeader {
  /** Where the entry that ends before `end` begins. */
  entryStart(value: string, end: number): number
  /** For whom the entry speaks; `undefined` if it is malformed or hides the address. */
  entryAddress(entry: string): IpAddress | undefined
}

/** `203.0.113.7, 2001:db8::7`, with ports if a proxy adds them. */
export const xForwardedFor: ForwardingHeader = {
  entryStart: (value, end) => value.lastIndexOf(',', end - 1) + 1,
  entryAddress: (entry) => parseForwardedNode(/^[\t ]*([^\t ]+)[\t ]*$/.exec(entry)?.[1] ?? '', true),
}

/** RFC 7239 section 4: `for=203.0.113.7;proto=https, for="[2001:db8::7]:4711"`. */
export const forwarded: ForwardingHeader = {
  entryStart(value, end) {
    for (let index = end - 1; index >= 0; index--) {
      const character = value[index]
      if (character === ',') return index + 1
      if (character === '"') index = openingQuote(value, index)
    }
    return 0
  },
  entryAddress(entry) {
    return parseForwardedNode(parameters(entry)?.get('for') ?? '', false)
  },
}

/** The quote that opens the quoted string, or -1. Within it a quote has a backslash before it, and a backslash another. */
function openingQuote(value: string, closing: number): number {
  for (let index = closing - 1; index >= 0; index--) {
    if (value[index] !== '"') continue
    let backslashes = 0
    while (value[index - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return index
    index -= backslashes
  }
  return -1
}

/** One parameter with the semicolon behind it. Ports and brackets belong into quotes, yet proxies write them without. */
const PARAMETER = /[\t ]*(?:([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\t ",;\\]+))[\t ]*)?(?:;|$)/y

/** The parameters of an entry by their names in lower case, or `undefined` if it is malformed or names one twice. */
function parameters(entry: string): Map<string, string> | undefined {
  const found = new Map<string, string>()
  PARAMETER.lastIndex = 0
  for (;;) {
    const match = PARAMETER.exec(entry)
    if (match === null) return undefined
    const [whole, name, quoted, token] = match
    if (name !== undefined) {
      if (found.has(name.toLowerCase())) return undefined
      found.set(name.toLowerCase(), quoted ?? token ?? '')
    }
    if (!whole.endsWith(';')) return found
  }
}
