import { type Duration, randomId } from '@waxseal/core'
import { Arguments } from '../api-key/arguments.js'
import { argumentsOf, noteOf } from '../rotation/note.js'
import { Series } from '../rotation/series.js'
import { readSeriesOptions, type SecretSeriesOptions, seriesArguments } from '../rotation/series-options.js'
import { SealedSecrets } from '../sealed/sealed-secrets.js'
import { Bell, timerWait, type Wait } from './bell.js'
import type { Credential } from './credential.js'
import { credentialError } from './credential-error.js'
import { type CredentialRecord, credentialFold } from './credential-record.js'
import { statusOf } from './credential-status.js'
import { GENERAL_GUIDE } from './guide.js'
import { guidedRotation } from './guided-rotation.js'
import { Holds } from './holds.js'
import { LeaseBook } from './lease-book.js'
import { Lender } from './lender.js'
import { destroyRetired, idleReports, retireIdle, retireRefused, retireWhenIdle, unprovedOf } from './retire.js'
import { noteWith } from './secret-note.js'
import { abort, adopt, advance, begin, check, end, replace, switchOver } from './steps.js'
import type { Workshop } from './workshop.js'

/** Options of a provider's credential. */
export interface CredentialOptions extends SecretSeriesOptions {
  /** Names it; its stream is `credential/<name>`. */
  readonly name: string
  /**
   * Asks the provider with a harmless read whether it takes the secret: `true` or `false`; throws when it could not be asked. What it
   * throws is dropped.
   */
  readonly test: (secret: string) => Promise<boolean>
  /**
   * How long an old version must have been unused before it is retired. At least `maxAge` and the longest lease together, when
   * several processes lend. @default '2m'
   */
  readonly quietFor?: Duration | undefined
  /** How long work waits for a secret that is being exchanged. @default '2m' */
  readonly waitFor?: Duration | undefined
  /** How long a guided rotation may pause lending. @default '15m' */
  readonly pauseFor?: Duration | undefined
  /** What holds on for longer has crashed. @default '5m' */
  readonly longestLease?: Duration | undefined
  /** Waits, or rejects as soon as the signal aborts. @default a timer */
  readonly wait?: Wait | undefined
}

/**
 * Keeps a provider's credential and lends it: the text stands in the secret store as JWE, never on the record; a new one is tested, then
 * swapped under running work; the old one is watched until nobody here uses it, then lent no more. Only `prove` makes it dead: the provider itself must refuse it.
 *
 * Throws `keys-options-invalid`; its methods throw that, codes of `CredentialErrorCode`, what the ports throw, and `secret-corrupt`,
 * `secret-key-unknown` or `secret-missing` when the text cannot be had. No error quotes the secret.
 *
 * @example
 * ```ts
 * import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
 * import { createCredential } from '@waxseal/keys'
 *
 * const ports = { journal: memoryJournal(), keyRing: memoryKeyRing(), secrets: memorySecretStore() }
 * const atProvider = new Set(['first', 'second'])
 * const credential = createCredential({ ...ports, name: 'unisender', test: async (secret) => atProvider.has(secret) })
 * await credential.adopt('first')
 * await credential.begin('second')
 * await credential.check()
 * await credential.switch()
 * console.log(await credential.use(async (secret) => secret)) // second
 * ```
 */
export function createCredential(options: CredentialOptions): Credential {
  const durations = ['quietFor', 'waitFor', 'pauseFor', 'longestLease']
  const args = seriesArguments('createCredential', options, ['test', 'wait', ...durations])
  const settings = readSeriesOptions(args, options)
  const { name, clock, random } = settings
  if (typeof options.test !== 'function') throw args.invalid('test', 'is missing')
  const stream = `credential/${name}`
  let closed = false

  const bell = new Bell(options.wait ?? timerWait)
  const series = new Series<CredentialRecord>({ ...settings, stream, fold: credentialFold(name) })
  const shop: Workshop = {
    ...{ name, clock, random, series, bell },
    texts: new SealedSecrets({ ...settings, prefix: `${stream}/` }),
    leases: new LeaseBook(clock, () => changed()),
    holder: randomId('h', random),
    quietFor: args.duration('quietFor') ?? 120_000,
    waitFor: args.duration('waitFor') ?? 120_000,
    pauseFor: args.duration('pauseFor') ?? 900_000,
    longestLease: args.duration('longestLease') ?? 300_000,
    async try(secret) {
      try {
        const accepted: unknown = await options.test(secret)
        if (typeof accepted === 'boolean') return accepted ? 'accepted' : 'refused'
      } catch {
        // Foreign errors quote addresses, keys and URLs.
      }
      return 'unknown'
    },
    assertOpen() {
      if (closed) throw credentialError('credential-closed', name)
    },
  }
  const lender = new Lender(shop)
  const holds = new Holds(shop)
  function changed(): void {
    holds.look()
    bell.ring()
  }
  series.onChange(() => {
    lender.forget()
    changed()
  })

  async function inside<T>(work: () => Promise<T>): Promise<T> {
    shop.assertOpen()
    return work()
  }

  return {
    use: (work, options) => lender.use(work, options),
    ready: () => inside(async () => void (await series.state())),
    status: () => inside(async () => statusOf(shop, await series.latest())),
    adopt: (secret, note) => inside(() => adopt(shop, secret, noteWith('adopt', secret, note))),
    rotate: (secret, options) =>
      inside(async () => {
        const { signal, ...note } = options ?? {}
        const step = await advance(shop, secret, noteWith('rotate', secret, note))
        return step.ok ? retireWhenIdle(shop, signal) : step
      }),
    begin: (secret, note) => inside(() => begin(shop, secret, noteWith('begin', secret, note))),
    check: () => inside(() => check(shop)),
    switch: (note) => inside(() => switchOver(shop, noteOf(argumentsOf('switch', note)))),
    idle: () => inside(async () => idleReports(shop, await series.latest())),
    retire: (options) =>
      inside(() => {
        const args = new Arguments('retire', options ?? {}, ['unproved'], 'keys-options-invalid')
        return retireIdle(shop, args.flag('unproved'))
      }),
    prove: () => inside(() => retireRefused(shop, unprovedOf)),
    abort: (note) => inside(() => abort(shop, noteOf(argumentsOf('abort', note)))),
    replace: (secret, note) => inside(() => replace(shop, secret, noteWith('replace', secret, note, true))),
    end: (note) =>
      inside(async () => {
        const args = argumentsOf('end', note)
        args.requiredText('reason')
        await end(shop, noteOf(args))
      }),
    guided: (guide = GENERAL_GUIDE) => guidedRotation(shop, guide),
    reseal: () =>
      inside(async () => {
        const { rotation, proved, destroyed } = await series.latest()
        const ids = rotation.versions.map(({ id }) => id)
        const kept = ids.filter((id) => !proved.includes(id) && !destroyed.includes(id))
        const count = await shop.texts.reseal(kept)
        // One that was destroyed meanwhile has just been put back.
        await destroyRetired(shop)
        return count
      }),
    close() {
      closed = true
      series.close()
      bell.ring()
    },
  }
}
