import { type IpNetwork, IpSet, parseIpAddress, parseIpNetwork } from '@waxseal/core'
import type { Policy } from './document.js'

/** A principal's networks, looked up and parsed. */
interface Allowlist {
  /** The array's elements when it was parsed: a host may change an array in place. */
  readonly elements: readonly unknown[]
  readonly sets: readonly IpSet[]
  /** The names in it that the policy knows, in words. */
  readonly places: string
}

/** Compares addresses with what principals are bound to. */
export interface Allowlists {
  /** @returns why the address does not do, without the address; `undefined` if it does. */
  refusal(networks: unknown, ip: unknown): string | undefined
}

/** The networks of the policy are parsed once, those of a principal once for each array. */
export function createAllowlists(networks: Policy['networks']): Allowlists {
  const named = new Map(Object.entries(networks ?? {}).map(([name, texts]) => [name, new IpSet(texts.flatMap(parsed))]))
  const parsedLists = new WeakMap<readonly unknown[], Allowlist>()

  function allowlistOf(array: readonly unknown[]): Allowlist {
    const known = parsedLists.get(array)
    if (known !== undefined && sameElements(known.elements, array)) return known
    const allowlist = parseAllowlist([...array], named)
    parsedLists.set(array, allowlist)
    return allowlist
  }

  return {
    refusal(array, ip) {
      const allowlist = Array.isArray(array) ? allowlistOf(array) : NOWHERE
      const address = typeof ip === 'string' ? parseIpAddress(ip) : undefined
      if (address !== undefined && allowlist.sets.some((set) => set.has(address))) return undefined
      if (address !== undefined || allowlist.sets.length === 0) return allowlist.places
      return `${allowlist.places}: the request has ${ip === undefined ? 'no address' : 'a malformed address'}`
    },
  }
}

const NOWHERE: Allowlist = { elements: [], sets: [], places: 'may act from no network' }

function parseAllowlist(elements: readonly unknown[], named: ReadonlyMap<string, IpSet>): Allowlist {
  const sets: IpSet[] = []
  const names: string[] = []
  const inline: IpNetwork[] = []
  for (const element of new Set(elements)) {
    if (typeof element !== 'string') continue
    const set = named.get(element)
    if (set === undefined) inline.push(...parsed(element))
    else {
      sets.push(set)
      names.push(`\`${element}\``)
    }
  }
  const places = names.sort()
  if (inline.length > 0) {
    sets.push(new IpSet(inline))
    // Not spelled out: a network of one person is often his home.
    places.push('networks listed for the principal')
  }
  return sets.length === 0
    ? { ...NOWHERE, elements }
    : { elements, sets, places: `may act only from ${places.join(' or ')}` }
}

function parsed(text: string): IpNetwork[] {
  const network = parseIpNetwork(text)
  return network === undefined ? [] : [network]
}

function sameElements(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return false
  return true
}
