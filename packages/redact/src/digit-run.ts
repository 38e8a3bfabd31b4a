import {
  BREAK,
  CLASS,
  CLOSE,
  classAt,
  DASH,
  DIGIT,
  DOT,
  digitValue,
  MINUS,
  OPEN,
  SLASH,
  SPACE,
  ZERO,
} from './char-class.js'
import { unitAt, unitClass, unitLength } from './unit.js'

/** No phone number has more digits (ITU-T E.164 section 6.2.1). */
export const MAX_DIGITS = 15

/** What stands between two groups of digits. */
export const GAP_NONE = 0
export const GAP_SPACE = 1
export const GAP_TIGHT = 2
export const GAP_BRACKET = 3

/**
 * Groups of digits with the separators that people put into phone numbers: one reader, used again for each number of a text, so that
 * digits cost no objects.
 */
export class DigitRun {
  /** How many groups. */
  count = 0
  /** How many digits in all. */
  total = 0
  /** Index of the group in round brackets, or -1. */
  bracketed = -1
  /** Digits of each group. */
  readonly sizes = new Uint32Array(MAX_DIGITS + 1)
  /** Where each group ends. */
  readonly ends = new Uint32Array(MAX_DIGITS + 1)
  /** What follows each group (`GAP_…`). */
  readonly gaps = new Uint8Array(MAX_DIGITS + 1)
  /** Values of the first digits. */
  readonly digits = new Uint8Array(MAX_DIGITS + 1)
  #open = false
  #gap = GAP_NONE

  /**
   * Reads groups from a digit on, until something else than a separator comes or there are more digits than a number can have.
   *
   * @param opened whether a round bracket stands before the first digit
   * @param slashes whether a slash separates, as in German numbers; without a plus it would join dates
   */
  read(text: string, from: number, opened: boolean, slashes: boolean): void {
    this.count = 0
    this.total = 0
    this.bracketed = -1
    this.#open = opened
    let openedHere = opened
    let at = from
    while (at >= 0 && this.total <= MAX_DIGITS) {
      const end = this.#readGroup(text, at)
      const wasOpen = this.#open
      at = this.#readGap(text, end, slashes)
      if (openedHere && wasOpen && !this.#open && this.bracketed < 0) this.bracketed = this.count - 1
      openedHere = !wasOpen && this.#open
      this.gaps[this.count - 1] = at < 0 ? GAP_NONE : this.#gap
    }
  }

  /** Reads one group to its end, however long it is, and gives the index after its last digit. */
  #readGroup(text: string, from: number): number {
    let end = from
    let size = 0
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at)
      const cls = CLASS[code] ?? BREAK
      if (cls === DIGIT) {
        const place = this.total + size
        if (place <= MAX_DIGITS) this.digits[place] = digitValue(code)
        size++
        end = at + 1
      } else if (cls !== ZERO) {
        break
      }
    }
    this.sizes[this.count] = size
    this.ends[this.count] = end
    this.count++
    this.total += size
    return end
  }

  /** Reads the separators after a group and gives the index of the next digit, or -1 when the number ends here. */
  #readGap(text: string, from: number, slashes: boolean): number {
    let spaces = 0
    let marks = 0
    let brackets = 0
    let at = from
    for (;;) {
      const unit = unitAt(text, at)
      const cls = unitClass(unit)
      if (cls === DIGIT && unitLength(unit) === 1) break
      if (cls === SPACE) spaces++
      else if (cls === MINUS || cls === DASH || cls === DOT || (cls === SLASH && slashes)) marks++
      else if (cls === OPEN && !this.#open) {
        this.#open = true
        brackets++
      } else if (cls === CLOSE && this.#open) {
        this.#open = false
        brackets++
      } else if (cls !== ZERO) return -1
      if (spaces > 2 || marks > 1 || brackets > 2) return -1
      at += unitLength(unit)
    }
    this.#gap = brackets > 0 ? GAP_BRACKET : spaces > 0 ? GAP_SPACE : GAP_TIGHT
    return at
  }

  /** The size of a group, 0 when there is none. */
  size(group: number): number {
    return group < this.count ? (this.sizes[group] ?? 0) : 0
  }

  /** Where a group ends. */
  end(group: number): number {
    return this.ends[group] ?? 0
  }

  /** What follows a group. */
  gap(group: number): number {
    return this.gaps[group] ?? GAP_NONE
  }

  /** The value of a digit, -1 when there is none. */
  digit(place: number): number {
    return place < this.total ? (this.digits[place] ?? -1) : -1
  }

  /** Where the reading of the first group ended: the place to go on from when the run is no number. */
  get firstEnd(): number {
    return this.end(0)
  }
}

/** Whether the character before an index, zero-width ones aside, is an opening round bracket; its index or -1. */
export function openingBefore(text: string, start: number, floor: number): number {
  let at = start - 1
  while (at >= floor && classAt(text, at) === ZERO) at--
  return at >= floor && classAt(text, at) === OPEN ? at : -1
}
