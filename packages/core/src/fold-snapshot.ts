import { encodeBase64url } from './base64url.js'
import { utf8 } from './bytes.js'
import { type Clock, systemClock } from './clock.js'
import { WaxsealError } from './error.js'
import type { Fold } from './fold.js'
import type { Journal } from './journal.js'
import type { JsonValue } from './json.js'
import type { Snapshot, SnapshotStore } from './snapshot-store.js'

/** Whose events a fold takes in, and where its snapshots are kept. */
export interface SnapshotPlace {
  readonly tenant: string
  readonly snapshots?: SnapshotStore | undefined
  /** @default systemClock */
  readonly clock?: Clock | undefined
}

/** A state and the place behind the last event in it. */
export interface Placed<State> {
  readonly state: State
  readonly size: number
}

/** The state to start from: that of the last snapshot if it can be trusted and read, else that before all events. */
export async function restore<State>(
  journal: Journal,
  fold: Fold<State>,
  { tenant, snapshots }: SnapshotPlace,
): Promise<Placed<State>> {
  const kept = await snapshots?.load(tenant, fold.name)
  if (kept !== undefined && fold.load !== undefined && (await isOnRecord(journal, fold, tenant, kept))) {
    try {
      return { state: fold.load(JSON.parse(kept.state) as JsonValue), size: kept.size }
    } catch {
      // Made by another version whose number nobody raised: a cache must not keep anybody from starting.
    }
  }
  return { state: fold.start(), size: 0 }
}

/** Puts the hash of a state on the record, then keeps the state. Throws `fold-not-saved` when it could not be started from. */
export async function takeSnapshot<State>(
  journal: Journal,
  fold: Fold<State>,
  { tenant, snapshots, clock = systemClock }: SnapshotPlace,
  { state, size }: Placed<State>,
): Promise<void> {
  if (snapshots === undefined || fold.save === undefined || fold.load === undefined) {
    throw new WaxsealError('fold-not-saved', `fold \`${fold.name}\` has no snapshot store, or no \`save\` and \`load\``)
  }
  // Before the first pause: the state goes on changing.
  const saved = JSON.stringify(fold.save(state))
  const data = { version: fold.version, size, hash: await hashOf(saved) }
  // The record first: after a crash in between, the snapshot before is still one to start from.
  await journal.append({ tenant, stream: streamOf(fold) }, [{ type: 'snapshot.taken', at: clock(), data }])
  await snapshots.save(tenant, fold.name, { size, state: saved })
}

/**
 * Whether the record says that the snapshot was taken there and has this hash. A snapshot stands outside the record: without this
 * whoever can write to its store could bring a revoked key back to life.
 */
async function isOnRecord(
  journal: Journal,
  fold: { readonly name: string; readonly version: number },
  tenant: string,
  { size, state }: Snapshot,
): Promise<boolean> {
  if (!Number.isSafeInteger(size) || size < 0) return false
  const hash = await hashOf(state)
  // Only what stands behind it can speak of it.
  for await (const { type, data } of journal.read({ from: size, tenant, stream: streamOf(fold) })) {
    const { version } = data
    if (type === 'snapshot.taken' && version === fold.version && data.size === size && data.hash === hash) return true
  }
  return false
}

function streamOf({ name }: { readonly name: string }): string {
  return `snapshot/${name}`
}

async function hashOf(state: string): Promise<string> {
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(utf8(state)))))
}
