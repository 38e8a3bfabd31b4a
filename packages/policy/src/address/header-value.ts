/** The headers of a request: a `Headers` of the Web, or an object as Node gives it, with one text or one for each line. */
export type HeaderSource = Pick<Headers, 'get'> | Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * All lines of a header in their order, joined by commas (RFC 9110 section 5.3). Names are compared without regard to case; a header
 * under two spellings has no order, and counts as missing.
 */
export function headerValue(headers: HeaderSource, name: string): string | undefined {
  const value = isWebHeaders(headers) ? headers.get(name) : ownValue(headers, name)
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join(',') : undefined
}

function isWebHeaders(headers: HeaderSource): headers is Pick<Headers, 'get'> {
  return typeof Object(headers).get === 'function'
}

function ownValue(headers: Exclude<HeaderSource, Pick<Headers, 'get'>>, name: string): unknown {
  const names = Object.keys(Object(headers)).filter((key) => key.length === name.length && key.toLowerCase() === name)
  return names.length === 1 && names[0] !== undefined ? headers[names[0]] : undefined
}
