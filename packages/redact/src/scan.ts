import { AT, BACKSLASH, CLASS, COLON, DIGIT, PERCENT, PLUS } from './char-class.js'
import { DigitRun } from './digit-run.js'
import { findEmail } from './find-email.js'
import { endOfPlainDigits, findInternational, findNational, findRefused } from './find-phone.js'
import { findUserinfo } from './find-userinfo.js'
import type { PhoneContext } from './phone-context.js'
import type { Span } from './span.js'
import { unitAt, unitClass, unitLength } from './unit.js'

/** What to look for in a text. */
export interface ScanOptions {
  readonly email: boolean
  readonly phone: boolean
  /** Index from which no value is looked for any more. One that begins before is found whole. */
  readonly limit: number
  /** What the key of the field says. */
  readonly key: PhoneContext
}

/**
 * The one pass over a text: the class of each character decides in one table look-up whether anything can begin there; the finders look
 * at the surroundings and never go back behind what is already dealt with, which keeps the whole linear.
 */
class Scanner {
  readonly spans: Span[] = []
  readonly #text: string
  readonly #options: ScanOptions
  readonly #run: DigitRun
  /** Nothing before this index is looked at again. */
  #floor = 0
  /** No `@` before this index needs a reading. */
  #deadAt = 0
  /** No local part begins before the end of the last address. */
  #emailEnd = 0

  constructor(text: string, options: ScanOptions, run: DigitRun) {
    this.#text = text
    this.#run = run
    this.#options = options
  }

  run(): void {
    const text = this.#text
    const table = CLASS
    const limit = this.#options.limit
    for (let index = 0; index < limit; ) {
      const cls = table[text.charCodeAt(index)] ?? 0
      index = cls < DIGIT ? index + 1 : this.#take(index, cls)
    }
  }

  /** Deals with what begins at an index and gives the index to go on from. */
  #take(index: number, cls: number): number {
    switch (cls) {
      case DIGIT:
        return this.#takeDigits(index)
      case PLUS:
        return this.#takePlus(index, 1)
      case AT:
        return this.#takeAt(index, 1)
      case COLON:
        return this.#takeColon(index)
      case PERCENT:
      case BACKSLASH:
        return this.#takeEncoded(index)
      default:
        return index + 1
    }
  }

  #takeDigits(index: number): number {
    if (!this.#options.phone) return index + 1
    const plain = endOfPlainDigits(this.#text, index, this.#floor)
    if (plain >= 0) return plain
    const span = findNational(this.#text, index, this.#floor, this.#run, this.#options.key)
    return span === undefined ? this.#run.firstEnd : this.#add(span)
  }

  #takePlus(index: number, length: number): number {
    if (!this.#options.phone) return index + length
    const span = findInternational(this.#text, index, length, this.#run)
    return span === undefined ? index + length : this.#add(span)
  }

  #takeAt(index: number, length: number): number {
    if (!this.#options.email || index < this.#deadAt) return index + length
    // Digits of a local part may have been taken for a phone number, so phone numbers do not stop the way back. Another `@` does.
    const { start, end, score, next } = findEmail(this.#text, index, length, this.#emailEnd)
    this.#deadAt = Math.max(next, end, index + length)
    if (start < 0) return index + length
    this.#emailEnd = end
    return this.#add({ start, end, type: 'EMAIL', score })
  }

  #takeColon(index: number): number {
    if (!this.#options.email) return index + 1
    const userinfo = findUserinfo(this.#text, index)
    if (userinfo === undefined) return index + 1
    this.#emailEnd = userinfo.end
    this.#deadAt = userinfo.end
    return this.#add({ ...userinfo, type: 'EMAIL', score: 0.9 })
  }

  /** An encoded `@` or plus, or another encoded character, whose hexadecimal digits are no digits of a number. */
  #takeEncoded(index: number): number {
    const unit = unitAt(this.#text, index)
    const length = unitLength(unit)
    if (length === 1) return index + 1
    const cls = unitClass(unit)
    if (cls === AT) return this.#takeAt(index, length)
    return cls === PLUS ? this.#takePlus(index, length) : index + length
  }

  /** Adds a span; one that reaches into earlier ones swallows them, so that nothing of either stays. */
  #add(span: Span): number {
    let start = span.start
    for (let last = this.spans.at(-1); last !== undefined && last.end > start; last = this.spans.at(-1)) {
      start = Math.min(start, last.start)
      this.spans.pop()
    }
    this.#settle(start === span.start ? span : { ...span, start })
    this.#floor = span.end
    return span.end
  }

  /** Puts a span behind the others, and before it what only its digits had kept from being a number; that may free the next one. */
  #settle(span: Span): void {
    const waiting = [span]
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const refused = this.#findRefused(next.start)
      if (refused === undefined) {
        this.spans.push(next)
        waiting.pop()
      } else {
        waiting.push(refused)
      }
    }
  }

  #findRefused(end: number): Span | undefined {
    if (!this.#options.phone) return undefined
    const floor = this.spans.at(-1)?.end ?? 0
    return findRefused(this.#text, end, floor, this.#run, this.#options.key)
  }
}

/** Finds all values in a text, sorted, not overlapping. */
export type Scan = (text: string, options: ScanOptions) => Span[]

/** Makes a scan. Its scratch space for digits is used again for every text: most texts are short, and it costs more than they do. */
export function createScan(): Scan {
  const run = new DigitRun()
  return (text, options) => {
    const scanner = new Scanner(text, options, run)
    scanner.run()
    return scanner.spans
  }
}
