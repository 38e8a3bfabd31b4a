import type { Clock, KeyRing, Provider, Random } from '@waxseal/core'
import type { Subjects } from '@waxseal/journal'
import type { Engine } from '@waxseal/policy'
import type { DnsResolver, Identity } from '@waxseal/provenance'
import type { Tokens } from '@waxseal/redact'
import type { CampaignFold } from './campaigns.js'
import type { ContactSource, ListPlace } from './contact-source.js'
import type { ClaimFold } from './facts/claim-fold.js'
import type { FactSource } from './facts/fact-source.js'
import type { RevealFold } from './facts/reveal-fold.js'
import type { Turns } from './facts/turns.js'
import { Halt } from './halt.js'
import type { LetterTransport } from './letter-transport.js'
import type { Departures } from './offboard/departures.js'
import type { TenantRecord } from './record.js'
import type { Sealer } from './seal.js'
import type { PrincipalLookup } from './session.js'

/** Everything that the steps of the pipeline work with: one tenant's side of the host. */
export interface House {
  readonly tenant: string
  readonly engine: Engine
  /** The same policy without the rules. */
  readonly grants: Engine
  readonly facts: FactSource | undefined
  readonly reveals: RevealFold
  readonly claims: ClaimFold
  readonly departures: Departures
  readonly turns: Turns
  readonly principals: PrincipalLookup
  readonly lists: ReadonlyMap<string, ListPlace>
  readonly provider: Provider | undefined
  readonly transport: LetterTransport | undefined
  readonly record: TenantRecord
  readonly campaigns: CampaignFold
  /** Campaigns that this process is sending right now. */
  readonly running: Set<string>
  readonly keyRing: KeyRing
  readonly subjects: Pick<Subjects, 'idOf'> | undefined
  readonly sealer: Sealer
  readonly identity: Identity
  readonly dns: DnsResolver | undefined
  /** For how many milliseconds events of other processes may go unheard before a call asks for them. */
  readonly maxAge: number
  readonly clock: Clock
  readonly random: Random
  tokensOf(list: string): Promise<Tokens>
}

/** Where a list lives, ready to be used. */
export type Place =
  | { readonly kind: 'provider'; readonly provider: Provider; readonly id: string }
  | { readonly kind: 'source'; readonly source: ContactSource }

/** The place of a list that the policy engine has already found to exist. */
export function placeOf(house: House, list: string): Place {
  const place = house.lists.get(list)
  if (typeof place === 'object' && place.source !== undefined) return { kind: 'source', source: place.source }
  const id = typeof place === 'object' ? place.id : place
  if (id !== undefined && house.provider !== undefined) return { kind: 'provider', provider: house.provider, id }
  throw new Halt({ stage: 'resolve', code: 'unsupported', message: `list \`${list}\` lives nowhere` })
}

/** The provider of a list, for what only a provider can do. */
export function providerOf(house: House, list: string): { readonly provider: Provider; readonly id: string } {
  const place = placeOf(house, list)
  if (place.kind === 'provider') return place
  throw new Halt({
    stage: 'resolve',
    code: 'unsupported',
    message: `list \`${list}\` lives in the host's own database, which cannot do this`,
  })
}
