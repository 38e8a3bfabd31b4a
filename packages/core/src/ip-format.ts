import type { IpAddress } from './ip-address.js'

/**
 * Writes an address in the one text form of RFC 5952: lower case, no leading zeros, the longest run of zero groups as `::`.
 *
 * @example
 * ```ts
 * import { formatIpAddress } from '@waxseal/core'
 *
 * console.log(formatIpAddress({ version: 4, words: [0xcb007107] })) // 203.0.113.7
 * console.log(formatIpAddress({ version: 6, words: [0x20010db8, 0, 0, 1] })) // 2001:db8::1
 * ```
 */
export function formatIpAddress(address: IpAddress): string {
  if (address.version === 4) {
    const [word = 0] = address.words
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
  }
  const groups = address.words.flatMap((word) => [word >>> 16, word & 0xffff])
  const gap = longestZeroRun(groups)
  if (gap.length < 2) return hex(groups)
  return `${hex(groups.slice(0, gap.start))}::${hex(groups.slice(gap.start + gap.length))}`
}

function hex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':')
}

/** The first of the longest runs (RFC 5952 section 4.2.3). */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 }
  let length = 0
  for (const [index, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0
    if (length > longest.length) longest = { start: index - length + 1, length }
  }
  return longest
}
