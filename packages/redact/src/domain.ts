import { AT, DIGIT, DOT, MINUS, WORD, ZERO } from './char-class.js'
import { unitAt, unitClass, unitLength } from './unit.js'

/** What was read after an `@`. */
export interface DomainReading {
  /** End of the last label that can end a domain name (a top-level domain, or the last number of an IPv4 address); -1 if none. */
  readonly named: number
  /** End of the last label of any kind; where the reading began if there is none. */
  readonly solid: number
  /** Where reading stopped. */
  readonly next: number
}

/** Reads labels and dots from an index on. Zero-width characters are passed over, encoded characters are decoded. */
export function readDomain(text: string, from: number): DomainReading {
  let named = -1
  let solid = from
  let at = from
  let dots = 0
  let length = 0
  let first = 0
  let numeric = true
  for (;;) {
    const unit = unitAt(text, at)
    const cls = unitClass(unit)
    if (cls === WORD || cls === DIGIT || (cls === MINUS && length > 0)) {
      if (length === 0) first = cls
      length++
      if (cls !== DIGIT) numeric = false
      at += unitLength(unit)
      if (cls !== MINUS) solid = at
      continue
    }
    if (cls === ZERO) {
      at += unitLength(unit)
      continue
    }
    // A top-level domain begins with a letter (RFC 3696 section 2), so that `react@18.2.0` is none.
    if (length > 1 && dots > 0 && first === WORD) named = solid
    if (numeric && length > 0 && dots === 3) named = solid
    if (cls !== DOT || length === 0) return { named, solid, next: at }
    dots++
    length = 0
    at += unitLength(unit)
  }
}

/** What stands after the first `@` of a chain. */
export interface DomainChain {
  /** End of the address, or -1 when no domain name was found. */
  readonly end: number
  /** End of the first domain, dotted or not. */
  readonly first: number
  /** Index of the last further `@` of the chain, or -1. */
  readonly lastAt: number
  /** Where reading stopped: every `@` before is dealt with. */
  readonly next: number
}

/**
 * Reads a chain such as `b@c.ru@d.ru` as a whole, so that `a@b@c.ru` is hidden whole and `a@a@a…` costs one reading.
 */
export function readDomainChain(text: string, from: number): DomainChain {
  const head = readDomain(text, from)
  let end = head.named
  let next = head.next
  let lastAt = -1
  for (let unit = unitAt(text, next); unitClass(unit) === AT; unit = unitAt(text, next)) {
    const link = readDomain(text, next + unitLength(unit))
    if (end >= 0 || link.named >= 0) end = Math.max(end, link.named, link.solid)
    lastAt = next
    next = link.next
  }
  return { end, first: head.solid, lastAt, next }
}
