import type { Key, KeyPurpose, KeyRing } from '@waxseal/core'

/** A ring of made-up keys: the current one first, a different key for each tenant. */
export function fixedKeyRing(ids: readonly string[] = ['k1']): KeyRing {
  const key = (purpose: KeyPurpose, id: string): Key => {
    const seed = `${purpose.tenant}/${purpose.use}/${id}`
    const bytes = Uint8Array.from(
      { length: 32 },
      (_, index) => (seed.charCodeAt(index % seed.length) * 31 + index * 7) & 255,
    )
    return { id, bytes }
  }
  return {
    current: async (purpose) => key(purpose, ids[0] ?? ''),
    find: async (purpose, id) => (ids.includes(id) ? key(purpose, id) : undefined),
    ids: async () => ids,
  }
}
