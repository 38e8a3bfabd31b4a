import { WaxsealError } from '@waxseal/core'
import { brands, checkedBaseUrl, isLoopbackHost, trimmedUrl } from './base-url.js'
import { type Campaigns, createCampaigns } from './campaigns.js'
import { type Contacts, createContacts } from './contacts.js'
import { createLists, type Lists } from './lists.js'
import { createMessages, type Messages } from './messages.js'
import type { MethodRow } from './method.js'
import { type CallOptions, type ClientOptions, type PollOptions, positive, toSettings } from './options.js'
import { unknownMethod, type WebAnswer, type WebArguments, type WebMethodName, webCaller } from './web-call.js'
import { webMethods } from './web-methods.js'

/** Options of the client of the Web API. */
export interface UnisenderOptions extends ClientOptions {
  /** Whose servers: Unisender, or Selzy, its international brand. @default 'unisender' */
  readonly brand?: keyof typeof brands
  /** Another server, such as the sandbox: https, or http on a loopback host. */
  readonly baseUrl?: string
  /** Language of the provider's unsubscribe footer. @default 'ru', for Selzy 'en' */
  readonly language?: 'ru' | 'en' | 'ua'
  /** How jobs are waited for. */
  readonly poll?: PollOptions
  /** Most bytes of an exported file. @default 2_147_483_648 */
  readonly maxFileBytes?: number
}

/** The client of the Web API; satisfies the `Provider` port of `@waxseal/core`. */
export interface Unisender {
  readonly id: 'unisender'
  readonly lists: Lists
  readonly contacts: Contacts
  readonly messages: Messages
  readonly campaigns: Campaigns
  /** Calls one method of the table by its name on the wire. Throws `ProviderError`, codes `UnisenderFaultCode`. */
  call<Name extends WebMethodName>(
    name: Name,
    args: WebArguments<Name>,
    options?: CallOptions,
  ): Promise<WebAnswer<Name>>
}

/**
 * Makes a client of the Unisender Web API (https://www.unisender.com/ru/support/api/). Nothing is called before the first method.
 *
 * Throws `insecure-url` when the key would travel over plain http, `bad-option` for other options that cannot be.
 *
 * @example
 * ```ts
 * import { createUnisender } from '@waxseal/unisender'
 *
 * const answer = { result: [{ id: 501, title: 'Customers' }] }
 * const unisender = createUnisender({ apiKey: 'key', fetch: async () => Response.json(answer) })
 * for await (const list of unisender.lists.all()) console.log(list) // { id: '501', title: 'Customers' }
 * ```
 */
export function createUnisender(options: UnisenderOptions): Unisender {
  const { brand: name = 'unisender' } = options
  if (!Object.hasOwn(brands, name)) throw badOption('brand')
  const brand = brands[name]
  const language = options.language ?? brand.language
  if (!['ru', 'en', 'ua'].includes(language)) throw badOption('language')
  const url = checkedBaseUrl(options.baseUrl ?? brand.baseUrl)
  const settings = toSettings(options)
  const caller = webCaller(`${trimmedUrl(url)}/${language}`, options.apiKey, settings)
  const context = {
    caller,
    settings,
    poll: {
      first: positive('poll.first', options.poll?.first, 2_000),
      most: positive('poll.most', options.poll?.most, 30_000),
      total: positive('poll.total', options.poll?.total, 1_800_000),
    },
    maxFileBytes: positive('maxFileBytes', options.maxFileBytes, 2 ** 31),
    loopback: isLoopbackHost(url.hostname),
  }
  return {
    id: 'unisender',
    lists: createLists(context),
    contacts: createContacts(context),
    messages: createMessages(context),
    campaigns: createCampaigns(context),
    async call<Name extends WebMethodName>(name: Name, args: WebArguments<Name>, options?: CallOptions) {
      if (!Object.hasOwn(webMethods, name)) throw unknownMethod()
      const row: MethodRow = webMethods[name]
      return (await caller.call(row, args, options)) as WebAnswer<Name>
    },
  }
}

function badOption(option: string): WaxsealError {
  return new WaxsealError('bad-option', `option \`${option}\` is not one of the known values`, { details: { option } })
}
