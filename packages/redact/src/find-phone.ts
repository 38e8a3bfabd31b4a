import {
  BACKSLASH,
  CLASS,
  CLOSE,
  classAt,
  DASH,
  DIGIT,
  DOT,
  INNER,
  MINUS,
  OPEN,
  PERCENT,
  SLASH,
  SPACE,
  UNDERSCORE,
  WORD,
  ZERO,
} from './char-class.js'
import { type DigitRun, MAX_DIGITS, openingBefore } from './digit-run.js'
import { type PhoneContext, phoneContext } from './phone-context.js'
import { internationalEnd, MIN_NATIONAL, nationalNumber } from './phone-plan.js'
import type { Span } from './span.js'
import { unitAt, unitBefore, unitClass, unitLength } from './unit.js'

/** Finds the number that begins with the plus at an index (`plusLength` is more than 1 for `%2B`). */
export function findInternational(text: string, plus: number, plusLength: number, run: DigitRun): Span | undefined {
  let from = plus + plusLength
  let opened = false
  for (let steps = 0; steps < 4; steps++) {
    const unit = unitAt(text, from)
    const cls = unitClass(unit)
    if (cls === DIGIT) break
    if (cls === OPEN && !opened) opened = true
    else if (cls !== SPACE && cls !== ZERO) return undefined
    from += unitLength(unit)
  }
  if (classAt(text, from) !== DIGIT) return undefined
  run.read(text, from, opened, true)
  const last = internationalEnd(run)
  return last < 0 ? undefined : { start: plus, end: run.end(last), type: 'PHONE', score: 0.97 }
}

/**
 * The end of a group of digits that cannot begin a number, or -1: most digits of a text are parts of dates, prices and ids, and this
 * look at their neighbours spares the full reading. It also keeps `1 1 1 …` from being read anew from each digit.
 */
export function endOfPlainDigits(text: string, from: number, floor: number): number {
  let end = from + 1
  while (classAt(text, end) === DIGIT) end++
  const size = end - from
  const next = classAt(text, end)
  const after = classAt(text, end + 1)
  if (size < 7 && (!continuesNumber(next) || (after === WORD && next < PERCENT))) return end
  if (from - 2 < floor || classAt(text, from - 2) !== DIGIT) return -1
  // Digits of a run that was no number from its beginning: only shapes that can stand after other digits are worth a reading.
  const before = classAt(text, from - 1)
  if (isSeparator(before) || before === DIGIT) return end
  if (before !== SPACE) return -1
  if (size === 1) return after === DIGIT && classAt(text, end + 2) !== DIGIT ? end : -1
  return size === 2 || (size > 5 && size < 10) || size > 11 ? end : -1
}

function continuesNumber(cls: number): boolean {
  return (cls >= SPACE && cls <= CLOSE) || cls >= PERCENT
}

/**
 * Finds the number without a plus that begins with the digit at an index. The run holds what was read, so that the caller knows
 * where to go on.
 */
export function findNational(
  text: string,
  from: number,
  floor: number,
  run: DigitRun,
  key: PhoneContext,
): Span | undefined {
  const opening = openingBefore(text, from, floor)
  run.read(text, from, opening >= 0, false)
  if (run.total < MIN_NATIONAL) return undefined
  const start = run.bracketed === 0 ? opening : from
  const before = surroundings(text, start, floor)
  if (before === 'number') return undefined
  let known: PhoneContext | undefined
  const context = () => {
    known ??= phoneContext(text, start, floor, key)
    return known
  }
  const number = nationalNumber(run, context)
  if (number === undefined) return undefined
  if (before === 'glued' && !context().phone) return undefined
  const end = run.end(number.group)
  if (!number.strong && isAsciiWord(text, end) && !context().adjacent) return undefined
  return { start, end, type: 'PHONE', score: number.score }
}

/**
 * Finds the first number between `floor` and the beginning of a span that was refused only for digits which the span hides. A second
 * pass would see a placeholder in their place, else redacting twice would not be redacting once.
 */
