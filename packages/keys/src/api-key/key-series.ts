import { type JsonObject, type JsonValue, WaxsealError } from '@waxseal/core'
import type { KeysErrorCode } from '../keys-error-code.js'
import { NO_ROTATION, type Rotation, type Version } from '../rotation/rotation.js'
import type { CheckedSpec } from './key-spec.js'
import { readKeyId } from './key-text.js'

/** What the event that issued a key carries. */
export type IssuedData = CheckedSpec & { readonly prefix: string; readonly environment: string; readonly by?: string }

/** Every version of one key: they share everything but the secret. */
export class KeySeries {
  readonly id: string
  readonly data: IssuedData
  readonly entries: KeyEntry[] = []
  rotation: Rotation = NO_ROTATION

  constructor(id: string, data: JsonObject) {
    const { owner, scopes, prefix, environment } = data
    const whole = [owner, prefix, environment].every((member) => typeof member === 'string') && Array.isArray(scopes)
    if (!readKeyId(id) || !whole) throw invalidEvent(id)
    this.id = id
    // A journal that reads from a file hands out what anybody may change.
    const arrays = Object.entries(data).filter((entry): entry is [string, JsonValue[]] => Array.isArray(entry[1]))
    const copies = arrays.map(([name, texts]) => [name, Object.freeze([...texts])])
    this.data = Object.freeze({ ...data, ...Object.fromEntries(copies) }) as unknown as IssuedData
  }
}

/** One version of a key. */
export class KeyEntry {
  readonly id: string
  /** Its place in the columns. */
  readonly number: number
  readonly series: KeySeries
  /** Epoch milliseconds; infinite: never. */
  readonly expiresAt: number
  readonly leaks: string[] = []
  version: Version
  uses = 0
  lastUsedAt: number | undefined

  constructor(series: KeySeries, version: Version, number: number) {
    const { expiresAt } = version.data
    this.id = version.id
    this.number = number
    this.series = series
    this.version = version
    this.expiresAt = typeof expiresAt === 'number' ? expiresAt : Number.POSITIVE_INFINITY
  }

  noteUse(count: number, at: number): void {
    this.uses += count
    this.lastUsedAt = Math.max(this.lastUsedAt ?? at, at)
  }

  /** From which instant on it is refused, whatever is asked. */
  get end(): number {
    const { state, until = Number.POSITIVE_INFINITY } = this.version
    if (state === 'retired') return 0
    return state === 'previous' ? Math.min(until, this.expiresAt) : this.expiresAt
  }
}

/** The error of an event that cannot be taken in. */
export function invalidEvent(id: string): WaxsealError<KeysErrorCode> {
  const shown = readKeyId(id) ? id : '?'
  return new WaxsealError('key-event-invalid', `an event of key \`${shown}\` is malformed`, {
    details: { series: shown },
  })
}
