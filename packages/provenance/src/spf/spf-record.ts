import { type IpAddress, parseIpAddress } from '@waxseal/core'
import { type MacroString, parseDomainSpec, parseMacroString } from './macro-string.js'

/** What a matching mechanism makes of the client. */
export type SpfQualifier = 'fail' | 'neutral' | 'pass' | 'softfail'

/** One mechanism of a record (RFC 7208 section 5). */
export type SpfMechanism = {
  /** As published. */
  readonly text: string
  readonly qualifier: SpfQualifier
} & (
  | { readonly kind: 'all' }
  | { readonly kind: 'exists' | 'include'; readonly target: MacroString }
  | { readonly kind: 'ptr'; readonly target?: MacroString }
  | { readonly kind: 'a' | 'mx'; readonly target?: MacroString; readonly prefix4: number; readonly prefix6: number }
  | { readonly kind: 'ip'; readonly network: IpAddress; readonly prefix: number }
)

/** A modifier that names a domain (RFC 7208 section 6). */
export interface SpfModifier {
  readonly text: string
  readonly target: MacroString
}

/** A record, read whole. */
export interface SpfRecord {
  readonly mechanisms: readonly SpfMechanism[]
  readonly redirect?: SpfModifier
  readonly exp?: SpfModifier
}

/** As for other records; eleven of them may have to be read for one letter. */
const MAX_RECORD = 16_384
/** The same few records of mail services are read for most letters, and reading costs more than judging. */
const MAX_CACHED = 256
const MAX_CACHED_LENGTH = 2048
const cache = new Map<string, SpfRecord | 'record-syntax'>()

/** Chooses and reads the record among the texts of a name (RFC 7208 sections 4.5 and 4.6). A fault is given back as its code. */
export function readSpfRecord(
  texts: readonly string[],
): SpfRecord | 'no-record' | 'record-repeated' | 'record-syntax' | 'record-too-long' {
  let chosen: string | undefined
  for (const text of texts) {
    if (typeof text !== 'string' || !/^v=spf1(?: |$)/i.test(text)) continue
    if (chosen !== undefined) return 'record-repeated'
    chosen = text
  }
  if (chosen === undefined) return 'no-record'
  if (chosen.length > MAX_RECORD) return 'record-too-long'
  const known = cache.get(chosen)
  if (known) return known
  const record = parseRecord(chosen) ?? 'record-syntax'
  if (chosen.length > MAX_CACHED_LENGTH) return record
  if (cache.size >= MAX_CACHED) {
    const [oldest] = cache.keys()
    if (oldest !== undefined) cache.delete(oldest)
  }
  cache.set(chosen, record)
  return record
}

function parseRecord(text: string): SpfRecord | undefined {
  const mechanisms: SpfMechanism[] = []
  const modifiers = new Map<string, SpfModifier>()
  for (const term of text.slice('v=spf1'.length).split(' ')) {
    if (term === '') continue
    const name = /^[a-z][a-z0-9\-_.]*(?==)/i.exec(term)?.[0].toLowerCase()
    if (name === undefined) {
      const mechanism = parseMechanism(term)
      if (!mechanism) return undefined
      mechanisms.push(mechanism)
    } else if (name === 'redirect' || name === 'exp') {
      const target = parseDomainSpec(term.slice(name.length + 1))
      if (!target || modifiers.has(name)) return undefined
      modifiers.set(name, { text: term, target })
    } else if (!parseMacroString(term.slice(name.length + 1))) return undefined
  }
  const redirect = modifiers.get('redirect')
  const exp = modifiers.get('exp')
  return { mechanisms, ...(redirect ? { redirect } : {}), ...(exp ? { exp } : {}) }
}

const QUALIFIERS: ReadonlyMap<string, SpfQualifier> = new Map<string, SpfQualifier>([
  ['+', 'pass'],
  ['-', 'fail'],
  ['?', 'neutral'],
  ['~', 'softfail'],
])

function parseMechanism(text: string): SpfMechanism | undefined {
  const sign = QUALIFIERS.get(text[0] ?? '')
  const bare = sign === undefined ? text : text.slice(1)
  const name = /^[a-z0-9]{1,7}/i.exec(bare)?.[0].toLowerCase() ?? ''
  const rest = bare.slice(name.length)
  const base = { text, qualifier: sign ?? 'pass' } as const
  switch (name) {
    case 'all':
      return rest === '' ? { ...base, kind: name } : undefined
    case 'include':
    case 'exists': {
      const target = rest.startsWith(':') ? parseDomainSpec(rest.slice(1)) : undefined
      return target && { ...base, kind: name, target }
    }
    case 'ptr': {
      if (rest === '') return { ...base, kind: name }
      const target = rest.startsWith(':') ? parseDomainSpec(rest.slice(1)) : undefined
      return target && { ...base, kind: name, target }
    }
    case 'a':
    case 'mx': {
      const host = parseHost(rest)
      return host && { ...base, kind: name, ...host }
    }
    case 'ip4':
    case 'ip6': {
      const network = rest.startsWith(':') ? parseNetwork(rest.slice(1), name === 'ip4' ? 4 : 6) : undefined
      return network && { ...base, kind: 'ip', ...network }
    }
    default:
      return undefined
  }
}

/** `[":" domain-spec] ["/" ip4-cidr-length] ["//" ip6-cidr-length]`; a slash may also stand in the domain. */
function parseHost(rest: string): { target?: MacroString; prefix4: number; prefix6: number } | undefined {
  const six = cutPrefix(rest, '//', 128)
  const four = six && cutPrefix(six.rest, '/', 32)
  if (!four) return undefined
  const prefixes = { prefix4: four.prefix, prefix6: six.prefix }
  if (four.rest === '') return prefixes
  const target = four.rest.startsWith(':') ? parseDomainSpec(four.rest.slice(1)) : undefined
  return target && { target, ...prefixes }
}

/** Takes a prefix length off the end; one that is out of range makes it all invalid. */
function cutPrefix(text: string, slashes: '/' | '//', width: number): { rest: string; prefix: number } | undefined {
  let start = text.length
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--
  const cut = start - slashes.length
  const present = start < text.length && text.startsWith(slashes, cut) && (slashes === '//' || text[cut - 1] !== '/')
  if (!present) return { rest: text, prefix: width }
  const prefix = readPrefix(text.slice(start), width)
  return prefix === undefined ? undefined : { rest: text.slice(0, cut), prefix }
}

function parseNetwork(text: string, version: 4 | 6): { network: IpAddress; prefix: number } | undefined {
  const slash = text.indexOf('/')
  const bare = slash < 0 ? text : text.slice(0, slash)
  const width = version === 4 ? 32 : 128
  const prefix = slash < 0 ? width : readPrefix(text.slice(slash + 1), width)
  const address = bare.includes(':') === (version === 6) ? parseIpAddress(bare) : undefined
  if (!address || prefix === undefined) return undefined
  // RFC 7208 section 5 matches IPv4-mapped clients by ip4 only, so in ip6 such a network stays one of IPv6.
  const mapped = address.version !== version
  return { network: mapped ? { version: 6, words: [0, 0, 0xffff, address.words[0] ?? 0] } : address, prefix }
}

function readPrefix(digits: string, width: number): number | undefined {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(digits)) return undefined
  const prefix = Number(digits)
  return prefix <= width ? prefix : undefined
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
