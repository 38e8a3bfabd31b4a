import { WaxsealError } from '@waxseal/core'

/** Codes of the errors that a resolver throws. */
export type DnsErrorCode = 'dns-not-found' | 'dns-temporary'

/**
 * What a resolver throws: `dns-not-found` when the name or the type does not exist, `dns-temporary` when nobody could say.
 *
 * @example
 * ```ts
 * import { DnsError } from '@waxseal/provenance'
 *
 * console.log(new DnsError('dns-temporary').message) // the name server gave no answer
 * ```
 */
export class DnsError extends WaxsealError<DnsErrorCode> {
  constructor(code: DnsErrorCode) {
    super(code, code === 'dns-not-found' ? 'no such record' : 'the name server gave no answer')
  }
}

/** Types of records that are asked for. */
export type DnsType = 'A' | 'AAAA' | 'MX' | 'PTR' | 'TXT'

/**
 * Asks DNS for all records of a name, each as the text of a zone file: `192.0.2.1`, `10 mx.romashka.ru`, a name, the strings of one
 * TXT record joined. `DnsResolver` is asked for TXT only, `DnsResolver<DnsType>` for everything. Throws `DnsError`; an empty
 * list says the same as `dns-not-found`; anything else that it throws counts as `dns-temporary`.
 */
export type DnsResolver<Type extends DnsType = 'TXT'> = (name: string, type: Type) => Promise<readonly string[]>

/** The records of one name by their type. */
export type DnsRecords = { readonly [Type in DnsType]?: string | readonly string[] }

/** Names and their records; a text or a list of texts stands for TXT records. */
export type DnsZone = Readonly<Record<string, string | readonly string[] | DnsRecords>>

/**
 * A resolver that answers from an object. For tests and for letters whose keys were kept.
 *
 * @example
 * ```ts
 * import { dnsFromZone } from '@waxseal/provenance'
 *
 * const dns = dnsFromZone({
 *   'us._domainkey.romashka.ru': 'v=DKIM1; p=',
 *   'romashka.ru': { MX: ['10 mx.romashka.ru'], TXT: 'v=spf1 mx -all' },
 * })
 * console.log(await dns('US._domainkey.romashka.ru.', 'TXT')) // [ 'v=DKIM1; p=' ]
 * console.log(await dns('romashka.ru', 'MX')) // [ '10 mx.romashka.ru' ]
 * ```
 */
export function dnsFromZone(zone: DnsZone): DnsResolver<DnsType> {
  const records = new Map<string, readonly string[]>()
  for (const [name, content] of Object.entries(zone)) {
    const byType: DnsRecords = typeof content === 'string' || isList(content) ? { TXT: content } : content
    for (const [type, texts] of Object.entries(byType)) {
      records.set(key(name, type), typeof texts === 'string' ? [texts] : texts)
    }
  }
  return async (name, type) => {
    const found = records.get(key(name, type))
    if (!found) throw new DnsError('dns-not-found')
    return found
  }
}

/** The code of what a resolver threw; of another copy of this package too. Everything foreign is `dns-temporary`. */
export function dnsErrorCode(error: unknown): DnsErrorCode {
  const code = (error as { code?: unknown } | null | undefined)?.code
  return code === 'dns-not-found' ? code : 'dns-temporary'
}

function isList(content: readonly string[] | DnsRecords): content is readonly string[] {
  return Array.isArray(content)
}

function key(name: string, type: string): string {
  return `${type} ${(name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase()}`
}
