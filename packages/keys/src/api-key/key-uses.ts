import { type JsonObject, type Key, networkHasher, parseIpAddress } from '@waxseal/core'
import { grown } from './grown.js'
import type { KeyEntry } from './key-series.js'
import type { ApiKeyState } from './key-state.js'

/** Most addresses of one key that are remembered between two flushes. */
const MOST_ADDRESSES = 64
/** Most networks of one key in one event. */
const MOST_NETWORKS = 16

/** Uses of one version since they were last written down. */
export interface KeyUse {
  readonly entry: KeyEntry
  count: number
  at: number
  readonly ips: Set<string>
}

/** Notes uses in memory, in columns by the number of the version, because verification writes nothing. */
export class KeyUses {
  #counts = new Uint32Array(16)
  #times = new Float64Array(16)
  readonly #lastIps: unknown[] = []
  readonly #ips: (Set<string> | undefined)[] = []
  #used: KeyEntry[] = []
  /** Staged versions that were used: they work. */
  readonly tested = new Set<KeyEntry>()

  note({ entries }: ApiKeyState, number: number, at: number, ip: unknown): void {
    const count = this.#counts[number] ?? 0
    if (count === 0) this.#begin(entries, number)
    this.#counts[number] = count + 1
    this.#times[number] = at
    if (ip !== undefined && this.#lastIps[number] !== ip) this.#noteIp(number, ip)
  }

  /** What there is, to be written down. */
  take(): KeyUse[] {
    const used = this.#used
    this.#used = []
    return used.map((entry) => {
      const { number } = entry
      const use = {
        entry,
        count: this.#counts[number] ?? 0,
        at: this.#times[number] ?? 0,
        ips: this.#ips[number] ?? new Set(),
      }
      this.#counts[number] = 0
      this.#lastIps[number] = undefined
      this.#ips[number] = undefined
      return use
    })
  }

  /** Takes back what could not be written. */
  putBack(uses: readonly KeyUse[]): void {
    for (const { entry, count, at, ips } of uses) {
      const { number } = entry
      const since = this.#counts[number] ?? 0
      if (since === 0) {
        this.#used.push(entry)
        this.#times[number] = at
      }
      this.#counts[number] = since + count
      for (const ip of ips) this.#noteIp(number, ip)
    }
  }

  #begin(entries: readonly KeyEntry[], number: number): void {
    if (this.#counts.length < entries.length) {
      this.#counts = grown(this.#counts, entries.length * 2)
      this.#times = grown(this.#times, entries.length * 2)
      // Filled, because an array with wide gaps becomes a table of hashes.
      while (this.#lastIps.length < this.#counts.length) {
        this.#lastIps.push(undefined)
        this.#ips.push(undefined)
      }
    }
    const entry = entries[number]
    if (entry === undefined) return
    this.#used.push(entry)
    if (entry.version.state === 'pending') this.tested.add(entry)
  }

  #noteIp(number: number, ip: unknown): void {
    this.#lastIps[number] = ip
    const ips = this.#ips[number] ?? new Set()
    if (typeof ip !== 'string' || ips.size >= MOST_ADDRESSES || parseIpAddress(ip) === undefined) return
    this.#ips[number] = ips.add(ip)
  }
}

/** Uses as data of an event: networks as keyed hashes, no addresses. */
export async function useData(taken: readonly KeyUse[], key: Key | undefined): Promise<JsonObject> {
  const hashOf = key && (await networkHasher(key))
  const uses: JsonObject[] = []
  for (const { entry, count, at, ips } of taken) {
    const all = new Set<string>()
    for (const ip of ips) {
      const network = await hashOf?.(ip)
      if (network !== undefined && all.size < MOST_NETWORKS) all.add(network)
    }
    uses.push({ id: entry.id, count, at, ...(all.size > 0 ? { networks: [...all] } : {}) })
  }
  return { uses }
}
