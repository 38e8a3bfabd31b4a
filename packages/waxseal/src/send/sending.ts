import type { JsonObject } from '@waxseal/core'
import type { Call } from '../call.js'
import type { LetterCounts } from '../campaigns.js'
import type { Draft } from '../content/draft.js'
import type { MadeSeal } from '../seal.js'

/** A campaign that went out. */
export interface SentCampaign {
  readonly campaign: string
  /** `partial`: sent letter by letter, and of some nobody can tell whether they left. */
  readonly status: 'accepted' | 'partial'
  /** The reference of its seal. */
  readonly seal: string
  /** Where letters are sent one by one: how many came to which end. */
  readonly letters?: LetterCounts
}

/** One campaign on its way: what both roads need. */
export interface Sending {
  readonly call: Call
  readonly draft: Draft
  readonly id: string
  readonly seal: MadeSeal
  /** Writes an event of this campaign. */
  write(type: string, data: JsonObject, outcome?: 'not-sent' | 'unknown'): Promise<void>
}
