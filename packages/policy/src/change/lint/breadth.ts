import { type IpNetwork, IpSet } from '@waxseal/core'

/**
 * IPv4: the registry of IANA is a table of `/8`, so that a wider block is several of its entries. IPv6: IANA gives regional registries
 * `/12`, and hardly a provider holds more than a `/19` of one.
 */
const WIDEST = { 4: 8, 6: 19 } as const

/** How much of the internet networks hold: `any` is every address, `wide` more than one organization would have. */
export function breadthOf(network: IpNetwork): 'any' | 'wide' | undefined {
  if (network.prefix === 0) return 'any'
  return network.prefix < WIDEST[network.version] && !isLocal(network) ? 'wide' : undefined
}

/** Unique local and link-local addresses (RFC 4193, RFC 4291 section 2.5.6) do not come over the internet. */
function isLocal({ version, words: [first = 0], prefix }: IpNetwork): boolean {
  if (version === 4) return false
  return (prefix >= 7 && first >>> 25 === 0xfc00 >>> 9) || (prefix >= 10 && first >>> 22 === 0xfe80 >>> 6)
}

/** How much of all addresses of IPv4, and of those of IPv6 that are in use (`2000::/3`), networks hold at most. */
export interface Share {
  v4: number
  v6: number
}

/** `2 ** -prefix`, half a million times. */
const HALVES: readonly number[] = /* @__PURE__ */ Array.from({ length: 129 }, (_, prefix) => 2 ** -prefix)

/** Adds the share of one more network; what overlaps counts twice. */
export function addShare(share: Share, { version, words: [first = 0], prefix }: IpNetwork): void {
  if (version === 4) share.v4 += HALVES[prefix] ?? 0
  else if (prefix >= 3) share.v6 += first >>> 29 === 1 ? (HALVES[prefix - 3] ?? 0) : 0
  else share.v6 += prefix === 0 || first >>> (32 - prefix) === 1 >>> (3 - prefix) ? 1 : 0
}

/** Whether networks hold half of either. */
export function holdsHalf(networks: readonly IpNetwork[]): boolean {
  const share: Share = { v4: 0, v6: 0 }
  for (const network of withoutNested(networks)) addShare(share, network)
  return mayHoldHalf(share)
}

/** Whether the networks that were added could hold half, if they do not overlap. */
export function mayHoldHalf({ v4, v6 }: Share): boolean {
  return v4 >= 0.5 || v6 >= 0.5
}

/** Two networks lie apart or one in the other. */
function withoutNested(networks: readonly IpNetwork[]): readonly IpNetwork[] {
  const widest: IpNetwork[] = []
  let last: IpSet | undefined
  for (const network of [...networks].sort(byAddress)) {
    if (last?.covers(network)) continue
    last = new IpSet([network])
    widest.push(network)
  }
  return widest
}

function byAddress(one: IpNetwork, other: IpNetwork): number {
  if (one.version !== other.version) return one.version - other.version
  for (const [index, word] of one.words.entries()) {
    const difference = word - (other.words[index] ?? 0)
    if (difference !== 0) return difference
  }
  return one.prefix - other.prefix
}
