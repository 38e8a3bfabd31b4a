import { WaxsealError } from '@waxseal/core'
import type { KeysErrorCode } from '../keys-error-code.js'
import type { RotationEvent } from '../rotation/decision.js'
import { findVersion } from '../rotation/rotation.js'
import { Arguments } from './arguments.js'
import type { KeyBook } from './key-book.js'
import { findKeys } from './key-pattern.js'
import type { KeyEntry } from './key-series.js'
import { type ApiKeyState, MOST_LEAKS } from './key-state.js'
import { keyHead, readKey, readSecret } from './key-text.js'
import { parseApiKey } from './parse-api-key.js'

/** Where keys were found in the open, and who says so. */
export interface LeakOptions {
  /** Where: a URL without its query, the name of a channel. Stands in the record. */
  readonly where: string
  readonly by?: string | undefined
}

/** A version that was found in the open and is accepted no more. */
export interface LeakedKey {
  readonly id: string
  readonly series: string
  /** Whom to tell. */
  readonly owner: string
  /** Whether this report revoked it; otherwise it had been retired before. */
  readonly revoked: boolean
}

/** What came of a report. Never holds a key. */
export interface LeakReport {
  readonly leaked: readonly LeakedKey[]
  /** How many have the form of a key and are none: made up, or with a wrong secret. */
  readonly unknown: number
  /** How many have the id of a key whose secret cannot be checked, because its pepper is lost. Nobody accepts them either. */
  readonly unverifiable: number
}

/**
 * Finds keys in a text and retires exactly those versions. Only the right secret counts: ids are no secret, and whoever knows one must not be
 * able to end the key.
 */
export async function reportLeaked(book: KeyBook, text: string, options: LeakOptions): Promise<LeakReport> {
  const given = new Arguments('reportLeaked', options, ['where', 'by'])
  const where = given.requiredText('where')
  const by = given.text('by')
  if (typeof text !== 'string')
    throw new WaxsealError<KeysErrorCode>('leak-report-invalid', 'what leaked must be a text')
  const state = await book.latest()
  const report = { leaked: [] as LeakedKey[], unknown: 0, unverifiable: 0 }
  for (const key of findKeys(text, book.options.head.prefix)) {
    const entry = entryOf(book, state, key)
    if (typeof entry === 'string') report[entry]++
    else report.leaked.push(await retire(book, entry, where, by))
  }
  return report
}

/** Whose key this is, of whatever environment. */
function entryOf({ peppers }: KeyBook, state: ApiKeyState, key: string): KeyEntry | 'unknown' | 'unverifiable' {
  const { id = '', prefix = '', environment = '' } = parseApiKey(key) ?? {}
  const entry = state.find(id)
  if (entry?.series.data.prefix !== prefix || entry.series.data.environment !== environment) return 'unknown'
  const pepper = peppers.get(state.pepperOf(entry))
  if (pepper === undefined) return 'unverifiable'
  readKey(key, keyHead(prefix, environment))
  return state.columns.differs(entry.number, pepper.of(readSecret)) === 0 ? entry : 'unknown'
}

async function retire(
  book: KeyBook,
  { id, series }: KeyEntry,
  where: string,
  by: string | undefined,
): Promise<LeakedKey> {
  let revoked = false
  await book.commit(series.id, by, (rotation, _, state) => {
    const version = findVersion(rotation, id)
    const leaks = state.find(id)?.leaks ?? []
    revoked = version !== undefined && version.state !== 'retired'
    const events: RotationEvent[] = []
    // The same report may come again and again.
    if (!leaks.includes(where) && leaks.length < MOST_LEAKS)
      events.push({ type: 'key.leaked', data: { version: id, where } })
    // Not by `retireVersion`, which never leaves a key without a version: here none is better than this one.
    if (revoked) events.push({ type: 'rotation.retired', data: { version: id, reason: 'leaked' } })
    return { ok: true, events }
  })
  return { id, series: series.id, owner: series.data.owner, revoked }
}
