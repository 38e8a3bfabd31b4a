import { type OffsetRun, offsetReader, offsetRuns, type ReadOffset } from './zone-offsets.js'

const DAY = 86_400_000
/** About a year: reading one asks the platform some 400 times, once in the life of the process. */
const SPAN = 366 * DAY
/** A span that begins before 1800. The first change of any zone is of 1844. */
const FIRST_SPAN = -170
const FIRST_INSTANT = FIRST_SPAN * SPAN
/** In 400 years the Gregorian calendar, days of the week too, begins anew, and with it the rules of every zone. */
const CYCLE = 146_097 * DAY
/** No zone has exceptions listed for years after 2100: from 2500 on each year is answered by its like between 2100 and 2500. */
const LAST_INSTANT = Date.UTC(2500, 0, 1)

/** Offsets of one zone at any instant. Read from the platform once for each year asked about, then kept: at most 700 years. */
export class TimeZone {
  readonly #readOffset: ReadOffset
  readonly #spans: (OffsetRun | undefined)[] = new Array(Math.ceil(LAST_INSTANT / SPAN) - FIRST_SPAN).fill(undefined)

  /** @throws RangeError of the platform if it does not know the zone */
  constructor(name: string) {
    this.#readOffset = offsetReader(name)
  }

  /** Local time minus UTC in milliseconds, at a finite number of epoch milliseconds. */
  offsetAt(at: number): number {
    return this.#runAt(withinTable(at)).offset
  }

  /** An instant after `at` up to which the offset stays as it is at `at`; there it may change, and need not. */
  sameOffsetUntil(at: number): number {
    const alike = withinTable(at)
    return this.#runAt(alike).until + (at - alike)
  }

  #runAt(at: number): OffsetRun {
    const index = Math.floor(at / SPAN) - FIRST_SPAN
    let run = this.#spans[index] ?? this.#readSpan(index)
    while (at >= run.until && run.next !== undefined) run = run.next
    return run
  }

  #readSpan(index: number): OffsetRun {
    const start = (index + FIRST_SPAN) * SPAN
    const run = offsetRuns(this.#readOffset, start, start + SPAN)
    this.#spans[index] = run
    return run
  }
}

/** The instant whose offset stands in the table and equals that of the given one. */
function withinTable(at: number): number {
  if (at < FIRST_INSTANT) return FIRST_INSTANT
  if (at < LAST_INSTANT) return at
  return at - (Math.floor((at - LAST_INSTANT) / CYCLE) + 1) * CYCLE
}
