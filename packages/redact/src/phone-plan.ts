import { type DigitRun, GAP_NONE, GAP_SPACE, GAP_TIGHT, MAX_DIGITS } from './digit-run.js'
import type { PhoneContext } from './phone-context.js'

/** The fewest digits of a number written with a plus. */
export const MIN_DIGITS = 8
/** The fewest digits of a number without a plus. */
export const MIN_NATIONAL = 7

/**
 * Digits of a full number by its country code, for countries where all numbers are equally long (ITU-T E.164 assignments): where the
 * number is full, what follows is something else. Other countries go up to the limit of 15.
 */
const FULL_LENGTH: ReadonlyMap<number, number> = new Map([
  [1, 11],
  [7, 11],
  [20, 12],
  [27, 11],
  [30, 12],
  [31, 11],
  [32, 11],
  [33, 11],
  [34, 11],
  [41, 11],
  [44, 12],
  [45, 10],
  [47, 10],
  [48, 11],
  [86, 13],
  [90, 12],
  [91, 12],
  [351, 12],
  [370, 11],
  [371, 11],
  [373, 11],
  [374, 11],
  [375, 12],
  [380, 12],
  [420, 12],
  [971, 12],
  [972, 12],
  [992, 12],
  [993, 11],
  [994, 12],
  [995, 12],
  [996, 12],
  [998, 12],
])

/** The last group of a number that begins with a plus, or -1 when it is none. */
export function internationalEnd(run: DigitRun): number {
  // No country code begins with 0: `+0300` is a time zone, unless the writer left the code out of a whole number.
  if (run.digit(0) === 0 && run.size(0) < MIN_DIGITS) return -1
  const full = fullLength(run)
  let digits = 0
  for (let group = 0; group < run.count; group++) {
    if (digits >= MIN_DIGITS && digits + run.size(group) > MAX_DIGITS) return group - 1
    digits += run.size(group)
    if (digits >= full) return digits >= MIN_DIGITS ? group : -1
  }
  return digits >= MIN_DIGITS ? run.count - 1 : -1
}

function fullLength(run: DigitRun): number {
  let code = 0
  for (let place = 0; place < 3; place++) {
    code = code * 10 + run.digit(place)
    const length = FULL_LENGTH.get(code)
    if (length !== undefined) return length
  }
  return MAX_DIGITS
}

/** A recognised number: its last group, how sure, and whether the shape alone is enough, whatever stands around. */
export interface NationalNumber {
  readonly group: number
  readonly score: number
  readonly strong: boolean
}

/** Looks for a number without a plus at the beginning of a run. */
export function nationalNumber(run: DigitRun, context: () => PhoneContext): NationalNumber | undefined {
  let digits = 0
  for (let group = 0; group < run.count && digits <= 11; group++) {
    digits += run.size(group)
    if (digits < MIN_NATIONAL) continue
    const strong = strongShape(run, group, digits)
    if (strong > 0) return { group, score: strong, strong: true }
    // A digit glued on by a hyphen or dot: the shape goes on, so it is another one.
    if (run.gap(group) === GAP_TIGHT) continue
    const weak = weakShape(run, group, digits)
    if (weak > 0 && !context().other) return { group, score: weak, strong: false }
    if (digits === 10 && hasAreaCode(run, group) && context().phone) return { group, score: 0.8, strong: false }
    if (isLocal(run, group) && context().phone) return { group, score: 0.7, strong: false }
  }
  return dialledAbroad(run, context) ?? announced(run, context)
}

/** `001-212-555-0109`, `00 44 20 7838 6307`: the international prefix in place of the plus. */
function dialledAbroad(run: DigitRun, context: () => PhoneContext): NationalNumber | undefined {
  if (run.digit(0) !== 0 || run.digit(1) !== 0 || run.digit(2) < 1 || run.size(0) > 5) return undefined
  if (run.count < 3 || run.total < MIN_DIGITS + 2 || run.total > MAX_DIGITS || context().other) return undefined
  // Groups of four are those of cards and accounts too.
  if (run.size(0) === 4 && !context().phone) return undefined
  return { group: run.count - 1, score: 0.8, strong: false }
}

function hasAreaCode(run: DigitRun, group: number): boolean {
  return group === 0 || (run.size(0) >= 3 && run.size(0) <= 5)
}

