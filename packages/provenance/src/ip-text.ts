import type { IpAddress } from '@waxseal/core'

/** An address as people write it (RFC 5952 for IPv6). */
export function ipText({ version, words }: IpAddress): string {
  if (version === 4) return octets(words[0] ?? 0).join('.')
  const groups = words.flatMap((word) => [Math.floor(word / 65_536), word % 65_536])
  const { start, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** An address as the macro `i` gives it: four numbers, or 32 hexadecimal digits with dots between. */
export function ipMacroText({ version, words }: IpAddress): string {
  if (version === 4) return octets(words[0] ?? 0).join('.')
  return [...words.map((word) => word.toString(16).toUpperCase().padStart(8, '0')).join('')].join('.')
}

/** The name at which an address's own name is found (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export function reverseName(address: IpAddress): string {
  const reversed = ipMacroText(address).split('.').reverse().join('.')
  return `${reversed}.${address.version === 4 ? 'in-addr' : 'ip6'}.arpa`
}

/** Whether an address lies in a network; addresses of another version do not. */
export function isInNetwork(address: IpAddress, network: IpAddress, prefix: number): boolean {
  if (address.version !== network.version) return false
  for (let index = 0; index * 32 < prefix; index++) {
    const bits = Math.min(32, prefix - index * 32)
    const differing = (address.words[index] ?? 0) ^ (network.words[index] ?? 0)
    if (differing >>> (32 - bits) !== 0) return false
  }
  return true
}

function octets(word: number): number[] {
  return [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  }
  return best
}
