import { type IpAddress, parseIpAddress } from '@waxseal/core'
import type { DnsType } from '../dns.js'
import type { DnsFault, DnsQuestions } from '../dns-questions.js'
import { isWithinDomain } from '../domain-name.js'
import { isInNetwork, reverseName } from '../ip-text.js'

/** How many leading bits of an address count. */
export interface HostPrefixes {
  readonly prefix4: number
  readonly prefix6: number
}

/** Why a look-up ends the matter. */
export type HostFault = DnsFault | 'mx-limit' | 'void-limit'

/** At most so many names of MX and PTR records are looked at (RFC 7208 section 4.6.4). */
const MAX_NAMES = 10

/** What DNS says of hosts and of the client, for the terms of one check. */
export class SpfHosts {
  readonly #client: IpAddress
  readonly #questions: DnsQuestions<DnsType>
  readonly #maxVoid: number
  voidLookups = 0

  constructor(client: IpAddress, questions: DnsQuestions<DnsType>, maxVoid: number) {
    this.#client = client
    this.#questions = questions
    this.#maxVoid = maxVoid
  }

  /** Whether a name has an IPv4 address, whatever the client's is (RFC 7208 section 5.7). */
  async exists(name: string): Promise<boolean | HostFault> {
    const texts = await this.#ask(name, 'A')
    return typeof texts === 'string' ? texts : texts.length > 0
  }

  /** Whether the client has one of a name's addresses (section 5.3). */
  async hasAddress(name: string, prefixes: HostPrefixes): Promise<boolean | HostFault> {
    const texts = await this.#ask(name, this.#addressType())
    return typeof texts === 'string' ? texts : this.#isAmong(texts, prefixes)
  }

  /** Whether the client has an address of one of a domain's mail servers (section 5.4). */
  async hasExchanger(domain: string, prefixes: HostPrefixes): Promise<boolean | HostFault> {
    const records = await this.#ask(domain, 'MX')
    if (typeof records === 'string') return records
    if (records.length > MAX_NAMES) return 'mx-limit'
    for (const record of records) {
      const name = bareName(record.slice(record.lastIndexOf(' ') + 1))
      if (name === '') continue
      const texts = await this.#questions.ask(name, this.#addressType())
      if (typeof texts === 'string') return texts
      if (this.#isAmong(texts, prefixes)) return true
    }
    return false
  }

  /** Whether the client's own name lies within a domain (section 5.5). */
  async hasNameWithin(domain: string): Promise<boolean | HostFault> {
    const records = await this.#ask(reverseName(this.#client), 'PTR')
    // A name server that fails here makes no match.
    if (records === 'dns-temporary') return false
    if (typeof records === 'string') return records
    const within = domain.toLowerCase()
    return (await this.#firstValid(clientNames(records).filter((name) => isWithinDomain(name, within)))) !== undefined
  }

  /** The client's own name for the macro `p`: the domain itself before its subdomains, and these before all others (section 7.3). */
  async validatedName(domain: string): Promise<string | undefined> {
    const records = await this.#questions.ask(reverseName(this.#client), 'PTR')
    if (typeof records === 'string') return undefined
    const own = domain.toLowerCase()
    const rank = (name: string) => (name === own ? 0 : isWithinDomain(name, own) ? 1 : 2)
    return this.#firstValid(clientNames(records).sort((left, right) => rank(left) - rank(right)))
  }

  /** The first name that leads back to the client. */
  async #firstValid(names: readonly string[]): Promise<string | undefined> {
    for (const name of names) {
      const texts = await this.#questions.ask(name, this.#addressType())
      if (typeof texts !== 'string' && this.#isAmong(texts, { prefix4: 32, prefix6: 128 })) return name
    }
    return undefined
  }

  #addressType(): 'A' | 'AAAA' {
    return this.#client.version === 4 ? 'A' : 'AAAA'
  }

  #isAmong(texts: readonly string[], { prefix4, prefix6 }: HostPrefixes): boolean {
    const prefix = this.#client.version === 4 ? prefix4 : prefix6
    return texts.some((text) => {
      const address = parseIpAddress(text)
      return address !== undefined && isInNetwork(this.#client, address, prefix)
    })
  }

  /** Asks what a term asks first, and counts it when there is no answer: section 11.1 limits such terms. */
  async #ask(name: string, type: DnsType): Promise<readonly string[] | DnsFault | 'void-limit'> {
    const records = await this.#questions.ask(name, type)
    if (typeof records === 'string' || records.length > 0) return records
    return ++this.voidLookups > this.#maxVoid ? 'void-limit' : records
  }
}

function clientNames(records: readonly string[]): string[] {
  return records.slice(0, MAX_NAMES).map((record) => bareName(record).toLowerCase())
}

function bareName(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name
}
