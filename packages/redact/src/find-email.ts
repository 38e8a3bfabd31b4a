import {
  AT,
  BACKSLASH,
  classAt,
  DIGIT,
  DOT,
  EQUALS,
  INNER,
  MINUS,
  PERCENT,
  PLUS,
  UNDERSCORE,
  WORD,
  ZERO,
} from './char-class.js'
import { readDomainChain } from './domain.js'
import { unitAt, unitBefore, unitClass, unitLength } from './unit.js'

/** What was found around an `@`. */
export interface EmailReading {
  /** The address, or `start` -1 when there is none. */
  readonly start: number
  readonly end: number
  readonly score: number
  /** Every `@` before this index is dealt with. */
  readonly next: number
}

/**
 * Reads the address around an `@`: the domain forwards, then the local part backwards, never behind `floor`. Wider than RFC 5322
 * where that hides more: the aim is that nothing of an address stays readable.
 */
export function findEmail(text: string, at: number, atLength: number, floor: number): EmailReading {
  const chain = readDomainChain(text, at + atLength)
  let start = localStart(text, at, floor)
  // `@maria@example.com`: what follows a bare `@` is the local part of the next one.
  if (start === at && chain.lastAt > 0) start = afterAts(text, at, chain.lastAt)
  const found = (end: number, score: number) => ({ start, end, score, next: chain.next })
  if (start !== at) {
    if (chain.end >= 0) return found(chain.end, 0.99)
    const literal = addressLiteralEnd(text, at + atLength)
    if (literal >= 0) return found(literal, 0.9)
    // Without a dot only where the surroundings say that it is an address: `<id@host>`, `mailto:anna@intranet`.
    if (chain.first > at + atLength && isAnnounced(text, start, at + atLength, chain.first))
      return found(chain.first, 0.6)
  }
  return { start: -1, end: -1, score: 0, next: chain.next }
}

/** The first index after the `@`s that follow each other, or `at` when they go on to the last one. */
function afterAts(text: string, at: number, lastAt: number): number {
  let index = at
  for (let unit = unitAt(text, index); unitClass(unit) === AT; unit = unitAt(text, index)) index += unitLength(unit)
  return index <= lastAt ? index : at
}

function localStart(text: string, at: number, floor: number): number {
  if (at > floor && text.charCodeAt(at - 1) === 0x22) return quotedStart(text, at, floor)
  let start = walkLocal(text, at, floor)
  start = trimLocal(text, start, at)
  return start < at && classAt(text, start - 1) === EQUALS ? returnPathStart(text, start, at, floor) : start
}

/** Goes backwards over everything that can stand in a local part. */
function walkLocal(text: string, from: number, floor: number): number {
  let start = from
  while (start > floor) {
    const unit = unitBefore(text, start)
    const length = unitLength(unit)
    if (!isLocal(unitClass(unit)) || start - length < floor) break
    start -= length
  }
  return start
}

function isLocal(cls: number): boolean {
  return (
    cls === WORD ||
    cls === DIGIT ||
    cls === DOT ||
    cls === MINUS ||
    cls === UNDERSCORE ||
    cls === PLUS ||
    cls === ZERO ||
    cls === INNER ||
    cls === PERCENT
  )
}

/** Leaves quotes, emphasis and the rest of a JSON escape outside. */
function trimLocal(text: string, from: number, at: number): number {
  let start = from
  if (classAt(text, start - 1) === BACKSLASH && start < at && 'bfnrt'.includes(text.charAt(start))) start++
  for (; start < at; start++) {
    const cls = classAt(text, start)
    const isLowSurrogate = (text.charCodeAt(start) & 0xfc00) === 0xdc00
    if (cls === DIGIT || cls === UNDERSCORE || (cls === WORD && !isLowSurrogate)) break
    if (cls === BACKSLASH || (cls === PERCENT && start + 2 < at)) break
    if (cls === PLUS && classAt(text, start + 1) === DIGIT) break
  }
  return start
}

/** The opening quote of `"anna ivanova"@example.com`, at most 66 characters before (RFC 5321 section 4.5.3.1.1). */
function quotedStart(text: string, at: number, floor: number): number {
  let hasWord = false
  for (let index = at - 2; index >= floor && index >= at - 66; index--) {
    if (text.charCodeAt(index) === 0x22) return hasWord ? index : at
    const cls = classAt(text, index)
    if (cls === WORD || cls === DIGIT) hasWord = true
  }
  return at
}

/**
 * Variable envelope return paths put the recipient before the `=`: `bounce-7-anna=example.com@lists.example.net`. A plain word
 * there (`email=anna@example.com`) is the name of a parameter and stays.
 */
function returnPathStart(text: string, start: number, at: number, floor: number): number {
  if (!text.slice(start, at).includes('.')) return start
  const outer = trimLocal(text, walkLocal(text, start - 1, floor), start - 1)
  for (let index = outer; index < start - 1; index++) {
    const cls = classAt(text, index)
    if (cls === MINUS || cls === PLUS || cls === DOT) return outer
  }
  return start
}

/** The end of `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 section 4.1.3), or -1. */
function addressLiteralEnd(text: string, from: number): number {
  if (text.charCodeAt(from) !== 0x5b) return -1
  let hasDigit = false
  for (let index = from + 1; index < from + 52; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x5d) return hasDigit ? index + 1 : -1
    const cls = classAt(text, index)
    if (cls === DIGIT) hasDigit = true
    else if (cls !== WORD && code !== 0x2e && code !== 0x3a) return -1
  }
  return -1
}

function isAnnounced(text: string, start: number, domain: number, end: number): boolean {
  if (text.charCodeAt(start - 1) === 0x3c && text.charCodeAt(end) === 0x3e) return true
  if (end - domain === 9 && text.slice(domain, end).toLowerCase() === 'localhost') return true
  return text.slice(Math.max(0, start - 7), start).toLowerCase() === 'mailto:'
}