/** Shapes that nothing else has: `8 (916) 123-45-67`, `8-800-…`, `(495) 123-45-67`. */
function strongShape(run: DigitRun, group: number, digits: number): number {
  if (digits === 10 && run.bracketed === 0 && group > 0) return 0.95
  if (digits !== 11 || group < 2 || !hasRussianLead(run)) return 0
  if (run.size(0) === 1 && run.size(1) > 1) return 0.97
  return run.bracketed === 0 ? 0.95 : 0
}

/** Shapes that words before them can speak against. */
function weakShape(run: DigitRun, group: number, digits: number): number {
  if (digits === 11) {
    if (hasRussianLead(run) && hasGluedLead(run, group)) return 0.9
    if (hasRussianLead(run) && group === 10 && run.gap(group) === GAP_NONE) return 0.85
    return run.size(0) === 1 && run.digit(0) === 1 && isAmerican(run, 1, group) ? 0.95 : 0
  }
  if (digits !== 10) return 0
  if (isAmerican(run, 0, group)) return run.gap(0) === GAP_TIGHT && run.gap(1) === GAP_TIGHT ? 0.9 : 0
  return hasSizes(run, 0, group, 3, 3, 2, 2) && run.gap(2) === GAP_TIGHT && isAreaDigit(run.digit(0)) ? 0.9 : 0
}

/** `89161234567`, `8916 123-45-67`, `83452 57-32-68`; spaced in fours it would be a card or an account. */
function hasGluedLead(run: DigitRun, group: number): boolean {
  if (group === 0) return true
  const lead = run.size(0)
  return (lead === 4 && (run.size(1) === 3 || run.size(1) === 7)) || (lead === 5 && run.size(1) !== 5)
}

/** 8 or 7 and an area or operator code that exists: 3xx, 4xx, 8xx, 9xx, and 7xx of Kazakhstan. */
function hasRussianLead(run: DigitRun): boolean {
  const lead = run.digit(0)
  return (lead === 7 || lead === 8) && (isAreaDigit(run.digit(1)) || run.digit(1) === 7)
}

function isAreaDigit(digit: number): boolean {
  return digit === 3 || digit === 4 || digit === 8 || digit === 9
}

/** 3-3-4, area code and exchange from 2 to 9 (North American Numbering Plan). */
function isAmerican(run: DigitRun, from: number, group: number): boolean {
  const place = from === 0 ? 0 : run.size(0)
  return hasSizes(run, from, group, 3, 3, 4) && run.digit(place) > 1 && run.digit(place + 3) > 1
}

/** A number within a town: `123-45-67` or `123-4567`; with blanks only where nothing follows. */
function isLocal(run: DigitRun, group: number): boolean {
  if (run.gap(0) !== GAP_TIGHT && run.gap(group) !== GAP_NONE) return false
  return hasSizes(run, 0, group, 3, 2, 2) || hasSizes(run, 0, group, 3, 4)
}

/** Whether the groups from one to another have these sizes and no group is left over; 0 stands for no group. */
function hasSizes(
  run: DigitRun,
  from: number,
  to: number,
  first: number,
  second: number,
  third = 0,
  fourth = 0,
): boolean {
  const count = fourth > 0 ? 4 : third > 0 ? 3 : 2
  if (to - from + 1 !== count || run.size(from) !== first || run.size(from + 1) !== second) return false
  return (count < 3 || run.size(from + 2) === third) && (count < 4 || run.size(from + 3) === fourth)
}

/** Directly after a word for a phone, any 7 to 15 digits are one, dates aside. */
function announced(run: DigitRun, context: () => PhoneContext): NationalNumber | undefined {
  let digits = 0
  let group = -1
  while (group + 1 < run.count && digits + run.size(group + 1) <= MAX_DIGITS) digits += run.size(++group)
  if (digits < MIN_NATIONAL || isDate(run) || !context().adjacent) return undefined
  return { group, score: 0.75, strong: false }
}

/** `12.05.2026`, `2026-05-12`, `12 05 26`. */
function isDate(run: DigitRun): boolean {
  const [first, second, third] = [run.size(0), run.size(1), run.size(2)]
  if (run.gap(0) === GAP_SPACE || second > 2) return false
  return (first === 4 && third <= 2 && third > 0) || (first <= 2 && (third === 2 || third === 4))
}
