import type { ContractCase } from './contract-case.js'
import { placeName } from './place-name.js'

/** What may be closed when its case is over. */
export interface Closable {
  close?(): Promise<void> | void
}

/** Opens stores that are closed when the case is over. */
export interface Opener<Store> {
  /** A fresh, empty store. */
  (): Promise<Store>
  /** Closes a store of this case and opens it anew. */
  again(store: Store): Promise<Store>
}

/** Promises by their names. */
export type StorePromises<Store> = Readonly<Record<string, (open: Opener<Store>) => Promise<void>>>

/** Cases of promises. What was opened is closed, also after a broken promise. */
export function casesOf<Store extends Closable>(
  promises: StorePromises<Store>,
  create: (place: string) => Promise<Store> | Store,
): ContractCase[] {
  return Object.entries(promises).map(([name, check]) => ({
    name,
    async run() {
      const opened = new Map<Store, string>()
      async function openAt(place: string): Promise<Store> {
        const store = await create(place)
        opened.set(store, place)
        return store
      }
      async function again(store: Store): Promise<Store> {
        const place = opened.get(store) ?? placeName()
        opened.delete(store)
        await store.close?.()
        return openAt(place)
      }
      try {
        await check(Object.assign(() => openAt(placeName()), { again }))
      } finally {
        for (const store of opened.keys()) await store.close?.()
      }
    },
  }))
}
