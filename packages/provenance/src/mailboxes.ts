import { parseEmailAddress } from '@waxseal/core'
import { decodeEncodedWords } from './encoded-words.js'

/** One mailbox of an address field. */
export interface Mailbox {
  /** The name beside the address, decoded; absent when there is none. */
  readonly display?: string
  readonly local: string
  /** Lower-case ASCII. */
  readonly domain: string
}

/** Why an address field cannot be read as plain mailboxes. Nothing is guessed: mail programs differ on each of these. */
export type MailboxFaultCode =
  | 'address-invalid'
  | 'control'
  | 'empty'
  | 'group'
  | 'nested-angles'
  | 'quoted-local'
  | 'route'
  | 'syntax'
  | 'too-many'

/** What an address field says: the mailboxes read without doubt, and the kinds of doubt about the rest. */
export interface Mailboxes {
  readonly mailboxes: readonly Mailbox[]
  readonly faults: readonly MailboxFaultCode[]
}

const MAX_MAILBOXES = 100

/** Reads the value of an address field (RFC 5322 section 3.4) strictly; groups, routes and quoted local parts are faults. One pass. */
export function parseMailboxes(text: string): Mailboxes {
  return new MailboxReader(text).read()
}

interface Word {
  readonly text: string
  readonly quoted: boolean
}

class MailboxReader {
  readonly #text: string
  #at = 0
  readonly #faults = new Set<MailboxFaultCode>()
  readonly #mailboxes: Mailbox[] = []
  #words: Word[] = []
  #comments: string[] = []
  #angle: string | undefined

  constructor(text: string) {
    this.#text = text
  }

  read(): Mailboxes {
    if (hasControl(this.#text)) this.#faults.add('control')
    while (this.#at < this.#text.length && this.#mailboxes.length < MAX_MAILBOXES) this.#step()
    if (this.#at < this.#text.length) this.#faults.add('too-many')
    else this.#finish()
    if (this.#mailboxes.length === 0 && this.#faults.size === 0) this.#faults.add('empty')
    return { mailboxes: this.#mailboxes, faults: [...this.#faults].sort() }
  }

  #step(): void {
    const char = this.#text[this.#at] ?? ''
    if (char === ' ' || char === '\t') this.#at++
    else if (char === '"') this.#quoted()
    else if (char === '(') this.#comment()
    else if (char === '<') this.#angleAddress()
    else if (char === ',') {
      this.#at++
      this.#finish()
    } else if (char === ':' || char === ';') {
      this.#faults.add('group')
      this.#at++
    } else if (char === '>' || char === ')') {
      this.#faults.add('syntax')
      this.#at++
    } else this.#atom()
  }

  #atom(): void {
    const start = this.#at
    while (this.#at < this.#text.length && !' \t"(),:;<>'.includes(this.#text[this.#at] ?? '')) this.#at++
    this.#word(this.#text.slice(start, this.#at), false)
  }

  #word(text: string, quoted: boolean): void {
    if (this.#angle !== undefined) this.#faults.add('syntax')
    this.#words.push({ text, quoted })
  }

  #quoted(): void {
    this.#at++
    let value = ''
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at++] ?? ''
      if (char === '"') {
        this.#word(value, true)
        return
      }
      value += char === '\\' ? (this.#text[this.#at++] ?? '') : char
    }
    this.#faults.add('syntax')
  }

  #comment(): void {
    let depth = 0
    const start = this.#at + 1
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at++] ?? ''
      if (char === '\\') this.#at++
      else if (char === '(') depth++
      else if (char === ')' && --depth === 0) {
        this.#comments.push(this.#text.slice(start, this.#at - 1))
        return
      }
    }
    this.#faults.add('syntax')
  }

  #angleAddress(): void {
    const start = ++this.#at
    if (this.#angle !== undefined) this.#faults.add('syntax')
    while (this.#at < this.#text.length && this.#text[this.#at] !== '>') {
      if (this.#text[this.#at] === '<') this.#faults.add('nested-angles')
      this.#at++
    }
    if (this.#at >= this.#text.length) this.#faults.add('syntax')
    this.#angle = this.#text.slice(start, this.#at).trim()
    this.#at++
  }

  #finish(): void {
    const words = this.#words
    const angle = this.#angle
    const comments = this.#comments
    this.#words = []
    this.#angle = undefined
    this.#comments = []
    if (angle !== undefined) {
      this.#add(angle, [...words.map((word) => word.text), ...comments].join(' '))
      return
    }
    const [first] = words
    if (!first) return
    if (words.some((word) => word.quoted)) this.#faults.add('quoted-local')
    else if (words.length > 1) this.#faults.add('syntax')
    else this.#add(first.text, comments.join(' '))
  }

  #add(address: string, display: string): void {
    const parsed = parseEmailAddress(address)
    if (!parsed) {
      this.#faults.add(addressFault(address))
      return
    }
    const decoded = decodeEncodedWords(display).trim()
    this.#mailboxes.push({ ...(decoded === '' ? {} : { display: decoded }), ...parsed })
  }
}

function addressFault(address: string): MailboxFaultCode {
  if (address.startsWith('@') || address.includes(':')) return 'route'
  return address.includes('"') ? 'quoted-local' : 'address-invalid'
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if ((code < 32 && code !== 9) || code === 127) return true
  }
  return false
}
