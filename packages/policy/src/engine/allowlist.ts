import { type IpAddress, IpSet, parseIpAddress, parseIpNetwork } from '@waxseal/core'

/** Where a principal may act from. */
export interface Allowlist {
  /** Names of networks; one that the policy does not know matches nothing. */
  readonly names: readonly string[]
  /** The CIDRs that were listed for him alone. */
  readonly own: IpSet | undefined
}

/** The networks of a policy, by name. */
export type Networks = ReadonlyMap<string, IpSet>

const NOWHERE: Allowlist = /* @__PURE__ */ Object.freeze({ names: [], own: undefined })

/** Reads an allowlist. What cannot be read of it only narrows it. */
export function compileAllowlist(networks: unknown): Allowlist {
  if (!Array.isArray(networks)) return NOWHERE
  const names: string[] = []
  const cidrs: string[] = []
  for (const text of networks) {
    if (typeof text !== 'string') continue
    if (parseIpNetwork(text) !== undefined) cidrs.push(text)
    else if (!names.includes(text)) names.push(text)
  }
  return { names, own: cidrs.length === 0 ? undefined : IpSet.parse(cidrs).set }
}

/** Whether the address, in text, lies in one of the networks. */
export function admits(allowlist: Allowlist, ip: unknown, networks: Networks): boolean {
  const address = typeof ip === 'string' ? parseIpAddress(ip) : undefined
  return address !== undefined && admitsAddress(allowlist, address, networks)
}

function admitsAddress({ names, own }: Allowlist, address: IpAddress, networks: Networks): boolean {
  for (const name of names) if (networks.get(name)?.has(address)) return true
  return own?.has(address) === true
}

/** Where one may act from, in words. Networks of one person are not spelled out: one is often his home. */
export function placesOf({ names, own }: Allowlist, networks: Networks): readonly string[] {
  const known = names.filter((name) => networks.has(name)).sort()
  return own === undefined ? known : [...known, '']
}
