import type { Fold } from '@waxseal/core'
import { ApiKeyState } from './key-state.js'

/**
 * All API keys of a tenant as a fold over the record. `createKeys` follows it; with `stateAt` and `validKeys` it tells which keys were
 * good at an earlier time.
 *
 * Its `apply` throws `key-event-invalid`.
 *
 * @example
 * ```ts
 * import { stateAt } from '@waxseal/core'
 * import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
 * import { apiKeys, createKeys, validKeys } from '@waxseal/keys'
 *
 * const journal = memoryJournal()
 * let now = 1000
 * const keys = createKeys({ journal, keyRing: memoryKeyRing(), clock: () => now })
 * const { id } = await keys.issue({ owner: 'crm-backend', scopes: ['contacts.view'] })
 * now = 2000
 * await keys.revoke(id, { reason: 'the service is gone' })
 * const before = await stateAt(journal, apiKeys, { tenant: 'default', at: 1999 })
 * console.log(validKeys(before, 1999).map(({ owner }) => owner)) // [ 'crm-backend' ]
 * console.log(keys.list().map(({ state }) => state)) // [ 'retired' ]
 * ```
 */
export const apiKeys: Fold<ApiKeyState> = /* @__PURE__ */ Object.freeze({
  name: 'api-keys',
  version: 1,
  start: () => new ApiKeyState(),
  apply(state, event) {
    state.take(event)
    return state
  },
  save: (state) => state.save(),
  load: (saved) => ApiKeyState.load(saved),
} satisfies Fold<ApiKeyState>)
