/** A contact of the host's own database. */
export interface SourceContact {
  readonly email: string
  readonly phone?: string
  readonly status?: string
  readonly fields?: Readonly<Record<string, string>>
}

/**
 * The port for a base that stays in the host's own database: gives the contacts of a list one after another. It is read only
 * inside the pipeline, and nothing of it is loaded to a provider.
 *
 * @example
 * ```ts
 * import type { ContactSource } from 'waxseal'
 *
 * const vip: ContactSource = async function* () {
 *   yield { email: 'anna@example.com', fields: { to_name: 'Anna' } }
 * }
 * for await (const contact of vip('vip')) console.log(contact.fields) // { to_name: 'Anna' }
 * ```
 */
export type ContactSource = (list: string, options?: { readonly signal?: AbortSignal }) => AsyncIterable<SourceContact>

/** What the policy may want to know of a list. */
export interface ListTraits {
  /** Zones of the policy that the list belongs to. */
  readonly zones?: readonly string[]
  /** Where its contacts live in the eyes of the law, for rules: `ru`, `eu`. */
  readonly region?: string
}

/** Where a list lives: at the provider, under its id, or in the host's own database. */
export type ListPlace =
  | string
  | (ListTraits & { readonly id: string; readonly source?: undefined })
  | (ListTraits & { readonly source: ContactSource; readonly id?: undefined })
