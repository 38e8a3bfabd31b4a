import { Resolver } from 'node:dns/promises'
import { DnsError, type DnsResolver } from './dns.js'

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
export function nodeDns(options: NodeDnsOptions = {}): DnsResolver {
  const resolver = new Resolver({ timeout: options.timeout ?? 5000, tries: options.tries ?? 2 })
  if (options.servers) resolver.setServers([...options.servers])
  return async (name) => {
    try {
      const records = await resolver.resolveTxt(name)
      return records.map((strings) => strings.join(''))
    } catch (error) {
      const code = (error as { code?: unknown }).code
      throw new DnsError(code === 'ENOTFOUND' || code === 'ENODATA' ? 'dns-not-found' : 'dns-temporary')
    }
  }
}
