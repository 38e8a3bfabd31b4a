import { WaxsealError } from './error.js'
import { type IpAddress, isIpAddress } from './ip-address.js'
import { networkBoundaries } from './ip-boundaries.js'
import { hostMask, type IpNetwork, isIpNetwork, parseIpNetwork } from './ip-network.js'
import { scanIpAddress, scanned } from './ip-scan.js'

/**
 * An unchangeable set of addresses, made of networks. It keeps only the places where membership changes, 8 bytes for a range of
 * IPv4 and 32 for one of IPv6, and finds an address by halving; nested and neighbouring networks share a range.
 *
 * @example
 * ```ts
 * import { IpSet } from '@waxseal/core'
 *
 * const { set: office, bad } = IpSet.parse(['203.0.113.0/24', '2001:db8:1::/48', '10.0.0.5/8'])
 * console.log(bad) // [ 2 ]
 * console.log(office.has('203.0.113.7')) // true
 * console.log(office.has('2001:db8:2::1')) // false
 * ```
 */
export class IpSet {
  /** First the boundaries of IPv4, one word each, then those of IPv6, four words each. */
  readonly #words: Uint32Array
  /** Where the boundaries of IPv6 begin. */
  readonly #split: number

  /** @throws WaxsealError `ip-network-invalid` for a network that `parseIpNetwork` would not return */
  constructor(networks: Iterable<IpNetwork> = []) {
    const v4: IpNetwork[] = []
    const v6: IpNetwork[] = []
    for (const network of networks) {
      if (!isIpNetwork(network))
        throw new WaxsealError('ip-network-invalid', 'a network has wrong words or a wrong prefix')
      if (network.version === 4) v4.push(network)
      else v6.push(network)
    }
    const boundaries = networkBoundaries(v4)
    this.#split = boundaries.length
    this.#words = Uint32Array.from(boundaries.concat(networkBoundaries(v6)))
  }

  /**
   * Builds a set from CIDR texts.
   *
   * @returns the set of all well-formed ones, and the positions of the others
   */
  static parse(texts: Iterable<string>): { readonly set: IpSet; readonly bad: readonly number[] } {
    const networks: IpNetwork[] = []
    const bad: number[] = []
    let position = 0
    for (const text of texts) {
      const network = parseIpNetwork(text)
      if (network === undefined) bad.push(position)
      else networks.push(network)
      position++
    }
    return { set: new IpSet(networks), bad }
  }

  /** Tells whether the address lies in one of the networks. Malformed text lies in none. */
  has(address: string | IpAddress): boolean {
    const version = typeof address === 'string' ? scanIpAddress(address, address.length) : load(address)
    return version !== 0 && (this.#rank(version) & 1) === 1
  }

  /** Tells whether every address of the network lies in the set. */
  covers(network: IpNetwork): boolean {
    if (!isIpNetwork(network)) return false
    const { version, words, prefix } = network
    load(network)
    const rank = this.#rank(version)
    for (const [index, word] of words.entries()) scanned[index] = word | hostMask(prefix, index)
    return (rank & 1) === 1 && this.#rank(version) === rank
  }

  /** Tells whether both sets hold the same addresses, however they were written. */
  equals(other: IpSet): boolean {
    if (this.#split !== other.#split || this.#words.length !== other.#words.length) return false
    return this.#words.every((word, index) => word === other.#words[index])
  }

  /** The lowest address of the set, IPv4 before IPv6; none if it is empty. */
  first(): IpAddress | undefined {
    if (this.#words.length === 0) return undefined
    const version = this.#split > 0 ? 4 : 6
    return { version, words: [...this.#words.subarray(0, version === 4 ? 1 : 4)] }
  }

  /** How many boundaries lie at or below the scanned address: an odd number within a range. */
  #rank(version: 4 | 6): number {
    return version === 4 ? rankV4(this.#words, this.#split) : rankV6(this.#words, this.#split)
  }
}

/** Puts an address that was read earlier where the search looks for it. */
function load(address: IpAddress): 0 | 4 | 6 {
  if (!isIpAddress(address)) return 0
  scanned.set(address.words)
  return address.version
}

function rankV4(words: Uint32Array, split: number): number {
  const word = scanned[0] ?? 0
  let low = 0
  let high = split
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((words[middle] ?? 0) <= word) low = middle + 1
    else high = middle
  }
  return low
}

function rankV6(words: Uint32Array, split: number): number {
  const first = scanned[0] ?? 0
  const second = scanned[1] ?? 0
  const third = scanned[2] ?? 0
  const fourth = scanned[3] ?? 0
  let low = 0
  let high = (words.length - split) >>> 2
  while (low < high) {
    const middle = (low + high) >>> 1
    const base = split + middle * 4
    let difference = (words[base] ?? 0) - first
    if (difference === 0) difference = (words[base + 1] ?? 0) - second
    if (difference === 0) difference = (words[base + 2] ?? 0) - third
    if (difference === 0) difference = (words[base + 3] ?? 0) - fourth
    if (difference <= 0) low = middle + 1
    else high = middle
  }
  return low
}
