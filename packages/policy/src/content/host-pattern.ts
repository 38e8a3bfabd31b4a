import { toAsciiDomain } from '@waxseal/core'

/** Tells whether a text is a host name or `*.` before one. Addresses in place of names are none. */
export function isHostPattern(text: string): boolean {
  return toAsciiDomain(text.startsWith('*.') ? text.slice(2) : text) !== undefined
}

/** Tells whether one of the patterns names the host. The host is given in the form of `toAsciiDomain`. */
export function namesHost(patterns: readonly string[], host: string): boolean {
  return patterns.some((pattern) => {
    if (!pattern.startsWith('*.')) return toAsciiDomain(pattern) === host
    const domain = toAsciiDomain(pattern.slice(2))
    return domain !== undefined && host.endsWith(`.${domain}`)
  })
}
