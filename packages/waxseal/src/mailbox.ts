import type { ContactRow } from '@waxseal/core'
import type { Answer } from './answer.js'
import type { CampaignView, DeliveryView } from './campaign-reads.js'
import type { ContactView } from './contacts/contact-view.js'
import type { ImportView } from './contacts/import-contacts.js'
import type { Draft } from './content/draft.js'
import type { House } from './house.js'
import { type OperationName, operations } from './operations.js'
import { type CallOptions, run } from './pipeline.js'
import type { SentCampaign } from './send/sending.js'
import type { Session } from './session.js'

/** A list that the principal may know of. */
export interface ListView {
  readonly name: string
}

/**
 * One principal's guarded mailbox. Every call gives a value: done, or refused with stage, code and reason. Lists go by the host's
 * names, contacts by opaque ids, campaigns by ids of ours.
 */
export interface Mailbox {
  readonly lists: {
    /** The lists that the principal may view. */
    list(options?: CallOptions): Promise<Answer<readonly ListView[]>>
  }
  readonly contacts: {
    /** The contacts of a list, masked as the grants say. */
    list(list: string, options?: CallOptions & { readonly limit?: number }): Promise<Answer<readonly ContactView[]>>
    /** One contact by the id from a listing of the same list. */
    get(list: string, id: string, options?: CallOptions): Promise<Answer<ContactView>>
    /** All contacts of a list, to be carried away. */
    export(list: string, options?: CallOptions): Promise<Answer<readonly ContactView[]>>
    /** Brings contacts into a list: a CSV file (text or bytes) or rows. */
    import(
      list: string,
      file: string | Uint8Array | readonly ContactRow[],
      options?: CallOptions,
    ): Promise<Answer<ImportView>>
  }
  readonly campaigns: {
    /** Sends a letter to every contact of a list. */
    send(draft: Draft, options?: CallOptions): Promise<Answer<SentCampaign>>
    /** The campaigns of the lists that the principal may see. */
    list(options?: CallOptions): Promise<Answer<readonly CampaignView[]>>
    /** How one campaign stands. */
    status(campaign: string, options?: CallOptions): Promise<Answer<CampaignView>>
    /** What became of each letter of a campaign. */
    deliveries(campaign: string, options?: CallOptions): Promise<Answer<readonly DeliveryView[]>>
  }
}

const byName = new Map(operations.map((operation) => [operation.name, operation]))

/** Makes the mailbox of a session. It holds nothing but functions, so there is nothing in it to be inspected. */
export function createMailbox(house: House, session: Session): Mailbox {
  async function call<T>(
    name: OperationName,
    inputOf: () => Record<string, unknown>,
    options?: CallOptions,
  ): Promise<Answer<T>> {
    const operation = byName.get(name)
    if (operation === undefined) throw new TypeError(`no operation \`${name}\``)
    // The handler of an operation and its type here are held together by the tests of the operation table.
    return (await run(house, session, operation, inputOf, options)) as Answer<T>
  }

  return Object.freeze({
    lists: Object.freeze<Mailbox['lists']>({
      list: (options) => call('lists.list', () => ({}), options),
    }),
    contacts: Object.freeze<Mailbox['contacts']>({
      list: (list, options) =>
        call(
          'contacts.list',
          () => ({ list, ...(options?.limit === undefined ? {} : { limit: options.limit }) }),
          options,
        ),
      get: (list, id, options) => call('contacts.get', () => ({ list, id }), options),
      export: (list, options) => call('contacts.export', () => ({ list }), options),
      import: (list, file, options) => call('contacts.import', () => ({ list, file }), options),
    }),
    campaigns: Object.freeze<Mailbox['campaigns']>({
      send: (draft, options) => call('campaigns.send', () => ({ ...draft }), options),
      list: (options) => call('campaigns.list', () => ({}), options),
      status: (campaign, options) => call('campaigns.status', () => ({ campaign }), options),
      deliveries: (campaign, options) => call('campaigns.deliveries', () => ({ campaign }), options),
    }),
  })
}