export function findRefused(
  text: string,
  end: number,
  floor: number,
  run: DigitRun,
  key: PhoneContext,
): Span | undefined {
  let index = runStart(text, end, floor)
  if (index < 0) return undefined
  const seen = text.slice(0, end)
  while (index < end) {
    const cls = classAt(seen, index)
    if (cls !== DIGIT) {
      index += cls >= PERCENT ? unitLength(unitAt(seen, index)) : 1
      continue
    }
    const plain = endOfPlainDigits(seen, index, floor)
    const span = plain < 0 ? findNational(seen, index, floor, run, key) : undefined
    if (span !== undefined) return span
    index = plain < 0 ? run.firstEnd : plain
  }
  return undefined
}

/** Goes back from an index over digits and separators, as far as one number can reach; -1 when they are too few for a number. */
function runStart(text: string, end: number, floor: number): number {
  let digits = 0
  let start = end
  while (start > floor && digits <= MAX_DIGITS) {
    const unit = unitBefore(text, start)
    const cls = unitClass(unit)
    const length = unitLength(unit)
    // Encoded characters are passed over, whatever they are: bytes beyond ASCII cannot be told apart on the way back.
    if (start - length < floor || (length === 1 && cls !== DIGIT && !continuesNumber(cls))) break
    if (length === 1 && cls === DIGIT) digits++
    start -= length
  }
  return digits < MIN_NATIONAL ? -1 : start
}

/**
 * What stands directly before: the end of another `number` that goes on here, something that a name or an id is `glued` to, or
 * nothing of the kind. Letters beyond ASCII glue nothing: words run into numbers in Russian notes, hexadecimal ids are ASCII.
 */
function surroundings(text: string, start: number, floor: number): 'free' | 'glued' | 'number' {
  let at = start
  while (at > floor && classAt(text, at - 1) === ZERO) at--
  if (at <= floor) return 'free'
  const unit = unitBefore(text, at)
  const cls = unitClass(unit)
  if (unitLength(unit) > 1) return 'free'
  if (cls === DIGIT) return 'number'
  if (cls === WORD) return isAscii(text, at - 1) && !isEscaped(text, at - 1, floor) ? 'glued' : 'free'
  if (cls === UNDERSCORE || isNumberSign(text, at - 1)) return 'glued'
  if (cls === SPACE) return isNumberSign(text, skipSpaces(text, at, floor) - 1) ? 'glued' : 'free'
  if (!isSeparator(cls) || at - 1 <= floor) return 'free'
  const outer = classAt(text, at - 2)
  if (outer === DIGIT) return 'number'
  return outer === WORD && cls === MINUS && isAscii(text, at - 2) ? 'glued' : 'free'
}

function skipSpaces(text: string, from: number, floor: number): number {
  let at = from
  while (at > floor && at > from - 4 && classAt(text, at - 1) === SPACE) at--
  return at
}

function isSeparator(cls: number): boolean {
  return cls === MINUS || cls === DASH || cls === DOT || cls === SLASH || cls === CLOSE
}

/** `№` or `#`: the number of an order or a contract. */
function isNumberSign(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code === 0x2116 || (code === 0x23 && CLASS[code] === INNER)
}

/** The letter of `\n`, `\r` or `\t` in JSON. */
function isEscaped(text: string, index: number, floor: number): boolean {
  return index > floor && classAt(text, index - 1) === BACKSLASH && 'nrt'.includes(text.charAt(index))
}

function isAscii(text: string, index: number): boolean {
  return text.charCodeAt(index) < 0x80
}

function isAsciiWord(text: string, index: number): boolean {
  const cls = classAt(text, index)
  // `x` and digits: an extension.
  if ((text.charCodeAt(index) | 0x20) === 0x78 && classAt(text, index + 1) === DIGIT) return false
  return (cls === WORD && isAscii(text, index)) || cls === UNDERSCORE
}
