import { type Random, systemRandom, WaxsealError } from '@waxseal/core'
import { checkedBaseUrl, dataCenters, trimmedUrl } from './base-url.js'
import { type GoAnswer, type GoArguments, type GoMethodName, goCaller } from './go-call.js'
import { createGoEmail, type GoEmail } from './go-email.js'
import { goMethods } from './go-methods.js'
import type { MethodRow } from './method.js'
import { type CallOptions, type ClientOptions, toSettings } from './options.js'
import { unknownMethod } from './web-call.js'

/** Options of the client of Unisender Go. */
export interface UnisenderGoOptions extends ClientOptions {
  /**
   * Where the account lives: `ru` is Unisender Go, `unione` UniOne, which finds the place by itself, the others its EU and US
   * servers. A wrong one is answered like a wrong key and told apart here (`wrong-data-center`). @default 'ru'
   */
  readonly dataCenter?: keyof typeof dataCenters
  /** Another server, such as the sandbox: an origin, or an address with the path of the API. */
  readonly baseUrl?: string
  /** Random bytes for idempotence keys. @default systemRandom */
  readonly randomBytes?: Random
}

/** The client of Unisender Go, the transactional API. */
export interface UnisenderGo {
  readonly email: GoEmail
  /** Calls one method of the table by its name on the wire. Throws `ProviderError`, codes `UnisenderFaultCode`. */
  call<Name extends GoMethodName>(name: Name, args: GoArguments<Name>, options?: CallOptions): Promise<GoAnswer<Name>>
}

/**
 * Makes a client of Unisender Go and UniOne (https://godocs.unisender.ru/web-api-ref). Throws `insecure-url` and `bad-option`.
 *
 * @example
 * ```ts
 * import { createUnisenderGo } from '@waxseal/unisender'
 *
 * const answer = { status: 'success', job_id: '1tABCd-000abc-XY', emails: ['anna@example.com'] }
 * const go = createUnisenderGo({ apiKey: 'key', dataCenter: 'ru', fetch: async () => Response.json(answer) })
 * const outcome = await go.email.send({
 *   recipients: [{ email: 'anna@example.com' }],
 *   from_email: 'news@example.com',
 *   subject: 'Spring',
 *   body: { plaintext: 'It is here.' },
 * })
 * console.log(outcome) // { status: 'accepted', jobId: '1tABCd-000abc-XY', accepted: 1, refused: [] }
 * ```
 */
export function createUnisenderGo(options: UnisenderGoOptions): UnisenderGo {
  const { dataCenter = 'ru' } = options
  if (!Object.hasOwn(dataCenters, dataCenter)) {
    throw new WaxsealError('bad-option', 'option `dataCenter` is not one of the known values', {
      details: { option: 'dataCenter' },
    })
  }
  const known = dataCenters[dataCenter]
  const url = checkedBaseUrl(options.baseUrl ?? known)
  // An origin alone stands for a server that is laid out like the provider's.
  const base = url.pathname === '/' ? `${url.origin}${new URL(known).pathname}` : trimmedUrl(url)
  const caller = goCaller(base, options.apiKey, toSettings(options), options.randomBytes ?? systemRandom)
  return {
    email: createGoEmail(caller),
    async call<Name extends GoMethodName>(name: Name, args: GoArguments<Name>, options?: CallOptions) {
      if (!Object.hasOwn(goMethods, name)) throw unknownMethod()
      const row: MethodRow = goMethods[name]
      return (await caller.call(row, args, options)) as GoAnswer<Name>
    },
  }
}
