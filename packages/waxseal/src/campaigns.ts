import type { JournalEvent, JsonObject } from '@waxseal/core'

/** What the record says of a campaign. */
export interface CampaignState {
  readonly id: string
  readonly list: string
  readonly principal: string
  readonly at: number
  /** When its last event was written. */
  readonly changedAt: number
  /** How many events it has. */
  readonly events: number
  /** Through the provider as one campaign, or letter by letter from the host's own database. */
  readonly route: 'provider' | 'source'
  /** `partial`: sent letter by letter, some of them not or not for certain; `letters` counts. */
  readonly status: 'accepted' | 'not-sent' | 'open' | 'partial' | 'refused' | 'unknown'
  /** The short reference in the letters, and the signed statement that it points to. */
  readonly reference: string
  readonly jws: string
  readonly messageId?: string
  /** Set once the call that sends was about to be made: from here on a missing outcome is `unknown`. */
  readonly dispatching: boolean
  /** The provider's id of the campaign. */
  readonly providerCampaign?: string
  /** To how many it was to go, when a rule asked for that. */
  readonly recipients?: number
  /** Letters sent one by one. */
  readonly letters?: LetterCounts
}

/** How many letters of a campaign came to which end. */
export interface LetterCounts {
  readonly accepted: number
  readonly refused: number
  readonly unknown: number
}

const NO_LETTERS: LetterCounts = { accepted: 0, refused: 0, unknown: 0 }

/** The campaigns of one tenant: a fold over the record. */
export class CampaignFold {
  readonly #byId = new Map<string, CampaignState>()
  readonly #byReference = new Map<string, string>()
  readonly #byProviderCampaign = new Map<string, string>()

  apply(event: JournalEvent): void {
    if (!event.stream.startsWith('campaign/')) return
    const id = event.stream.slice('campaign/'.length)
    const stepped = step(this.#byId.get(id), id, event)
    if (stepped === undefined) return
    const next = { ...stepped, changedAt: event.at, events: event.version + 1 }
    this.#byId.set(id, next)
    this.#byReference.set(next.reference, id)
    if (next.providerCampaign !== undefined) this.#byProviderCampaign.set(next.providerCampaign, id)
  }

  get(id: string): CampaignState | undefined {
    return this.#byId.get(id)
  }

  byReference(reference: string): CampaignState | undefined {
    const id = this.#byReference.get(reference)
    return id === undefined ? undefined : this.#byId.get(id)
  }

  byProviderCampaign(number: string): CampaignState | undefined {
    const id = this.#byProviderCampaign.get(number)
    return id === undefined ? undefined : this.#byId.get(id)
  }

  all(): readonly CampaignState[] {
    return [...this.#byId.values()]
  }
}

function step(state: CampaignState | undefined, id: string, event: JournalEvent): CampaignState | undefined {
  const { data } = event
  if (event.type === 'campaign.intended') {
    return {
      id,
      list: text(data, 'list'),
      principal: text(data, 'principal'),
      at: event.at,
      changedAt: event.at,
      events: 1,
      route: text(data, 'route') === 'source' ? 'source' : 'provider',
      status: 'open',
      reference: text(data, 'reference'),
      jws: text(data, 'seal'),
      dispatching: false,
      ...(typeof data.recipients === 'number' ? { recipients: data.recipients } : {}),
    }
  }
  if (state === undefined) return undefined
  // Once accepted, always accepted: no later doubt unsends a letter.
  if (state.status === 'accepted' && event.type !== 'campaign.accepted') return state
  switch (event.type) {
    case 'campaign.dispatching':
      // It is on its way, whatever was believed before.
      return { ...state, status: 'open', dispatching: true, messageId: text(data, 'message') }
    case 'letters.intended':
      return {
        ...state,
        status: 'open',
        dispatching: true,
        letters: add(state.letters, { ...NO_LETTERS, unknown: count(data, 'letters') }),
      }
    case 'letters.settled': {
      const accepted = count(data, 'accepted')
      const refused = count(data, 'refused')
      // Rows that were skipped had no intent.
      const skipped = count(data, 'skipped')
      const settled = { accepted, refused: refused + skipped, unknown: -accepted - refused }
      return { ...state, letters: add(state.letters, settled) }
    }
    case 'campaign.accepted':
      return {
        ...state,
        status: 'accepted',
        ...('reference' in data ? { providerCampaign: text(data, 'reference') } : {}),
      }
    case 'campaign.partial':
      return { ...state, status: 'partial' }
    case 'campaign.refused':
      return { ...state, status: 'refused' }
    case 'campaign.unknown':
      return { ...state, status: 'unknown' }
    case 'campaign.not-sent':
      return { ...state, status: 'not-sent' }
    default:
      return state
  }
}

function add(left: LetterCounts = NO_LETTERS, right: LetterCounts): LetterCounts {
  return {
    accepted: left.accepted + right.accepted,
    refused: left.refused + right.refused,
    unknown: left.unknown + right.unknown,
  }
}

function text(data: JsonObject, key: string): string {
  const value = data[key]
  return typeof value === 'string' ? value : ''
}

function count(data: JsonObject, key: string): number {
  const value = data[key]
  return typeof value === 'number' ? value : 0
}
