import { decodeBase64url, encodeBase64url, type JournalEvent, type JsonObject, type JsonValue } from '@waxseal/core'
import { applyRotation } from '../rotation/apply-rotation.js'
import type { Rotation, Version } from '../rotation/rotation.js'
import { KeyColumns } from './key-columns.js'
import { invalidEvent, KeyEntry, KeySeries } from './key-series.js'
import { readKeyId } from './key-text.js'

/** Streams of API keys: `key/<id of the first version>`. */
export const KEY_STREAM = 'key/'

/** How many places of one version are noted: reports come from outside. */
export const MOST_LEAKS = 16

/** All API keys of a tenant, by the record. */
export class ApiKeyState {
  readonly #series = new Map<string, KeySeries>()
  readonly #entries = new Map<string, KeyEntry>()
  /** By their numbers, in the order in which they were issued. */
  readonly entries: KeyEntry[] = []
  readonly columns = new KeyColumns()
  /** Ids of the ring's keys that secrets were hashed with, by the numbers in the columns. */
  readonly peppers: string[] = []

  find(id: string): KeyEntry | undefined {
    return this.#entries.get(id)
  }

  /** The series that a version belongs to. Its own id is that of its first version. */
  seriesOf(id: string): KeySeries | undefined {
    return this.#entries.get(id)?.series
  }

  /** Id of the ring's key that the secret was hashed with. */
  pepperOf({ number }: KeyEntry): string {
    return this.peppers[this.columns.pepperOf(number)] ?? ''
  }

  take(event: JournalEvent): void {
    if (event.type === 'key.used') this.#noteUses(event.data)
    if (!event.stream.startsWith(KEY_STREAM)) return
    const id = event.stream.slice(KEY_STREAM.length)
    if (event.type === 'key.issued' && event.version === 0) this.#series.set(id, new KeySeries(id, event.data))
    const series = this.#series.get(id)
    if (series === undefined) return
    this.#turn(series, applyRotation(series.rotation, event))
    if (event.type === 'key.leaked') this.#noteLeak(event.data)
  }

  save(): JsonValue {
    return [...this.#series.values()].map(({ id, data, rotation, entries }) => ({
      id,
      data: data as unknown as JsonObject,
      rotation: rotation as unknown as JsonObject,
      entries: entries.map(({ uses, lastUsedAt = null, leaks }) => ({ uses, lastUsedAt, leaks: [...leaks] })),
    }))
  }

  static load(saved: JsonValue): ApiKeyState {
    const state = new ApiKeyState()
    for (const one of saved as readonly JsonObject[]) {
      const series = new KeySeries(String(one.id), one.data as JsonObject)
      state.#series.set(series.id, series)
      state.#turn(series, one.rotation as unknown as Rotation)
      const notes = one.entries as readonly { uses: number; lastUsedAt: number | null; leaks: string[] }[]
      for (const [index, { uses, lastUsedAt, leaks }] of notes.entries()) {
        const entry = series.entries[index]
        entry?.leaks.push(...leaks)
        if (lastUsedAt !== null) entry?.noteUse(uses, lastUsedAt)
      }
    }
    return state
  }

  #turn(series: KeySeries, rotation: Rotation): void {
    series.rotation = rotation
    for (const [index, version] of rotation.versions.entries()) {
      const entry = series.entries[index]
      if (entry === undefined) this.#add(series, version)
      else if (entry.version !== version) {
        entry.version = version
        this.columns.setEnd(entry.number, entry.end)
      }
    }
  }

  #add(series: KeySeries, version: Version): void {
    const { hash, pepper } = version.data
    const bytes = typeof hash === 'string' ? decodeBase64url(hash) : undefined
    const whole = bytes?.length === 32 && typeof pepper === 'string' && readKeyId(version.id)
    if (!whole || this.#entries.has(version.id)) throw invalidEvent(series.id)
    const entry = new KeyEntry(series, version, this.entries.length)
    series.entries.push(entry)
    this.entries.push(entry)
    this.#entries.set(entry.id, entry)
    this.columns.add(bytes, this.#pepperNumber(pepper))
    this.columns.setEnd(entry.number, entry.end)
  }

  #pepperNumber(pepper: string): number {
    if (!this.peppers.includes(pepper)) this.peppers.push(pepper)
    return this.peppers.indexOf(pepper)
  }

  #noteLeak({ version, where }: JsonObject): void {
    const leaks = this.#entries.get(String(version))?.leaks
    if (leaks !== undefined && leaks.length < MOST_LEAKS) leaks.push(String(where))
  }

  #noteUses({ uses }: JsonObject): void {
    for (const { id, count, at } of uses as readonly { id: string; count: number; at: number }[]) {
      this.#entries.get(id)?.noteUse(count, at)
    }
  }
}

/** The form of a hash in an event. */
export function hashText(hash: Uint8Array): string {
  return encodeBase64url(hash)
}
