import {
  type JsonObject,
  type KeyRing,
  type Random,
  randomId,
  type SubjectRow,
  type SubjectVault,
  systemRandom,
} from '@waxseal/core'
import { type SubjectAddress, subjectAddress } from './subject-address.js'
import { type Subject, SubjectCipher } from './subject-cipher.js'

/** How many rows are renewed at once: adapters write what comes together in one go. */
const PARALLEL = 64

/** Codes of the errors that subjects throw, beside those of vault and key ring. */
export type SubjectErrorCode = 'subject-invalid' | 'subject-unreadable'

/** What subjects are made of. */
export interface SubjectsOptions {
  readonly vault: SubjectVault
  /** Its keys of use `subject` find and seal; without them the vault cannot be read. */
  readonly keyRing: KeyRing
  /** @default 'default' */
  readonly tenant?: string
  /** @default systemRandom */
  readonly random?: Random
}

/** The persons of one tenant: a random id for each, which stands in events, and what must be able to be forgotten. */
export interface Subjects {
  /** The id of whoever has the address; made when nobody has. Throws `subject-invalid` when it is none. */
  idOf(address: string | SubjectAddress): Promise<string>
  /** The id of whoever has the address, if somebody has. */
  find(address: string | SubjectAddress): Promise<string | undefined>
  /** Address and values of an id; `undefined` when it was forgotten or never given. */
  get(id: string): Promise<Subject | undefined>
  /** Keeps values in place of those before. `false` when nobody has the id. */
  set(id: string, values: JsonObject): Promise<boolean>
  /** Destroys what is known of an id, and what else is filed under its address; tells whether there was something. */
  forget(id: string): Promise<boolean>
  /**
   * After the ring got a new key: files and seals anew what was made with older ones. When nothing is `left`, no row needs them. What is
   * left was sealed with a key that the ring does not hold, was tampered with, or has the address of another row.
   */
  renew(): Promise<{ readonly renewed: number; readonly left: number }>
}

/**
 * Persons behind random ids. Events carry `sub_…` and nothing else; the address is found by a keyed hash (HMAC-SHA256), address and values
 * are sealed (AES-256-GCM). Reading needs both the row and the key ring, and `forget` destroys the row: what the record holds of the
 * person stays as it is, with all proofs, and means nobody any more.
 *
 * Throws what vault and ring throw, `subject-invalid`, and `subject-unreadable` for a row that was tampered with or whose key is not in
 * the ring.
 *
 * @example
 * ```ts
 * import { createSubjects, memoryKeyRing, memorySubjectVault } from '@waxseal/journal'
 *
 * const subjects = createSubjects({ vault: memorySubjectVault(), keyRing: memoryKeyRing() })
 * const id = await subjects.idOf('Anna@Example.com')
 * console.log(/^sub_[\w-]{22}$/.test(id), (await subjects.find('anna@example.com')) === id) // true true
 * await subjects.set(id, { name: 'Anna' })
 * console.log(await subjects.get(id)) // { kind: 'email', address: 'anna@example.com', values: { name: 'Anna' } }
 * await subjects.forget(id)
 * console.log(await subjects.find('anna@example.com')) // undefined
 * ```
 */
export function createSubjects(options: SubjectsOptions): Subjects {
  const { vault, keyRing, tenant = 'default', random = systemRandom } = options
  const cipher = new SubjectCipher(keyRing, tenant, random)

  async function rowsOf(address: SubjectAddress): Promise<SubjectRow[]> {
    const found: SubjectRow[] = []
    for (const lookup of await cipher.lookups(address)) {
      const row = await vault.byLookup(tenant, lookup)
      if (row !== undefined) found.push(row)
    }
    return found
  }

  async function find(address: SubjectAddress): Promise<string | undefined> {
    const [row] = await rowsOf(address)
    // Opened, because a row whose lookup was changed would pass one person off as another.
    if (row !== undefined) await cipher.open(row)
    return row?.id
  }

  async function renewed(old: SubjectRow): Promise<boolean | undefined> {
    for (let row: SubjectRow | undefined = old; row !== undefined; ) {
      const subject: Subject | undefined = await cipher.open(row).catch(() => undefined)
      if (subject === undefined) return false
      const next: SubjectRow = await cipher.seal(row.id, subject)
      if (await vault.replace(tenant, row, next)) return true
      const now: SubjectRow | undefined = await vault.byId(tenant, row.id)
      if (now?.sealed === row.sealed && now.lookup === row.lookup) return false
      row = now
    }
    return undefined
  }

  return {
    async idOf(given) {
      const address = subjectAddress(given)
      const found = await find(address)
      if (found !== undefined) return found
      const row = await cipher.seal(randomId('sub', random), { ...address, values: {} })
      const kept = await vault.add(tenant, row)
      if (kept.id !== row.id) await cipher.open(kept)
      return kept.id
    },
    find: async (given) => find(subjectAddress(given)),
    async get(id) {
      const row = await vault.byId(tenant, id)
      return row && cipher.open(row)
    },
    async set(id, values) {
      for (let row = await vault.byId(tenant, id); row !== undefined; row = await vault.byId(tenant, id)) {
        const next = await cipher.seal(id, { ...(await cipher.open(row)), values }, row.lookup)
        if (await vault.replace(tenant, row, next)) return true
      }
      return false
    },
    async forget(id) {
      const row = await vault.byId(tenant, id)
      if (row === undefined) return false
      const subject = await cipher.open(row).catch(() => undefined)
      // While processes disagreed on the current key, one address may have got two rows.
      const others = subject === undefined ? [] : await rowsOf(subject)
      for (const other of others) if (other.id !== id) await vault.forget(tenant, other.id)
      // Last, so that after a crash the address is still known to whoever tries again.
      return vault.forget(tenant, id)
    },
    async renew() {
      const counts = { renewed: 0, left: 0 }
      let batch: Promise<void>[] = []
      async function renewOne(row: SubjectRow): Promise<void> {
        const done = await renewed(row)
        if (done !== undefined) counts[done ? 'renewed' : 'left']++
      }
      for await (const row of vault.rows(tenant)) {
        if (await cipher.isCurrent(row)) continue
        if (batch.push(renewOne(row)) < PARALLEL) continue
        await Promise.all(batch)
        batch = []
      }
      await Promise.all(batch)
      return counts
    },
  }
}
