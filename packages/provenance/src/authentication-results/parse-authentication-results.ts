import { readSegments, type Segment, type SegmentFault } from './segments.js'

/** One method's word on a letter (RFC 8601 section 2.3). */
export interface AuthenticationResult {
  /** `spf`, `dkim`, `dmarc`, `arc`, …, in lower case. */
  readonly method: string
  /** `pass`, `fail`, `none`, …, in lower case. */
  readonly result: string
  readonly reason?: string
  /**
   * `smtp.mailfrom`, `header.d`, … in lower case with their values, which may be addresses. A property that comes twice with
   * different values is left out. The object has no prototype.
   */
  readonly properties: Readonly<Record<string, string>>
}

/** Why a field must not be used at all. */
export type AuthenticationResultsFault = SegmentFault | 'empty' | 'no-results' | 'version-unknown'

/** What an Authentication-Results field says, or why it must not be used. */
export type AuthenticationResults =
  | {
      readonly ok: true
      /** Who says it, in lower case; absent when the receiver wrote no name, as Microsoft does. */
      readonly authservId?: string
      /** `i=` of an ARC-Authentication-Results field. */
      readonly instance?: number
      /** Empty when it says `none`. */
      readonly results: readonly AuthenticationResult[]
    }
  | { readonly ok: false; readonly code: AuthenticationResultsFault }

const MAX_RESULTS = 100

/**
 * Reads the value of an Authentication-Results or ARC-Authentication-Results field (RFC 8601 section 2.2, RFC 8617 section 4.1.1), folded or
 * not. It takes what receivers really write: no authserv-id, properties without a type, old names. Comments never count, and a
 * field that could be read in two ways is refused. Nothing is thrown; time is linear in the length.
 *
 * Anybody can write such a field: believe one only that stands above the hop where the letter entered a receiver you trust.
 *
 * @example
 * ```ts
 * import { parseAuthenticationResults } from '@waxseal/provenance'
 *
 * const read = parseAuthenticationResults('mx.example.net; spf=pass (dkim=pass) smtp.mailfrom=news@romashka.ru; dkim=none')
 * console.log(read.ok && read.authservId) // mx.example.net
 * console.log(read.ok && read.results.map(({ method, result }) => `${method} ${result}`)) // [ 'spf pass', 'dkim none' ]
 * console.log(parseAuthenticationResults('mx.example.net 2; spf=pass')) // { ok: false, code: 'version-unknown' }
 * ```
 */
export function parseAuthenticationResults(value: string): AuthenticationResults {
  const segments = readSegments(value)
  if (typeof segments === 'string') return { ok: false, code: segments }
  if (segments.every((segment) => segment.length === 0)) return { ok: false, code: 'empty' }
  const instance = readInstance(segments[0])
  const from = instance === undefined ? 0 : 1
  const [id, version, ...more] = leadingWords(segments[from] ?? [])
  if (more.length > 0) return { ok: false, code: 'syntax' }
  if (version !== undefined && version !== '1') return { ok: false, code: 'version-unknown' }
  const rest = segments.slice(id === undefined ? from : from + 1)
  const results = rest.map(readResult).filter((result): result is AuthenticationResult => result !== undefined)
  if (results.length > MAX_RESULTS) return { ok: false, code: 'too-many-results' }
  if (results.length === 0 && !rest.some(isNone)) return { ok: false, code: 'no-results' }
  return {
    ok: true,
    ...(id === undefined ? {} : { authservId: id.toLowerCase() }),
    ...(instance === undefined ? {} : { instance }),
    results,
  }
}

/** `i=1`, alone before the first semicolon. */
function readInstance(segment: Segment | undefined): number | undefined {
  const [pair, ...rest] = segment ?? []
  if (!pair || rest.length > 0 || pair.key?.toLowerCase() !== 'i') return undefined
  return /^[1-9]\d?$/.test(pair.value) ? Number(pair.value) : undefined
}

function leadingWords(segment: Segment): string[] {
  const end = segment.findIndex(({ key }) => key !== undefined)
  return segment.slice(0, end < 0 ? segment.length : end).map(({ value }) => value)
}

function isNone([word, ...rest]: Segment): boolean {
  return word?.key === undefined && word?.value.toLowerCase() === 'none' && rest.length === 0
}

/** `undefined` for what is no result, or one of a version of its method that nobody knows. */
function readResult([head, ...pairs]: Segment): AuthenticationResult | undefined {
  if (head?.key === undefined || !isKeyword(head.value)) return undefined
  const [method = '', version = '1', ...more] = head.key.toLowerCase().split('/')
  if (!isKeyword(method) || version !== '1' || more.length > 0) return undefined
  let reason: string | undefined
  const values = new Map<string, string | undefined>()
  for (const { key, value } of pairs) {
    const name = key?.toLowerCase()
    if (name === undefined) continue
    if (name === 'reason') reason ??= value
    else values.set(name, !values.has(name) || values.get(name) === value ? value : undefined)
  }
  const properties: Record<string, string> = Object.create(null)
  for (const [name, value] of values) if (value !== undefined) properties[name] = value
  return { method, result: head.value.toLowerCase(), ...(reason === undefined ? {} : { reason }), properties }
}

/** Keyword of RFC 5321 section 4.1.2: letters, digits and hyphens within. */
function isKeyword(text: string): boolean {
  return text.length <= 64 && /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i.test(text)
}
