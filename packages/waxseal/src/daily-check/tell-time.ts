import { closeDay } from './close-day.js'
import { closeKeys } from './key-findings.js'
import { DAY, HOUR } from './lengths.js'
import type { Settings } from './settings.js'
import type { DailyState } from './state.js'

/** A day is over everywhere at noon of the next at Greenwich. */
const EVERYWHERE = 12 * HOUR
/** Days by which time may go back before it is believed: clocks of several processes differ. */
const BEHIND = 3

/** Learns the time of an event. The present is where three events agree to be: a clock that was wrong once ends no day. */
export function tellTime(state: DailyState, settings: Settings, at: number): void {
  const { recent } = state
  const [, second = at, third = at] = recent
  if (recent.length === 0) {
    state.now = at
    state.closed = dayBefore(at)
  }
  recent[0] = second
  recent[1] = third
  recent[2] = at
  const least = Math.min(second, third, at)
  if (least > state.now) {
    state.now = least
    endDays(state, settings)
  } else if (Math.max(second, third, at) < state.now - BEHIND * DAY) {
    state.now = least
    state.closed = Math.min(state.closed, dayBefore(least))
  }
}

/** The last day that is over everywhere, and some more: events may come late at the start. */
function dayBefore(at: number): number {
  return Math.floor(at / DAY) - BEHIND
}

function endDays(state: DailyState, settings: Settings): void {
  const last = Math.floor((state.now - EVERYWHERE) / DAY) - 1
  if (last <= state.closed) return
  closeKeys(state, settings, last)
  const over = [...state.open.keys()].filter((day) => day <= last).sort((left, right) => left - right)
  for (const day of over) closeDay(state, settings, day)
  state.closed = last
}
