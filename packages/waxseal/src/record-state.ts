import type { Fold, JournalEvent } from '@waxseal/core'
import { CampaignFold } from './campaigns.js'
import { ClaimFold } from './facts/claim-fold.js'
import { RevealFold } from './facts/reveal-fold.js'
import { Departures } from './offboard/departures.js'

/** Everything of one tenant that the façade knows from the record. */
export interface RecordState {
  readonly campaigns: CampaignFold
  readonly reveals: RevealFold
  readonly claims: ClaimFold
  readonly departures: Departures
  /** Hash of the policy adopted last. */
  policy: string | undefined
  /** Ids of all keys of the ring that were ever adopted. */
  readonly keys: Set<string>
}

/** The façade's state as a fold over the record. */
export const recordFold: Fold<RecordState> = {
  name: 'waxseal',
  version: 1,
  start: () => ({
    campaigns: new CampaignFold(),
    reveals: new RevealFold(),
    claims: new ClaimFold(),
    departures: new Departures(),
    policy: undefined,
    keys: new Set(),
  }),
  apply(state, event) {
    state.campaigns.apply(event)
    state.reveals.apply(event)
    state.claims.apply(event)
    state.departures.apply(event)
    adopt(state, event)
    return state
  },
}

function adopt(state: RecordState, { type, data }: JournalEvent): void {
  if (type === 'policy.adopted' && typeof data.hash === 'string') state.policy = data.hash
  if (type !== 'keys.adopted' || !Array.isArray(data.ids)) return
  for (const id of data.ids) if (typeof id === 'string') state.keys.add(id)
}
