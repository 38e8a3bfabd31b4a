import type { CredentialSource } from '@waxseal/core'
import { decided } from '../rotation/decision.js'
import { currentVersion } from '../rotation/rotation.js'
import { isSealedError } from '../sealed/seal-secret.js'
import { credentialError } from './credential-error.js'
import { isPaused } from './credential-record.js'
import { credentialEvent, type Workshop } from './workshop.js'

interface Lease {
  readonly version: string
  readonly secret: string
  end(): void
}

/** Lends the current version: in memory once it was opened, and always the one that the record names. */
export class Lender implements CredentialSource {
  readonly #shop: Workshop
  readonly #opened = new Map<string, string>()
  readonly #noting = new Map<string, Promise<unknown>>()

  constructor(shop: Workshop) {
    this.#shop = shop
  }

  async use<T>(
    work: (secret: string, refused: () => Promise<boolean>) => Promise<T>,
    { signal }: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const lease = await this.#take(signal)
    try {
      return await work(lease.secret, () => this.#refused(lease, signal))
    } finally {
      lease.end()
    }
  }

  /** Forgets what is lent no more. */
  forget(): void {
    const rotation = this.#shop.series.known?.rotation
    if (rotation === undefined) return
    const current = currentVersion(rotation)?.id
    for (const version of this.#opened.keys()) if (version !== current) this.#opened.delete(version)
  }

  async #take(signal: AbortSignal | undefined): Promise<Lease> {
    const { clock, leases, name, series, waitFor } = this.#shop
    const deadline = clock() + waitFor
    while (true) {
      this.#shop.assertOpen()
      if (signal?.aborted) throw credentialError('credential-wait-aborted', name)
      await series.state()
      // Looked at without a pause before waiting, so that no change is missed.
      const record = series.now
      const version = currentVersion(record.rotation)?.id
      if (version === undefined) {
        throw credentialError(record.rotation.ended === undefined ? 'credential-missing' : 'credential-ended', name)
      }
      if (isPaused(record, clock())) {
        if (clock() >= deadline) throw credentialError('credential-paused', name)
        await this.#change(deadline, signal)
        continue
      }
      const secret = this.#opened.get(version) ?? (await this.#open(version))
      // Opening takes time, in which the version may have been replaced or a pause begun.
      const now = series.now
      if (secret === undefined || isPaused(now, clock())) continue
      if (currentVersion(now.rotation)?.id === version) return { version, secret, end: leases.begin(version) }
    }
  }

  /** The text of a version; `undefined` when it was destroyed because another one is current by now. */
  async #open(version: string): Promise<string | undefined> {
    const { series, texts } = this.#shop
    try {
      const { text } = await texts.open(version)
      this.#opened.set(version, text)
      return text
    } catch (error) {
      if (!isSealedError(error)) throw error
      const { rotation } = await series.latest()
      if (currentVersion(rotation)?.id === version) throw error
      return undefined
    }
  }

  /** The provider did not take the secret: from here on the lease does not use it any more. */
  async #refused(lease: Lease, signal: AbortSignal | undefined): Promise<boolean> {
    const { clock, series, waitFor } = this.#shop
    lease.end()
    await this.#note(lease.version)
    const deadline = clock() + waitFor
    while (true) {
      await series.latest()
      const record = series.now
      if (!isPaused(record, clock())) {
        const version = currentVersion(record.rotation)?.id
        return version !== undefined && version !== lease.version
      }
      // The key is being exchanged at this moment: there will be another one.
      if (clock() >= deadline || signal?.aborted) return false
      await this.#change(deadline, signal)
    }
  }

  /** Notes the first refusal of a version, once for all processes. */
  #note(version: string): Promise<unknown> {
    const { series } = this.#shop
    const known = this.#noting.get(version)
    if (known !== undefined) return known
    const noting = series.commit(({ refused }) =>
      Object.hasOwn(refused, version) ? decided() : decided(credentialEvent('credential.refused', { version })),
    )
    this.#noting.set(version, noting)
    noting.catch(() => this.#noting.delete(version))
    return noting
  }

  /** Resolves when the record has changed, when the pause is over by itself, or when it is not waited for any longer. */
  #change(deadline: number, signal: AbortSignal | undefined): Promise<void> {
    const { bell, clock, series } = this.#shop
    const end = Math.min(deadline, series.now.pausedUntil ?? deadline)
    return bell.heard(end - clock(), signal)
  }
}
