import { type IpAddress, parseIpAddress } from './ip-address.js'
import { bitAt, type IpNetwork } from './ip-network.js'

interface Node {
  children: [Node | undefined, Node | undefined]
  end: boolean
}

/**
 * A set of networks: a binary trie for each IP version, so that a look-up costs at most one step a bit however many networks
 * it holds.
 *
 * @example
 * ```ts
 * import { IpSet, parseIpNetwork } from '@waxseal/core'
 *
 * const office = new IpSet([parseIpNetwork('203.0.113.0/24')!, parseIpNetwork('2001:db8:1::/48')!])
 * console.log(office.has('203.0.113.7')) // true
 * console.log(office.has('2001:db8:2::1')) // false
 * ```
 */
export class IpSet {
  readonly #roots: Record<4 | 6, Node> = { 4: newNode(), 6: newNode() }

  constructor(networks: Iterable<IpNetwork> = []) {
    for (const network of networks) this.#add(network)
  }

  /** Tells whether the address lies in one of the networks. Malformed text lies in none. */
  has(address: string | IpAddress): boolean {
    const ip = typeof address === 'string' ? parseIpAddress(address) : address
    if (ip === undefined) return false
    let node: Node | undefined = this.#roots[ip.version]
    const width = ip.words.length * 32
    for (let bit = 0; node !== undefined; bit++) {
      if (node.end) return true
      if (bit === width) return false
      node = node.children[bitAt(ip, bit)]
    }
    return false
  }

  #add(network: IpNetwork): void {
    let node = this.#roots[network.version]
    for (let bit = 0; bit < network.prefix && !node.end; bit++) {
      const side = bitAt(network, bit)
      let next = node.children[side]
      if (next === undefined) {
        next = newNode()
        node.children[side] = next
      }
      node = next
    }
    node.end = true
    node.children = [undefined, undefined]
  }
}

function newNode(): Node {
  return { children: [undefined, undefined], end: false }
}
