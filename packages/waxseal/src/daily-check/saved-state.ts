import { type JsonObject, type JsonValue, WaxsealError } from '@waxseal/core'
import type { DailyCheckErrorCode } from './check-options.js'
import type { Settings } from './settings.js'
import { type DailyState, newState } from './state.js'

const FORMAT = 1
const MAP = 'map'
const SET = 'set'

/** The state as JSON. Names of others are only in maps and sets, which become lists: no name is taken for a member. */
export function saveState(state: DailyState, settings: Settings): JsonObject {
  return { format: FORMAT, settings: numbersOf(settings), state: encode(state) }
}

/** Throws `daily-check-state-invalid` when it is of another format, or was made with other numbers in the options. */
export function loadState(saved: JsonValue, settings: Settings): DailyState {
  const { format, settings: numbers, state } = Object(saved) as JsonObject
  if (format !== FORMAT) throw invalid('what was saved is no state of this check')
  if (numbers !== numbersOf(settings)) throw invalid('the state was saved by a check with other options')
  const loaded = decode(state)
  const fresh: object = newState()
  for (const [name, value] of Object.entries(fresh))
    if (kindOf(Reflect.get(Object(loaded), name)) !== kindOf(value)) throw invalid('the saved state is damaged')
  return loaded as DailyState
}

/** Functions cannot be compared. */
function numbersOf({ sensitivity, minContacts, maxPrincipals, keys }: Settings): string {
  const { maxAge, unusedFor, stuckAfter, offboardingWithin } = keys
  return [sensitivity, minContacts, maxPrincipals, maxAge, unusedFor, stuckAfter, offboardingWithin].join()
}

// Maps, sets and lists become lists whose first item tells which.
function encode(value: unknown): JsonValue {
  if (value instanceof Map) return [MAP, ...[...value].map(([key, one]): JsonValue => [encode(key), encode(one)])]
  if (value instanceof Set) return [SET, ...Array.from(value, encode)]
  if (Array.isArray(value)) return ['list', ...value.map(encode)]
  if (typeof value !== 'object' || value === null) return value as JsonValue
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(members.map(([name, member]) => [name, encode(member)]))
}

function decode(value: JsonValue | undefined): unknown {
  if (Array.isArray(value)) {
    const [kind, ...items] = value as readonly JsonValue[]
    if (kind === MAP) return new Map(items.map((item) => pairOf(item)))
    if (kind === SET) return new Set(items.map(decode))
    return items.map(decode)
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, decode(member)]))
}

function pairOf(item: JsonValue): [unknown, unknown] {
  if (!Array.isArray(item)) throw invalid('the saved state is damaged')
  return [decode(item[0] as JsonValue), decode(item[1] as JsonValue)]
}

function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value)
}

function invalid(message: string): WaxsealError<DailyCheckErrorCode> {
  return new WaxsealError<DailyCheckErrorCode>('daily-check-state-invalid', message)
}
