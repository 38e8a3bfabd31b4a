import { type JsonObject, type KeyRing, networkHasher } from '@waxseal/core'
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

/** The network that a session comes from, as a keyed hash. */
export async function networkOf(ip: string | undefined, keyRing: KeyRing, tenant: string): Promise<string | undefined> {
  if (ip === undefined) return undefined
  const hashOf = await networkHasher(await keyRing.current({ tenant, use: 'pseudonym' }))
  return await hashOf(ip)
}

/** Whether a list has zones and the principal none of them. */
export function isOutside(principal: Principal | undefined, place: ListPlace | undefined): boolean {
  const zones = typeof place === 'object' ? (place.zones ?? []) : []
  return zones.length > 0 && !zones.some((zone) => principal?.zones?.includes(zone))
}
