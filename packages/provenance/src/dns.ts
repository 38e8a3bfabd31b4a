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

/**
 * Asks DNS: the texts of all records of a name, the strings of one record joined. Throws `DnsError`; anything else that it
 * throws counts as `dns-temporary`.
 */
export type DnsResolver = (name: string, type: 'TXT') => Promise<readonly string[]>

/**
 * A resolver that answers from an object: name → text, or texts of several records. For tests and for letters whose keys
 * were kept.
 *
 * @example
 * ```ts
 * import { dnsFromZone } from '@waxseal/provenance'
 *
 * const dns = dnsFromZone({ 'us._domainkey.romashka.ru': 'v=DKIM1; p=' })
 * console.log(await dns('US._domainkey.romashka.ru.', 'TXT')) // [ 'v=DKIM1; p=' ]
 * ```
 */
export function dnsFromZone(zone: Readonly<Record<string, string | readonly string[]>>): DnsResolver {
  const records = new Map<string, readonly string[]>()
  for (const [name, texts] of Object.entries(zone)) records.set(key(name), typeof texts === 'string' ? [texts] : texts)
  return async (name) => {
    const found = records.get(key(name))
    if (!found) throw new DnsError('dns-not-found')
    return found
  }
}

function key(name: string): string {
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase()
}
