import { type EventDraft, type JournalEvent, type JsonObject, type JsonValue, utf8, WaxsealError } from '@waxseal/core'

/** Largest JSON of an event's data, in UTF-8 bytes. */
export const MAX_DATA_BYTES = 256 * 1024
/** Longest tenant, stream and type, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 512
const MAX_DEPTH = 32

/** A draft that was checked: a frozen copy of its own and the JSON of its parts. */
export interface CheckedDraft {
  readonly type: string
  readonly at: number
  readonly data: JsonObject
  readonly json: string
}

/** Checks a draft and copies it, reading every member once: getters and proxies cannot show two faces. */
export function checkDraft(draft: EventDraft, index: number): CheckedDraft {
  const { type, at, data } = draft
  checkName(type, 'type', index)
  if (!Number.isSafeInteger(at)) throw invalid('at', 'is no whole number of milliseconds', index)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw invalid('data', 'is no object', index)
  const copy = copyValue(data, { index, left: MAX_DATA_BYTES }, 1) as JsonObject
  const text = JSON.stringify(copy)
  if (text.length * 3 > MAX_DATA_BYTES && utf8(text).length > MAX_DATA_BYTES) throw tooLarge(index)
  return { type, at, data: copy, json: `"type":${JSON.stringify(type)},"at":${at},"data":${text}` }
}

/** Checks the name of a tenant, stream or type. */
export function checkName(name: unknown, part: 'tenant' | 'stream' | 'type', index?: number): asserts name is string {
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_LENGTH) {
    throw invalid(part, `is no text of 1 to ${MAX_NAME_LENGTH} characters`, index)
  }
}

/** Gives a checked draft its place: the frozen event and its JSON, whose UTF-8 bytes are the entry of the Merkle tree. */
export function placeEvent(
  draft: CheckedDraft,
  place: Pick<JournalEvent, 'seq' | 'tenant' | 'stream' | 'version'>,
): { readonly event: JournalEvent; readonly json: string } {
  const { seq, tenant, stream, version } = place
  const { type, at, data } = draft
  const names = `"tenant":${JSON.stringify(tenant)},"stream":${JSON.stringify(stream)}`
  return {
    event: Object.freeze({ seq, tenant, stream, version, type, at, data }),
    json: `{"seq":${seq},${names},"version":${version},${draft.json}}`,
  }
}

interface Budget {
  readonly index: number
  /** Characters that may still come: an endless value is refused before it is written out. */
  left: number
}

function copyValue(value: unknown, budget: Budget, depth: number): JsonValue {
  budget.left -= typeof value === 'string' ? value.length + 2 : 1
  if (budget.left < 0) throw tooLarge(budget.index)
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid('data', 'holds a number that is not finite', budget.index)
    // JSON has no negative zero: the copy must equal what is read back.
    return value + 0
  }
  if (typeof value !== 'object') throw invalid('data', `holds a value of type ${typeof value}`, budget.index)
  if (depth > MAX_DEPTH) throw invalid('data', `is nested deeper than ${MAX_DEPTH} levels`, budget.index)
  return Array.isArray(value) ? copyArray(value, budget, depth) : copyObject(value, budget, depth)
}

function copyArray(value: readonly unknown[], budget: Budget, depth: number): JsonValue {
  if (Object.getPrototypeOf(value) !== Array.prototype) throw invalid('data', 'holds no plain array', budget.index)
  const copy: JsonValue[] = []
  for (let at = 0; at < value.length; at++) copy.push(copyValue(value[at], budget, depth + 1))
  return Object.freeze(copy)
}

function copyObject(value: object, budget: Budget, depth: number): JsonValue {
  const prototype: unknown = Object.getPrototypeOf(value)
  if ((prototype !== Object.prototype && prototype !== null) || Object.getOwnPropertySymbols(value).length > 0) {
    throw invalid('data', 'holds an object that is not plain', budget.index)
  }
  const copy: Record<string, JsonValue> = {}
  for (const key of Object.keys(value)) {
    // Assigned, it would become the prototype of the copy and of what others build from it.
    if (key === '__proto__') throw invalid('data', 'holds a key `__proto__`', budget.index)
    budget.left -= key.length + 4
    copy[key] = copyValue((value as Record<string, unknown>)[key], budget, depth + 1)
  }
  return Object.freeze(copy)
}

function invalid(part: string, fault: string, index?: number): WaxsealError<'journal-event-invalid'> {
  const details = index === undefined ? { part } : { part, event: index }
  return new WaxsealError('journal-event-invalid', `\`${part}\` ${fault}`, { details })
}

function tooLarge(index: number): WaxsealError<'journal-event-too-large'> {
  const message = `\`data\` takes more than ${MAX_DATA_BYTES} bytes of JSON`
  return new WaxsealError('journal-event-too-large', message, { details: { event: index, limit: MAX_DATA_BYTES } })
}
