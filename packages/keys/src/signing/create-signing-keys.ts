import { type Duration, type JsonObject, WaxsealError } from '@waxseal/core'
import { isName } from '../knowledge/node-name.js'
import {
  abortVersion,
  beginVersion,
  replaceVersion,
  retireDue,
  rotateVersion,
  switchVersion,
} from '../rotation/commands.js'
import { type Decision, decided, type RotationEvent } from '../rotation/decision.js'
import { argumentsOf, noted, noteOf } from '../rotation/note.js'
import { currentVersion, openVersion, type Rotation, type Version } from '../rotation/rotation.js'
import { Series } from '../rotation/series.js'
import { readSeriesOptions, type SecretSeriesOptions, seriesArguments } from '../rotation/series-options.js'
import { isSealedError } from '../sealed/seal-secret.js'
import { SealedSecrets } from '../sealed/sealed-secrets.js'
import { keyStandingAt, publishedKeys } from './published-key.js'
import type { SigningKeys, SigningStep } from './signing-keys.js'
import { COMPROMISED, type SigningRecord, signingFold } from './signing-record.js'
import { StoredKeys } from './stored-keys.js'

/** Options of a series of signing keys. */
export interface SigningKeysOptions extends SecretSeriesOptions {
  /** Names the series; its stream is `signing/<name>`. @default 'seal' */
  readonly name?: string | undefined
  /** The `typ` of what is signed, so that a token made for one purpose does not serve another. @default 'JWT' */
  readonly typ?: string | undefined
  /** For how long other processes may go on with the key before. @default '10m' */
  readonly overlap?: Duration | undefined
}

type Decide = (rotation: Rotation, at: number) => Decision

/**
 * Ed25519 keys that rotate: the private ones stand in the secret store as JWE, the public ones on the record, published as a JWKS with
 * everything that ever signed. Processes that share journal and store follow each other.
 *
 * Throws `keys-options-invalid`; its methods throw that, `signing-ended`, what the ports throw, and `secret-corrupt`,
 * `secret-key-unknown` or `secret-missing` when the private key cannot be had.
 *
 * @example
 * ```ts
 * import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
 * import { createSigningKeys } from '@waxseal/keys'
 *
 * const ports = { journal: memoryJournal(), keyRing: memoryKeyRing(), secrets: memorySecretStore() }
 * const keys = createSigningKeys({ ...ports, typ: 'waxseal+jwt' })
 * const before = await keys.current()
 * await keys.rotate({ overlap: '10m' })
 * console.log(before.kid === (await keys.current()).kid, (await keys.jwks()).keys.length) // false 2
 * ```
 */
