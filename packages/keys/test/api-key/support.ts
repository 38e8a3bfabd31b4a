import { crc32 } from 'node:zlib'
import type { Journal, JournalEvent, KeyRing } from '@waxseal/core'
import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { createKeys, type Keys, type KeysOptions } from '@waxseal/keys'
import { type FixedClock, fixedClock, seededRandom } from '@waxseal/testing'

export const NOW = Date.parse('2026-03-01T10:00:00Z')
export const DAY = 86_400_000

/** Keys on a record of their own, with everything at hand that they stand on. */
export interface World {
  readonly keys: Keys
  readonly journal: Journal
  readonly keyRing: KeyRing
  readonly clock: FixedClock
}

export function open(options: Partial<KeysOptions> = {}): World {
  const clock = fixedClock(NOW)
  const journal = options.journal ?? memoryJournal()
  const keyRing = options.keyRing ?? memoryKeyRing({ keys: [ringKey('k1', 1)] })
  return { keys: createKeys({ journal, keyRing, clock, ...options }), journal, keyRing, clock }
}

export function ringKey(id: string, byte: number): { id: string; secret: Uint8Array } {
  return { id, secret: new Uint8Array(32).fill(byte) }
}

export async function eventsOf(journal: Journal): Promise<JournalEvent[]> {
  const events: JournalEvent[] = []
  for await (const event of journal.read()) events.push(event)
  return events
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** Base32 written another way than in the sources: bit by bit. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((group) => ALPHABET[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

/** The text with the right checksum behind it, by zlib: whoever knows the form can do this. */
export function summed(text: string): string {
  const sum = new Uint8Array(4)
  new DataView(sum.buffer).setUint32(0, crc32(text))
  return text + base32(sum)
}

/** A well-formed key that nobody issued; with some parts given. */
export function madeUp({ head = 'wxs_live', id = '', seed = 1 } = {}): string {
  const random = seededRandom(seed)
  return summed(`${head}_${id || base32(random(10))}_${base32(random(20))}`)
}

/** A journal that behaves otherwise in some ways. */
export function changed(journal: Journal, changes: Partial<Journal>): Journal {
  return {
    append: (target, events) => journal.append(target, events),
    read: (options) => journal.read(options),
    subscribe: (from, listener) => journal.subscribe(from, listener),
    catchUp: () => journal.catchUp(),
    age: () => journal.age(),
    head: () => journal.head(),
    close: () => journal.close(),
    ...changes,
  }
}
