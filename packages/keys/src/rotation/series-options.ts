import {
  type Clock,
  type Duration,
  type Journal,
  type KeyRing,
  type Random,
  type SecretStore,
  type SnapshotStore,
  systemClock,
  systemRandom,
} from '@waxseal/core'
import { Arguments } from '../api-key/arguments.js'

/** Options that every series with secrets of its own shares. */
export interface SecretSeriesOptions {
  readonly journal: Journal
  readonly keyRing: KeyRing
  readonly secrets: SecretStore
  /** @default 'default' */
  readonly tenant?: string | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
  /** @default systemRandom */
  readonly random?: Random | undefined
  readonly snapshots?: SnapshotStore | undefined
  /** For how long events of other processes may go unheard before the record is asked. @default '5s' */
  readonly maxAge?: Duration | undefined
}

/** Options with their defaults, checked. */
export interface SecretSeriesSettings {
  readonly journal: Journal
  readonly keyRing: KeyRing
  readonly secrets: SecretStore
  readonly tenant: string
  readonly clock: Clock
  readonly random: Random
  readonly snapshots: SnapshotStore | undefined
  readonly maxAge: number
  /** Last part of the stream and of the names in the secret store. */
  readonly name: string
}

const SHARED = ['journal', 'keyRing', 'secrets', 'tenant', 'clock', 'random', 'snapshots', 'maxAge', 'name']

/** It stands in streams and in names of secrets, between slashes. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i

/** A reader of the options of a series. Throws `keys-options-invalid` for one that it does not know. */
export function seriesArguments(maker: string, options: object, known: readonly string[] = []): Arguments {
  return new Arguments(maker, options, [...SHARED, ...known], 'keys-options-invalid')
}

/** Checks the shared options and fills in the defaults. */
export function readSeriesOptions(
  args: Arguments,
  options: SecretSeriesOptions & { readonly name?: string | undefined },
  defaultName?: string,
): SecretSeriesSettings {
  const name = args.text('name') ?? defaultName
  if (name === undefined || !NAME.test(name)) {
    throw args.invalid('name', 'must be 1 to 64 Latin letters, digits, `.`, `_` or `-`')
  }
  for (const port of ['journal', 'keyRing', 'secrets']) {
    if (typeof args.get(port) !== 'object' || args.get(port) === null) throw args.invalid(port, 'is missing')
  }
  return {
    ...{
      journal: options.journal,
      keyRing: options.keyRing,
      secrets: options.secrets,
      snapshots: options.snapshots,
      name,
    },
    tenant: args.text('tenant') ?? 'default',
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    maxAge: args.duration('maxAge') ?? 5_000,
  }
}
