import { Resolver } from 'node:dns/promises'
import { DnsError, type DnsResolver, type DnsType } from './dns.js'

/** How to ask. Each setting is that of `node:dns`. */
export interface NodeDnsOptions {
  /** Addresses of the name servers, `192.0.2.1` or `192.0.2.1:5353`. @default those of the system */
  readonly servers?: readonly string[]
  /** Milliseconds to wait for one try. @default 5000 */
  readonly timeout?: number
  /** How often each server is asked. @default 2 */
  readonly tries?: number
}

/**
 * A resolver that asks the name servers of the machine through `node:dns`. It keeps nothing: put a cache around it where many
 * letters are judged.
 *
 * @example
 * ```ts
 * import { nodeDns } from '@waxseal/provenance/node'
 *
 * const dns = nodeDns({ timeout: 2000 })
 * console.log(typeof dns) // function
 * ```
 */
export function nodeDns(options: NodeDnsOptions = {}): DnsResolver<DnsType> {
  const resolver = new Resolver({ timeout: options.timeout ?? 5000, tries: options.tries ?? 2 })
  if (options.servers) resolver.setServers([...options.servers])
  return async (name, type) => {
    try {
      return await ask(resolver, name, type)
    } catch (error) {
      throw new DnsError(NOTHING.has((error as { code?: unknown }).code) ? 'dns-not-found' : 'dns-temporary')
    }
  }
}

/** A name that no question can be made of does not exist. */
const NOTHING: ReadonlySet<unknown> = new Set(['EBADNAME', 'ENODATA', 'ENOTFOUND'])

async function ask(resolver: Resolver, name: string, type: DnsType): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name)
    case 'AAAA':
      return resolver.resolve6(name)
    case 'MX':
      return (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`)
    case 'PTR':
      return resolver.resolvePtr(name)
    default:
      return (await resolver.resolveTxt(name)).map((strings) => strings.join(''))
  }
}
