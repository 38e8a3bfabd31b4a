import type { IpNetwork } from './ip-network.js'

/**
 * Where membership changes, as the words of ascending addresses: the first address of a range, the one behind its last, the first
 * of the next range and so on. Behind a range that reaches the end of the address space there is none. Nested and neighbouring
 * networks become one range, so that equal sets have equal boundaries.
 *
 * @param networks all of one version; sorted in place
 */
export function networkBoundaries(networks: IpNetwork[]): number[] {
  networks.sort((one, other) => compareWords(one.words, other.words) || one.prefix - other.prefix)
  const boundaries: number[] = []
  let end: readonly number[] | undefined
  for (const network of networks) {
    const order = end === undefined ? 1 : compareWords(network.words, end)
    if (order < 0) continue
    if (order > 0) {
      if (end !== undefined) append(boundaries, end)
      append(boundaries, network.words)
    }
    end = addressBehind(network)
    // Whatever follows begins in this range.
    if (end === undefined) return boundaries
  }
  if (end !== undefined) append(boundaries, end)
  return boundaries
}

function append(boundaries: number[], words: readonly number[]): void {
  for (const word of words) boundaries.push(word)
}

function compareWords(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** The address behind the last of the network. */
function addressBehind({ words, prefix }: IpNetwork): number[] | undefined {
  const sum = words.slice()
  let carry = 2 ** ((32 - (prefix & 31)) & 31)
  for (let index = ((prefix + 31) >> 5) - 1; index >= 0; index--) {
    const word = (sum[index] ?? 0) + carry
    sum[index] = word >>> 0
    if (word < 2 ** 32) return sum
    carry = 1
  }
  return undefined
}
