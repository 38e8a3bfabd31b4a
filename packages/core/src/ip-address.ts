/** An IP address as big-endian 32-bit words: one for IPv4, four for IPv6. An IPv4-mapped IPv6 address is given as its IPv4. */
export interface IpAddress {
  readonly version: 4 | 6
  readonly words: readonly number[]
}

/**
 * Reads an IP address strictly: four decimal parts without leading zeros, or the text forms of RFC 4291 section 2.2. Ports, zone
 * ids, brackets and the historical spellings (`10.5`, `0x0a.0.0.5`, `010.0.0.5`, `167772165`) are refused: readers disagree
 * about them, and a disagreement is a hole in an allowlist.
 *
 * @returns the address, or `undefined`. `::ffff:10.0.0.5` comes out equal to `10.0.0.5`.
 * @example
 * ```ts
 * import { parseIpAddress } from '@waxseal/core'
 *
 * console.log(parseIpAddress('::ffff:10.0.0.5')) // { version: 4, words: [ 167772165 ] }
 * console.log(parseIpAddress('010.0.0.5')) // undefined
 * ```
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (typeof text !== 'string' || text.length < 2 || text.length > 45) return undefined
  if (!text.includes(':')) {
    const word = parseV4(text)
    return word === undefined ? undefined : { version: 4, words: [word] }
  }
  const words = parseV6(text)
  if (words === undefined) return undefined
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return { version: 4, words: [words[3] ?? 0] }
  return { version: 6, words }
}

function parseV4(text: string): number | undefined {
  let word = 0
  let parts = 0
  let index = 0
  while (true) {
    let value = -1
    const start = index
    for (; index < text.length; index++) {
      const digit = text.charCodeAt(index) - 48
      if (digit < 0 || digit > 9) break
      if (value === 0 || index - start === 3) return undefined
      value = value < 0 ? digit : value * 10 + digit
    }
    if (value < 0 || value > 255) return undefined
    word = word * 256 + value
    parts++
    if (index === text.length) return parts === 4 ? word : undefined
    if (parts === 4 || text.charCodeAt(index) !== 46) return undefined
    index++
  }
}

function parseV6(text: string): number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0] ?? '', halves.length === 1)
  if (head === undefined) return undefined
  let groups = head
  if (halves.length === 2) {
    const tail = parseGroups(halves[1] ?? '', true)
    if (tail === undefined || head.length + tail.length > 7) return undefined
    groups = [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail]
  }
  if (groups.length !== 8) return undefined
  const words: number[] = []
  for (let index = 0; index < 8; index += 2) words.push((groups[index] ?? 0) * 65536 + (groups[index + 1] ?? 0))
  return words
}

function parseGroups(text: string, mayEndInV4: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (mayEndInV4 && index === parts.length - 1 && part.includes('.')) {
      const word = parseV4(part)
      if (word === undefined) return undefined
      groups.push(Math.floor(word / 65536), word % 65536)
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups
}
