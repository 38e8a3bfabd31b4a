import { WaxsealError } from '@waxseal/core'
import type { DailyCheckOptions, DayRange } from './options.js'

/** Codes of the errors of the daily check. */
export type DailyCheckErrorCode = 'daily-check-options-invalid' | 'daily-check-state-invalid'

const OPTIONS = ['timeZone', 'peers', 'workingHours', 'sensitivity', 'minContacts', 'maxPrincipals', 'keys']
const KEYS = ['maxAge', 'unusedFor', 'stuckAfter', 'offboardingWithin']
const RANGE = ['day', 'from', 'to']
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Throws `daily-check-options-invalid` for what no check can be made with. */
export function checkOptions(options: DailyCheckOptions): void {
  const given = membersOf('the options', options, OPTIONS)
  const { timeZone } = given
  if (timeZone !== undefined && typeof timeZone !== 'string' && typeof timeZone !== 'function')
    throw invalid('`timeZone` must be a name or a function')
  for (const name of ['peers', 'workingHours'])
    if (given[name] !== undefined && typeof given[name] !== 'function') throw invalid(`\`${name}\` must be a function`)
  positive('sensitivity', given.sensitivity, 1000)
  positive('minContacts', given.minContacts, 1e9)
  positive('maxPrincipals', given.maxPrincipals, 10_000_000)
  if (given.maxPrincipals !== undefined && !Number.isInteger(given.maxPrincipals))
    throw invalid('`maxPrincipals` must be a whole number')
  if (given.keys === undefined) return
  const keys = membersOf('`keys`', given.keys, KEYS)
  for (const name of KEYS) positive(`keys.${name}`, keys[name], Number.POSITIVE_INFINITY)
}

/** The first and the last date of a range. Throws `daily-check-options-invalid`. */
export function checkRange(range: DayRange): { readonly from: string; readonly to: string } {
  const { day, from, to } = membersOf('the range', range, RANGE)
  for (const [name, date] of Object.entries({ day, from, to }))
    if (date !== undefined && !isDate(date)) throw invalid(`\`${name}\` must be a date such as \`2026-11-24\``)
  if (day !== undefined && (from !== undefined || to !== undefined))
    throw invalid('`day` is short for `from` and `to`: give it alone')
  const [first, last] = [String(from ?? day ?? ''), String(to ?? day ?? '~')]
  if (first > last) throw invalid('`from` must not be after `to`')
  return { from: first, to: last }
}

function membersOf(what: string, value: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw invalid(`${what} must be an object`)
  if (Object.keys(value).some((name) => !known.includes(name)))
    throw invalid(`${what} must have no members but \`${known.join('`, `')}\``)
  return value as Readonly<Record<string, unknown>>
}

function positive(name: string, value: unknown, greatest: number): void {
  if (value === undefined || (typeof value === 'number' && value > 0 && value <= greatest)) return
  throw invalid(
    `\`${name}\` must be a number above 0${greatest < Number.POSITIVE_INFINITY ? ` and up to ${greatest}` : ''}`,
  )
}

function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !DATE.test(value)) return false
  const at = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value)
}

function invalid(message: string): WaxsealError<DailyCheckErrorCode> {
  return new WaxsealError<DailyCheckErrorCode>('daily-check-options-invalid', message)
}
