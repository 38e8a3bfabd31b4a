import { inspect } from 'node:util'
import type { Person } from './crm.js'

/**
 * Counts whose address or phone stands in a text: as it is, percent-encoded or in base64. The texts are what was really handed
 * out, so the count is a measurement and not a promise.
 */
export class LeakScan {
  readonly #addresses = new Set<string>()
  readonly #domains = new Set<string>()
  readonly #phones = new Set<string>()

  constructor(base: readonly Person[]) {
    for (const { email, phone } of base) {
      const address = email.toLowerCase()
      this.#addresses
        .add(address)
        .add(Buffer.from(email).toString('base64').replace(/=+$/, ''))
        .add(Buffer.from(email).toString('base64url'))
      this.#domains.add(address.slice(address.indexOf('@')))
      this.#phones.add(phone.replace(/\D/g, ''))
    }
  }

  /** How many different addresses the text gives away. */
  addresses(text: string): number {
    const found = new Set<string>()
    for (const view of [text, unescapePercent(text)]) {
      for (const word of view.split(/[^\p{L}\p{N}@._+-]+/u))
        if (this.#addresses.has(trim(word).toLowerCase())) found.add(trim(word).toLowerCase())
      for (const word of view.split(/[^A-Za-z0-9+/_-]+/)) if (this.#addresses.has(word)) found.add(word)
      // A safety net under the words: the domains of the base behind an at sign, in whatever surroundings.
      for (const domain of this.#domains) if (found.size === 0 && view.toLowerCase().includes(domain)) found.add(domain)
    }
    return found.size
  }

  /** How many different phones the text gives away. */
  phones(text: string): number {
    const digits = text.replace(/(?<=\d)[\s().-]+(?=\d)/g, '').split(/\D+/)
    return new Set(digits.filter((run) => this.#phones.has(run))).size
  }
}

/** Every form in which a value that was handed out can be looked at. */
export function formsOf(value: unknown): string {
  const plain = inspect(value, {
    depth: null,
    showHidden: true,
    getters: true,
    maxArrayLength: null,
    maxStringLength: null,
  })
  const stack = value instanceof Error ? `${value.stack}\n${inspect(value.cause, { depth: null })}` : ''
  return `${plain}\n${JSON.stringify(value) ?? ''}\n${String(value)}\n${stack}`
}

function unescapePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

function trim(word: string): string {
  return word.replace(/^[._+-]+|[._+-]+$/g, '')
}
