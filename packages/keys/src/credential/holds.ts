import { decided } from '../rotation/decision.js'
import { currentVersion } from '../rotation/rotation.js'
import { type CredentialRecord, isPaused } from './credential-record.js'
import { credentialEvent, type Workshop } from './workshop.js'

/**
 * Tells other processes what this one still uses of a version that is lent no more, and when it stopped. Two events a rotation at most,
 * and none where nothing was under way.
 */
export class Holds {
  readonly #shop: Workshop
  readonly #noted = new Set<string>()
  #writing: Promise<unknown> = Promise.resolve()

  constructor(shop: Workshop) {
    this.#shop = shop
  }

  /** To be called when the record or the leases have changed. */
  look(): void {
    const { clock, leases, series } = this.#shop
    const record = series.known
    if (record === undefined) return
    const lent = isPaused(record, clock()) ? undefined : currentVersion(record.rotation)?.id
    for (const version of leases.versions()) {
      if (version !== lent && !this.#noted.has(version)) {
        this.#noted.add(version)
        this.#write('credential.held', version)
      }
    }
    for (const version of this.#noted) {
      if (leases.running(version) === 0) {
        this.#noted.delete(version)
        this.#write('credential.released', version)
      }
    }
  }

  #write(type: 'credential.held' | 'credential.released', version: string): void {
    const { holder, series } = this.#shop
    const write = () => series.commit(() => decided(credentialEvent(type, { version, holder })))
    // A hold that cannot be written must not harm the work that it is about; other processes then rely on the quiet time.
    this.#writing = this.#writing.then(write).catch(() => undefined)
  }
}

/** Where one version stands that is not lent any more. */
export interface IdleReport {
  readonly version: string
  /** Nothing is under way with it, nowhere, and it has been quiet for long enough. */
  readonly idle: boolean
  /** Leases under way in this process. */
  readonly running: number
  /** Other processes that said they still use it. */
  readonly holders: number
  /** When it will be idle if nothing more is heard, in epoch milliseconds. */
  readonly quietAt: number
}

/** What is still under way with a version, by this process and by what others have said. */
export function idleReport(shop: Workshop, record: CredentialRecord, version: string): IdleReport {
  const { clock, holder, leases, longestLease, quietFor } = shop
  const at = clock()
  const { rotatedAt = 0 } = record.rotation.versions.find(({ id }) => id === version) ?? {}
  // Whoever held on for longer than any lease lasts has crashed.
  const ends = record.held.flatMap((hold) =>
    hold.version === version && hold.holder !== holder && at < hold.at + longestLease ? [hold.at + longestLease] : [],
  )
  const running = leases.running(version)
  const quiet = Math.max(rotatedAt, leases.lastEnd(version) ?? 0, record.released[version] ?? 0) + quietFor
  const idle = running === 0 && ends.length === 0 && at >= quiet
  return { version, idle, running, holders: ends.length, quietAt: Math.max(quiet, ...ends) }
}
