import { WaxsealError, type WaxsealErrorOptions } from './error.js'

/** What kind of fault a provider's refusal is. */
export type ProviderErrorCategory =
  | 'arguments'
  | 'credential'
  | 'limit'
  | 'money'
  | 'network'
  | 'permission'
  | 'protocol'
  | 'provider'

/** Whether the provider may have acted on a call that failed. */
export type CallOutcome = 'not-sent' | 'unknown'

/** What a failed call to a provider tells. `code` is ours and literal, `providerCode` is the provider's own word or number. */
export interface ProviderFault {
  readonly code: string
  readonly category: ProviderErrorCategory
  readonly retryable: boolean
  readonly outcome: CallOutcome
  readonly providerCode?: string
  /** The provider's own reference for its support desk. */
  readonly reference?: string
}

/**
 * A failed call to a provider. Its message never holds arguments of the call.
 *
 * @example
 * ```ts
 * import { ProviderError } from '@waxseal/core'
 *
 * const error = new ProviderError('the provider did not answer in time', {
 *   code: 'timeout', category: 'network', retryable: true, outcome: 'unknown',
 * })
 * console.log(error.fault.outcome) // unknown
 * ```
 */
export class ProviderError extends WaxsealError {
  readonly fault: ProviderFault

  constructor(message: string, fault: ProviderFault, options: WaxsealErrorOptions = {}) {
    super(fault.code, message, options)
    this.fault = fault
  }

  override toJSON(): ReturnType<WaxsealError['toJSON']> & { fault: ProviderFault } {
    return { ...super.toJSON(), fault: this.fault }
  }
}

/** What became of something that sends. `unknown`: nobody can tell, so it is neither repeated nor called failed. */
export type SendOutcome =
  | { readonly status: 'accepted'; readonly reference: string }
  | { readonly status: 'refused'; readonly fault: ProviderFault; readonly message: string }
  | { readonly status: 'unknown'; readonly fault: ProviderFault; readonly message: string }

/** A contact as the provider keeps it. Everything but `status` is personal. */
export interface ProviderContact {
  readonly email: string
  readonly phone?: string
  readonly status?: string
  readonly fields: Readonly<Record<string, string>>
}

/** A contact to be imported. */
export interface ContactRow {
  readonly email: string
  readonly phone?: string
  readonly fields?: Readonly<Record<string, string>>
}

/** What became of an import. Rows count from 0 in the order given; a reason is a code, never the value. */
export interface ImportReport {
  readonly accepted: number
  readonly refused: readonly { readonly row: number; readonly reason: string }[]
}

/** A message to be stored at the provider, merge fields in place. */
export interface ProviderMessage {
  readonly listId: string
  readonly senderName: string
  readonly senderEmail: string
  readonly subject: string
  readonly html: string
  readonly text?: string
}

/** A campaign at the provider. */
export interface ProviderCampaign {
  readonly id: string
  readonly status: string
  readonly messageId: string
}

/** What became of one letter of a campaign. The address is personal. */
export interface ProviderDelivery {
  readonly email: string
  readonly status: string
}

/** Options of every provider call. */
export interface ProviderCallOptions {
  readonly signal?: AbortSignal
}

/**
 * The port of a provider that keeps lists and sends campaigns to them. Methods throw `ProviderError`; the one that sends gives
 * an outcome as a value.
 */
export interface Provider {
  /** Which provider: `unisender`. */
  readonly id: string
  readonly contacts: {
    /** Every contact of the list. */
    exportAll(query: { readonly listId: string }, options?: ProviderCallOptions): AsyncIterable<ProviderContact>
    /** One contact with the ids of the lists it is in; `undefined` when there is none. */
    get(
      email: string,
      options?: ProviderCallOptions,
    ): Promise<(ProviderContact & { readonly listIds: readonly string[] }) | undefined>
    importAll(
      rows: Iterable<ContactRow> | AsyncIterable<ContactRow>,
      options: ProviderCallOptions & {
        readonly listId: string
        readonly onProgress?: (done: number) => void
      },
    ): Promise<ImportReport>
  }
  readonly messages: {
    /** Stores a message; sends nothing. */
    create(message: ProviderMessage, options?: ProviderCallOptions): Promise<{ readonly id: string }>
  }
  readonly campaigns: {
    /** Sends a stored message. `reference` of the outcome is the provider's campaign id. */
    create(campaign: { readonly messageId: string }, options?: ProviderCallOptions): Promise<SendOutcome>
    /** The campaign made from a message since a time (epoch milliseconds), for reconciling an unknown outcome. */
    find(
      query: { readonly messageId: string; readonly since: number },
      options?: ProviderCallOptions,
    ): Promise<ProviderCampaign | undefined>
    status(campaignId: string, options?: ProviderCallOptions): Promise<{ readonly status: string }>
    deliveries(campaignId: string, options?: ProviderCallOptions): AsyncIterable<ProviderDelivery>
  }
}
