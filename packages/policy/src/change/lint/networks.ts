import { type IpNetwork, parseIpNetwork } from '@waxseal/core'
import { nameOf } from '../../engine/refusal.js'
import { addShare, breadthOf, holdsHalf, mayHoldHalf, type Share } from './breadth.js'
import type { Note } from './finding.js'
import type { Ground } from './ground.js'
import type { Person } from './read-directory.js'
import { quoted } from './words.js'

/** Named networks, read once. */
interface NamedNetwork {
  readonly texts: readonly string[]
  readonly share: Share
  /** It was noted that they bind nobody. */
  readonly open: boolean
}

/** Notes networks that bind nobody, and those of principals that match nothing. */
export function noteNetworks({ policy, directory }: Ground, note: Note): void {
  const named = new Map<string, NamedNetwork>()
  for (const [name, texts] of Object.entries(policy.networks ?? {})) {
    named.set(name, noteAll(texts, ['networks', name], quoted('network', name), new Map(), note))
  }
  if (directory?.principals === undefined) return
  const used = new Set<string>()
  let index = 0
  for (const person of directory.principals.values()) notePerson(person, index++, named, used, note)
  for (const name of named.keys()) {
    if (!used.has(name)) note('network-unused', 'note', ['networks', name], `${quoted('network', name)} binds nobody`)
  }
}

function notePerson(
  { id, networks }: Person,
  index: number,
  named: ReadonlyMap<string, NamedNetwork>,
  used: Set<string>,
  note: Note,
): void {
  if (networks === undefined) return
  const path = ['principals', index, 'networks']
  const { share } = noteAll(networks, path, nameOf(id), named, note)
  for (const text of networks) if (named.has(text)) used.add(text)
  if (share.v4 + share.v6 > 0) return
  // IPv6 that is not in use has no share, and is an address all the same.
  const admits = networks.some((text) => parseIpNetwork(text) !== undefined || (named.get(text)?.texts.length ?? 0) > 0)
  if (!admits) note('allowlist-empty', 'warning', path, `${nameOf(id)} is admitted from no address`)
}

/** Notes what is wrong with the networks in one array. Nothing is kept of each: there may be half a million. */
function noteAll(
  texts: readonly string[],
  path: readonly (string | number)[],
  whose: string,
  named: ReadonlyMap<string, NamedNetwork>,
  note: Note,
): NamedNetwork {
  const share: Share = { v4: 0, v6: 0 }
  let open = false
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index] ?? ''
    const known = named.get(text)
    const network = known === undefined ? parseIpNetwork(text) : undefined
    if (known !== undefined) {
      share.v4 += known.share.v4
      share.v6 += known.share.v6
      open ||= known.open
    } else if (network === undefined) noteUnknown(text, [...path, index], whose, note)
    else {
      addShare(share, network)
      if (noteBreadth(network, path, index, whose, note) === 'any') open = true
    }
  }
  if (!open && mayHoldHalf(share) && holdsHalf(texts.flatMap((text) => networksOf(text, named)))) {
    open = true
    note('allowlist-wide', 'error', path, `${whose} admits half of the internet`)
  }
  return { texts, share, open }
}

function networksOf(text: string, named: ReadonlyMap<string, NamedNetwork>): readonly IpNetwork[] {
  return (named.get(text)?.texts ?? [text]).flatMap((one) => parseIpNetwork(one) ?? [])
}

function noteBreadth(
  network: IpNetwork,
  path: readonly (string | number)[],
  index: number,
  whose: string,
  note: Note,
): 'any' | 'wide' | undefined {
  const breadth = breadthOf(network)
  if (breadth === 'any') note('network-any', 'error', [...path, index], `${whose} admits every address there is`)
  if (breadth === 'wide') {
    note('network-wide', 'warning', [...path, index], `${whose} admits more addresses than one organization would have`)
  }
  return breadth
}

/** Begins like an address: `10.`, `0x0a.`, `fe80:`, `[2001:`, `167772165`. */
const LIKE_ADDRESS = /^(?:\d[\da-fx]*\.|\[?[\da-f]*:|\d+(?:\/\d*)?$)/i

/** What was written may be anything, so that it is not repeated. */
function noteUnknown(text: string, path: readonly (string | number)[], who: string, note: Note): void {
  if (LIKE_ADDRESS.test(text)) {
    const what = 'what reads like an address and is none, or has bits beyond its prefix: it matches nothing'
    note('network-malformed', 'error', path, `${who} names ${what}`)
  } else note('network-unknown', 'error', path, `${who} names a network that the policy does not have`)
}
