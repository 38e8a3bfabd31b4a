import {
  type Clock,
  type Duration,
  durationMs,
  type Journal,
  type KeyRing,
  type Random,
  type SnapshotStore,
  systemClock,
  systemRandom,
} from '@waxseal/core'
import { Arguments } from './api-key/arguments.js'
import { isHeadWord, type KeyHead, keyHead } from './api-key/key-text.js'

/** What API keys stand on. */
export interface KeysOptions {
  /** The record. It holds every key's story and stays the host's: `close` does not close it. */
  readonly journal: Journal
  /** Where the peppers come from (use `pepper`). A pepper must stay in the ring for as long as keys live that were made under it. */
  readonly keyRing: KeyRing
  /** @default 'default' */
  readonly tenant?: string | undefined
  /** First word of every key: a lower-case letter, then up to 15 letters or digits. Changed, no older key is one any more. @default 'wxs' */
  readonly prefix?: string | undefined
  /** Second word of every key. Keys of other environments on the same record are out of reach here. @default 'live' */
  readonly environment?: string | undefined
  /** For how long news of other processes may be missing before `verify` refuses. @default '5s' */
  readonly maxAge?: Duration | undefined
  /** Where to keep snapshots, so that a start need not read the whole record. */
  readonly snapshots?: SnapshotStore | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
  /** @default systemRandom */
  readonly random?: Random | undefined
}

/** Options that were checked. */
export interface CheckedOptions {
  readonly journal: Journal
  readonly keyRing: KeyRing
  readonly tenant: string
  readonly head: KeyHead
  readonly maxAge: number
  readonly snapshots: SnapshotStore | undefined
  readonly clock: Clock
  readonly random: Random
}

const MEMBERS = ['journal', 'keyRing', 'tenant', 'prefix', 'environment', 'maxAge', 'snapshots', 'clock', 'random']

/** Throws `keys-options-invalid`. */
export function checkKeysOptions(options: KeysOptions): CheckedOptions {
  const given = new Arguments('createKeys', options, MEMBERS, 'keys-options-invalid')
  return {
    journal: given.port('journal', ['append', 'read', 'subscribe', 'catchUp', 'age', 'head']) as Journal,
    keyRing: given.port('keyRing', ['current', 'find']) as KeyRing,
    tenant: given.text('tenant') ?? 'default',
    head: keyHead(headWord(given, 'prefix', 'wxs'), headWord(given, 'environment', 'live')),
    maxAge: given.duration('maxAge') ?? durationMs('5s') ?? 0,
    snapshots:
      given.get('snapshots') === undefined ? undefined : (given.port('snapshots', ['load', 'save']) as SnapshotStore),
    clock: (given.function('clock') ?? systemClock) as Clock,
    random: (given.function('random') ?? systemRandom) as Random,
  }
}

function headWord(given: Arguments, name: string, usual: string): string {
  const word = given.get(name) ?? usual
  if (!isHeadWord(word)) throw given.invalid(name, 'must be a lower-case letter and up to 15 letters or digits')
  return word
}
