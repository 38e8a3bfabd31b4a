import type { Action } from '@waxseal/policy'

/** The calls of the `Provider` port. */
export type ProviderCall =
  | 'campaigns.create'
  | 'campaigns.deliveries'
  | 'campaigns.find'
  | 'campaigns.status'
  | 'contacts.exportAll'
  | 'contacts.get'
  | 'contacts.importAll'
  | 'messages.create'

/** One operation of the mailbox, as data. */
export interface Operation {
  /** Its path in the mailbox: `contacts.list` is `mailbox.contacts.list(...)`. */
  readonly name: OperationName
  /** Every one of these must be allowed. */
  readonly actions: readonly Action[]
  /** Where the list stands: named in the input, or that of the campaign named in the input, or all lists one by one. */
  readonly resource: 'campaign' | 'every-list' | 'list'
  /** Which provider calls it may make. */
  readonly provider: readonly ProviderCall[]
  /** Fields of the input that are personal: they reach the provider and nothing else. */
  readonly personalInput: readonly string[]
  /** Fields of the result that are personal: they pass the shield. */
  readonly personalOutput: readonly string[]
  /** Whether the letter's content is inspected against the grants. */
  readonly inspected: boolean
}

/** Names of all operations. */
export type OperationName =
  | 'campaigns.deliveries'
  | 'campaigns.list'
  | 'campaigns.send'
  | 'campaigns.status'
  | 'contacts.export'
  | 'contacts.get'
  | 'contacts.import'
  | 'contacts.list'
  | 'lists.list'

const CONTACT_FIELDS = ['email', 'phone', 'fields.*'] as const

/**
 * The table of operations: the only ways from a mailbox to a provider.
 *
 * @example
 * ```ts
 * import { operations } from 'waxseal'
 *
 * console.log(operations.find((row) => row.name === 'contacts.export')?.actions) // [ 'contacts.export' ]
 * ```
 */
export const operations: readonly Operation[] = [
  row('lists.list', ['lists.view'], 'every-list', []),
  row('contacts.list', ['contacts.view'], 'list', ['contacts.exportAll'], { personalOutput: CONTACT_FIELDS }),
  row('contacts.get', ['contacts.view'], 'list', ['contacts.get'], { personalOutput: CONTACT_FIELDS }),
  row('contacts.export', ['contacts.export'], 'list', ['contacts.exportAll'], { personalOutput: CONTACT_FIELDS }),
  row('contacts.import', ['contacts.import'], 'list', ['contacts.importAll'], {
    personalInput: ['file', ...CONTACT_FIELDS],
  }),
  row('campaigns.send', ['messages.create', 'campaigns.send.email'], 'list', ['messages.create', 'campaigns.create'], {
    inspected: true,
  }),
  row('campaigns.list', ['campaigns.view'], 'every-list', []),
  row('campaigns.status', ['campaigns.view'], 'campaign', ['campaigns.status', 'campaigns.find']),
  row('campaigns.deliveries', ['stats.view', 'contacts.view'], 'campaign', ['campaigns.deliveries'], {
    personalOutput: ['email'],
  }),
]

function row(
  name: OperationName,
  actions: readonly Action[],
  resource: Operation['resource'],
  provider: readonly ProviderCall[],
  more: Partial<Pick<Operation, 'inspected' | 'personalInput' | 'personalOutput'>> = {},
): Operation {
  return { name, actions, resource, provider, personalInput: [], personalOutput: [], inspected: false, ...more }
}
