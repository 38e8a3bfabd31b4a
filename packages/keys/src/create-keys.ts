import { KeyBook } from './api-key/key-book.js'
import { credentialOf, recordOf } from './api-key/key-record.js'
import { KeyUses } from './api-key/key-uses.js'
import { KeyVerifier } from './api-key/key-verifier.js'
import { issueKey } from './api-key/next-version.js'
import { reportLeaked } from './api-key/report-leaked.js'
import { abortKey, promoteKey, replaceKey, revokeKey, rotateKey } from './api-key/rotate-key.js'
import { flushTested, flushUses, sweepKeys } from './api-key/upkeep.js'
import type { Keys } from './keys.js'
import { checkKeysOptions, type KeysOptions } from './keys-options.js'

/**
 * The API keys that a host issues: `prefix_environment_id_secret+checksum`, kept as a peppered hash on the record, verified in memory.
 * Several processes on one journal see each other's changes.
 *
 * Throws `keys-options-invalid`.
 *
 * @example
 * ```ts
 * import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
 * import { createKeys } from '@waxseal/keys'
 *
 * const keys = createKeys({ journal: memoryJournal(), keyRing: memoryKeyRing() })
 * const { key, id } = await keys.issue({ owner: 'crm-backend', scopes: ['campaigns.*'], lists: ['501'], expiresIn: '90d' })
 * console.log(keys.verify(key, { scope: 'campaigns.send.email', list: '501' }).ok) // true
 * console.log(keys.verify(key, { scope: 'contacts.export' })) // { ok: false, code: 'scope' }
 * const next = await keys.rotate(id, { overlap: '24h' })
 * console.log(keys.verify(key).ok, keys.verify(next.key).ok) // true true
 * await keys.replace(id, { reason: 'the laptop is gone' })
 * console.log(keys.verify(key)) // { ok: false, code: 'retired' }
 * ```
 */
export function createKeys(options: KeysOptions): Keys {
  const book = new KeyBook(checkKeysOptions(options))
  const uses = new KeyUses()
  const verifier = new KeyVerifier(book, uses)

  async function flush(): Promise<void> {
    // Uses are written down whatever the ring says.
    if (book.current() !== undefined) await book.heal().catch(() => undefined)
    await flushTested(book, uses)
    await flushUses(book, uses)
  }

  return Object.freeze<Keys>({
    async ready() {
      await book.heal()
    },
    issue: (spec) => issueKey(book, spec),
    verify: (key, question) => verifier.verify(key, question),
    rotate: (id, rotateOptions) => rotateKey(book, id, rotateOptions),
    async promote(id, promoteOptions) {
      await flushTested(book, uses)
      await promoteKey(book, id, promoteOptions)
    },
    abort: (id, abortOptions) => abortKey(book, id, abortOptions),
    replace: (id, replaceOptions) => replaceKey(book, id, replaceOptions),
    revoke: (id, revokeOptions) => revokeKey(book, id, revokeOptions),
    reportLeaked: (text, leakOptions) => reportLeaked(book, text, leakOptions),
    list({ owner, series } = {}) {
      const entries = book.heard().entries.filter((entry) => {
        if (owner !== undefined && entry.series.data.owner !== owner) return false
        return (series === undefined || entry.series.id === series) && book.owns(entry)
      })
      return entries.map(recordOf)
    },
    get(id) {
      const entry = book.find(book.heard(), id)
      return entry && recordOf(entry)
    },
    credential(id) {
      const entry = book.find(book.heard(), id)
      return entry && credentialOf(entry)
    },
    sweep: () => sweepKeys(book),
    flush,
    snapshot: () => book.snapshot(),
    async close() {
      try {
        await flush()
      } finally {
        book.close()
      }
    },
  })
}