export function createSigningKeys(options: SigningKeysOptions): SigningKeys {
  const args = seriesArguments('createSigningKeys', options, ['typ', 'overlap'])
  const settings = readSeriesOptions(args, options, 'seal')
  const { name, tenant, clock, random } = settings
  const usualOverlap = args.duration('overlap') ?? 600_000
  const stream = `signing/${name}`
  const texts = new SealedSecrets({ ...settings, prefix: `${stream}/` })
  const keys = new StoredKeys(texts, random, args.text('typ') ?? 'JWT')
  const series = new Series<SigningRecord>({ ...settings, tenant, stream, fold: signingFold(name) })

  /** Decides about one key and writes it down. A key that was made for it and not taken is destroyed. */
  async function step(kid: string, decide: Decide, made = false): Promise<SigningStep> {
    const done = await series.commit(({ rotation }, at) => decide(rotation, at))
    if (made && !(done.ok && done.events.length > 0)) await keys.destroy(kid)
    return done.ok ? { ok: true, kid } : done
  }

  async function makeFirst(): Promise<void> {
    const { kid, publicJwk } = await keys.make()
    const next = { version: kid, data: { jwk: publicJwk } }
    await step(kid, (one) => (currentVersion(one) === undefined ? rotateVersion(one, next) : decided()), true)
    const state = await series.latest()
    // Somebody staged a key before there was one.
    const staged = openVersion(state.rotation)
    if (currentVersion(state.rotation) === undefined && staged !== undefined) await promote(staged.id, {})
  }

  async function promote(kid: string, note: JsonObject, overlap = usualOverlap): Promise<SigningStep> {
    const version = openVersion((await series.state()).rotation)
    // Nothing becomes the current key that this process could not use.
    if (version?.id === kid) await keys.load(version)
    return step(kid, (one, at) => noted(switchVersion(one, { version: kid, until: at + overlap }), note))
  }

  async function ready(): Promise<SigningRecord> {
    let record = await series.state()
    if (currentVersion(record.rotation) === undefined && record.rotation.ended === undefined) {
      await makeFirst()
      record = await series.latest()
    }
    return record
  }

  async function current() {
    for (let again = true; ; again = false) {
      const version = currentVersion((await ready()).rotation)
      if (version === undefined) throw new WaxsealError('signing-ended', `the series \`${name}\` is over`)
      try {
        return await keys.load(version)
      } catch (error) {
        // Destroyed meanwhile: another process went on to the next key.
        if (!again || !isSealedError(error)) throw error
        await series.latest()
      }
    }
  }

  /** Destroys the private keys of retired versions, and those that a crash left before they were noted. */
  async function destroyRetired(): Promise<number> {
    const { rotation } = await series.latest()
    const states = new Map(rotation.versions.map(({ id, state }) => [id, state]))
    let destroyed = 0
    for (const id of await texts.ids()) {
      const state = states.get(id)
      if (state === 'retired' || (state === undefined && (await texts.isLeftBehind(id)))) {
        await keys.destroy(id)
        destroyed++
      }
    }
    return destroyed
  }

  return {
    async ready() {
      await current()
    },
    current,
    async stage(options) {
      const note = noteOf(argumentsOf('stage', options))
      const { kid, publicJwk } = await keys.make()
      const tested: RotationEvent = { type: 'rotation.tested', data: { version: kid } }
      const decide: Decide = (one) => {
        const begun = beginVersion(one, { version: kid, data: { jwk: publicJwk } })
        return noted(begun.ok ? decided(...begun.events, tested) : begun, note)
      }
      return step(kid, decide, true)
    },
    async rotate(options) {
      const args = argumentsOf('rotate', options, ['overlap'])
      const note = noteOf(args)
      const overlap = args.duration('overlap') ?? usualOverlap
      const staged = openVersion((await series.latest()).rotation)
      if (staged !== undefined) return promote(staged.id, note, overlap)
      const { kid, publicJwk } = await keys.make()
      const next = { version: kid, data: { jwk: publicJwk } }
      return step(kid, (one, at) => noted(rotateVersion(one, { ...next, until: at + overlap }), note), true)
    },
    async abort(options) {
      const args = argumentsOf('abort', options)
      const staged = openVersion((await series.latest()).rotation)
      if (staged === undefined) return { ok: false, code: 'nothing-staged' }
      const note = { version: staged.id, reason: args.text('reason') ?? 'aborted' }
      const done = await step(staged.id, (one) => noted(abortVersion(one, note), noteOf(args)))
      if (done.ok) await keys.destroy(staged.id)
      return done
    },
    async replace(options) {
      const args = argumentsOf('replace', options, ['since', 'kids'])
      const reason = args.requiredText('reason')
      const since = args.get('since')
      if (since !== undefined && !(isInstant(since) && since <= clock())) {
        throw args.invalid('since', 'must be a time gone by, in whole epoch milliseconds')
      }
      const named = args.get('kids') ?? []
      if (!Array.isArray(named) || !named.every(isKid)) throw args.invalid('kids', 'must be an array of ids of keys')
      const { kid, publicJwk } = await keys.make()
      const decide: Decide = (one, at) => {
        const replaced = replaceVersion(one, { version: kid, reason, data: { jwk: publicJwk } })
        if (!replaced.ok) return replaced
        const from = isInstant(since) ? since : at
        const kids = one.versions.filter((version) => reaches(version, from)).map(({ id }) => id)
        const marked = { type: COMPROMISED, data: { kids: [...new Set([...kids, ...named])], since: from } }
        return noted(decided(...replaced.events, marked), noteOf(args))
      }
      const done = await step(kid, decide, true)
      if (done.ok) await destroyRetired()
      return done
    },
    async jwks({ at } = {}) {
      const published = publishedKeys(await ready())
      return { keys: at === undefined ? published : published.filter((jwk) => keyStandingAt(jwk, at) === 'signing') }
    },
    async versions() {
      return (await ready()).rotation.versions
    },
    async sweep() {
      const due = await series.commit(({ rotation }, at) => retireDue(rotation, { at }))
      return { retired: due.ok ? due.events.length : 0, destroyed: await destroyRetired() }
    },
    async reseal() {
      const { rotation } = await series.latest()
      const kept = rotation.versions.filter(({ state }) => state !== 'retired').map(({ id }) => id)
      const count = await texts.reseal(kept)
      // One that was retired meanwhile has just been put back.
      await destroyRetired()
      return count
    },
    close: () => series.close(),
  }
}

/** Whether a key was in use, or could still come into it, at an instant or later. */
function reaches({ state, until, retiredAt }: Version, at: number): boolean {
  return state !== 'retired' || Math.min(until ?? Number.POSITIVE_INFINITY, retiredAt ?? Number.POSITIVE_INFINITY) >= at
}

/** Also the empty one: that of a key which the record of knowledge does not know by name. */
function isKid(value: unknown): value is string {
  return value === '' || isName(value)
}

function isInstant(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value)
}
