import { type DnsResolver, type DnsType, dnsErrorCode } from './dns.js'

/** Why there is no answer: nobody could say, or enough was asked. */
export type DnsFault = 'dns-temporary' | 'query-limit'

/** The questions of one judgement: none is asked twice, and there is an end to them. Nothing is thrown. */
export class DnsQuestions<Type extends DnsType> {
  readonly #dns: DnsResolver<Type>
  readonly #limit: number
  readonly #answers = new Map<string, Promise<readonly string[] | DnsFault>>()

  constructor(dns: DnsResolver<Type>, limit: number) {
    this.#dns = dns
    this.#limit = limit
  }

  /** How many questions were asked. */
  get asked(): number {
    return this.#answers.size
  }

  /** The records of a name, none when it or the type does not exist. A name that cannot be asked for does not exist. */
  ask(name: string, type: Type): Promise<readonly string[] | DnsFault> {
    const key = `${type} ${name.toLowerCase()}`
    const known = this.#answers.get(key)
    if (known) return known
    if (!isAskable(name)) return Promise.resolve([])
    if (this.#answers.size >= this.#limit) return Promise.resolve('query-limit')
    const answer = fetchRecords(this.#dns, name, type)
    this.#answers.set(key, answer)
    return answer
  }
}

async function fetchRecords<Type extends DnsType>(
  dns: DnsResolver<Type>,
  name: string,
  type: Type,
): Promise<readonly string[] | DnsFault> {
  try {
    const records: unknown = await dns(name, type)
    return Array.isArray(records) ? records.filter((record) => typeof record === 'string') : 'dns-temporary'
  } catch (error) {
    return dnsErrorCode(error) === 'dns-not-found' ? [] : 'dns-temporary'
  }
}

/** Two labels or more of at most 63 printable characters, 253 together (RFC 1035 section 2.3.4). */
function isAskable(name: string): boolean {
  if (name.length > 253) return false
  let labels = 0
  let length = 0
  for (let index = 0; index <= name.length; index++) {
    const code = index < name.length ? name.charCodeAt(index) : 46
    if (code === 46) {
      if (length === 0 || length > 63) return false
      labels++
      length = 0
    } else if (code < 32 || code > 126) return false
    else length++
  }
  return labels > 1
}
