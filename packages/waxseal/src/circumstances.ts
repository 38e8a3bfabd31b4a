import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeBase64url, type IpAddress, type JsonObject, type KeyRing, parseIpAddress, utf8 } from '@waxseal/core'
import type { Principal } from '@waxseal/policy'
import type { ListPlace } from './contact-source.js'

/** What stands in every event of a call beside what it did: who, by which grants, from which network, and whether in a zone not his own. */
export interface Circumstances {
  readonly principal: string
  readonly grants: readonly string[]
  readonly network?: string | undefined
  readonly outside?: boolean | undefined
  readonly claim?: string | undefined
}

/** The same as data of an event. */
export function circumstancesData({ principal, grants, network, outside, claim }: Circumstances): JsonObject {
  return {
    principal,
    grants: [...grants],
    ...(network === undefined ? {} : { network }),
    ...(outside === true ? { outside } : {}),
    ...(claim === undefined ? {} : { claim }),
  }
}

/**
 * The network that an address is in (IPv4 /24, IPv6 /48), as a keyed hash: the record can tell a new network from a known one and holds
 * nobody's address.
 */
export async function networkOf(ip: string | undefined, keyRing: KeyRing, tenant: string): Promise<string | undefined> {
  const address = ip === undefined ? undefined : parseIpAddress(ip)
  if (address === undefined) return undefined
  const { bytes } = await keyRing.current({ tenant, use: 'pseudonym' })
  return `n_${encodeBase64url(hmac(sha256, bytes, utf8(`network ${prefixOf(address)}`)).subarray(0, 9))}`
}

function prefixOf({ version, words: [first = 0, second = 0] }: IpAddress): string {
  return version === 4 ? `4 ${first >>> 8}` : `6 ${first} ${second >>> 16}`
}

/** Whether a list has zones and the principal none of them. */
export function isOutside(principal: Principal | undefined, place: ListPlace | undefined): boolean {
  const zones = typeof place === 'object' ? (place.zones ?? []) : []
  return zones.length > 0 && !zones.some((zone) => principal?.zones?.includes(zone))
}
