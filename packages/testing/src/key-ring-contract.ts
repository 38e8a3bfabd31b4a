import type { KeyPurpose, KeyRing, KeyUse } from '@waxseal/core'
import type { ContractCase } from './contract-case.js'
import { expectSame, expectThat } from './expectations.js'

const PURPOSE: KeyPurpose = { tenant: 'default', use: 'token' }

/** Every use, so that a new one is missed by the compiler. */
const USES = Object.keys({
  checkpoint: true,
  pepper: true,
  pseudonym: true,
  recipient: true,
  report: true,
  seal: true,
  secret: true,
  subject: true,
  token: true,
} satisfies Record<KeyUse, true>) as KeyUse[]

const PROMISES: Readonly<Record<string, (ring: KeyRing) => Promise<void>>> = {
  async 'a key has 32 bytes and the id of the first key of the ring'(ring) {
    const key = await ring.current(PURPOSE)
    const ids = await ring.ids()
    expectSame(key.bytes.length, 32, 'a key has 32 bytes')
    expectThat(key.bytes instanceof Uint8Array && key.bytes.some((byte) => byte !== 0), 'a key is not empty')
    expectSame(key.id, ids[0], 'the current key stands first')
    expectSame(new Set(ids).size, ids.length, 'ids are unique')
  },

  async 'every key of the ring is found by its id'(ring) {
    const current = await ring.current(PURPOSE)
    expectSame(hex((await ring.find(PURPOSE, current.id))?.bytes), hex(current.bytes), 'the current key is found')
    const found = new Set<string>()
    for (const id of await ring.ids()) {
      const key = await ring.find(PURPOSE, id)
      expectSame(key?.id, id, 'a key is found by its id')
      found.add(hex(key?.bytes))
    }
    expectSame(found.size, (await ring.ids()).length, 'every id has key material of its own')
  },

  async 'an unknown id finds nothing'(ring) {
    for (const id of ['', 'nobody', '__proto__', 'constructor', 'toString']) {
      expectThat((await ring.find(PURPOSE, id)) === undefined, `the id \`${id}\` finds nothing`)
    }
  },

  async 'every tenant and every use has a key of its own, the same each time'(ring) {
    const tenants = ['default', 'Default', 'a', 'ab', 'a\u0000b', 'а', 'token', 'defaulttoken', '__proto__']
    const seen = new Set<string>()
    for (const tenant of tenants) {
      for (const use of USES) {
        const bytes = hex((await ring.current({ tenant, use })).bytes)
        expectSame(hex((await ring.current({ tenant, use })).bytes), bytes, 'the same purpose has the same key')
        seen.add(bytes)
      }
    }
    expectSame(seen.size, tenants.length * USES.length, 'two purposes have two keys')
  },

  async 'who changes the bytes he was given changes nothing else'(ring) {
    const key = await ring.current(PURPOSE)
    const bytes = hex(key.bytes)
    key.bytes.fill(0)
    expectSame(hex((await ring.current(PURPOSE)).bytes), bytes, 'the ring keeps its own bytes')
  },

  async 'neither ring nor key shows key material in JSON'(ring) {
    const key = await ring.current(PURPOSE)
    const shown = JSON.stringify([ring, key, Object.entries(ring), Object.entries(key)])
    const forms = [
      hex(key.bytes),
      btoa(String.fromCharCode(...key.bytes)),
      [...key.bytes].join(),
      `"0":${key.bytes[0]}`,
    ]
    for (const form of forms) expectThat(!shown.includes(form), 'JSON holds no key material')
  },
}

/**
 * Everything that a `KeyRing` promises, as cases to run with any test framework.
 *
 * @param create - gives a ring; called once for each case.
 * @example
 * ```ts
 * import { keyRingContract } from '@waxseal/testing'
 *
 * const cases = keyRingContract(() => {
 *   throw new Error('give a ring here')
 * })
 * console.log(cases[2]?.name) // an unknown id finds nothing
 * ```
 */
export function keyRingContract(create: () => Promise<KeyRing> | KeyRing): ContractCase[] {
  return Object.entries(PROMISES).map(([name, check]) => ({ name, run: async () => check(await create()) }))
}

function hex(bytes: Uint8Array | undefined): string {
  return Array.from(bytes ?? [], (byte) => byte.toString(16).padStart(2, '0')).join('')
}
