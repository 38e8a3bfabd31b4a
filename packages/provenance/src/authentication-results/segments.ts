/** A word alone, or `key=value`. Quotes around a whole value are taken off. */
export interface Item {
  readonly key?: string
  readonly value: string
}

/** What stands between two semicolons. */
export type Segment = readonly Item[]

/** Why a text cannot be split: everything after such a place could be meant otherwise. */
export type SegmentFault = 'comment-open' | 'quote-open' | 'syntax' | 'too-many-results'

/** Splits the value of a field into segments of words and pairs, comments dropped. One pass. */
export function readSegments(text: string): Segment[] | SegmentFault {
  return new SegmentReader(text).read()
}

const QUOTE = 34
const OPEN = 40
const CLOSE = 41
const DOT = 46
const SLASH = 47
const SEMICOLON = 59
const EQUALS = 61
const BACKSLASH = 92
const DELETE = 127

/** Far more than any receiver writes. */
const MAX_PIECES = 2000
/** Longer keys are put together no further: they mean nothing, and putting together takes time. */
const MAX_KEY = 256

class SegmentReader {
  readonly #text: string
  #at = 0
  #fault: SegmentFault | undefined

  constructor(text: string) {
    this.#text = text
  }

  read(): Segment[] | SegmentFault {
    const segments: Segment[] = []
    let segment: Item[] = []
    for (let pieces = 0; this.#skip() && !this.#fault; pieces++) {
      if (pieces > MAX_PIECES) return 'too-many-results'
      const code = this.#next()
      if (code === CLOSE || code === EQUALS) return 'syntax'
      if (code === SEMICOLON) {
        segments.push(segment)
        segment = []
        this.#at++
      } else segment.push(this.#item())
    }
    segments.push(segment)
    return this.#fault ?? segments
  }

  #next(): number {
    return this.#text.charCodeAt(this.#at)
  }

  #item(): Item {
    const first = this.#run(EQUALS)
    if (first.quoted) return { value: first.text }
    let key = first.text
    // RFC 8601 allows comments around the dot and the slash of a key.
    while (key.length < MAX_KEY && this.#skip() && this.#continues(key)) {
      const more = this.#run(EQUALS).text
      if (more === '') break
      key += more
    }
    if (this.#next() !== EQUALS) return { value: key }
    const afterKey = ++this.#at
    this.#skip()
    const from = this.#at
    const value = this.#run().text
    if (from > afterKey && /^[a-z][\w.-]{0,63}=[^=]/i.test(value)) {
      // `smtp.mailfrom= smtp.helo=mx`: the value is empty, and what follows is a pair of its own.
      this.#at = from
      return { key, value: '' }
    }
    return { key, value }
  }

  #continues(key: string): boolean {
    const next = this.#next()
    return isJoint(next) || (next !== EQUALS && isJoint(key.charCodeAt(key.length - 1)))
  }

  /** Letters and quoted strings up to a blank, a comment, a semicolon or `end`. */
  #run(end?: number): { text: string; quoted: boolean } {
    const start = this.#at
    let quotes = 0
    let lastQuoteEnd = start
    while (this.#at < this.#text.length) {
      const code = this.#next()
      if (isBlank(code) || code === OPEN || code === CLOSE || code === SEMICOLON || code === end) break
      if (code === QUOTE) {
        this.#quote()
        quotes++
        lastQuoteEnd = this.#at
        continue
      }
      if (code < 32 || code === DELETE) this.#fault ??= 'syntax'
      this.#at++
    }
    const text = this.#text.slice(start, this.#at)
    const quoted = quotes === 1 && text.charCodeAt(0) === QUOTE && lastQuoteEnd === this.#at
    return { text: quoted ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text, quoted }
  }

  #quote(): void {
    this.#at++
    while (this.#at < this.#text.length) {
      const code = this.#next()
      this.#at += code === BACKSLASH ? 2 : 1
      if (code === QUOTE) return
    }
    this.#fault ??= 'quote-open'
  }

  /** Passes blanks and comments; whether anything is left. */
  #skip(): boolean {
    while (this.#at < this.#text.length) {
      const code = this.#next()
      if (code === OPEN) this.#comment()
      else if (isBlank(code)) this.#at++
      else return true
    }
    return false
  }

  #comment(): void {
    let depth = 0
    while (this.#at < this.#text.length) {
      const code = this.#next()
      this.#at += code === BACKSLASH ? 2 : 1
      if (code === OPEN) depth++
      else if (code === CLOSE && --depth === 0) return
    }
    this.#fault ??= 'comment-open'
  }
}

function isJoint(code: number): boolean {
  return code === DOT || code === SLASH
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10
}
