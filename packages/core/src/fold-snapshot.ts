import { encodeBase64url } from './base64url.js'
import { utf8 } from './bytes.js'
import { type Clock, systemClock } from './clock.js'
import { WaxsealError } from './error.js'
import type { Fold } from './fold.js'
import type { Journal } from './journal.js'
import type { JsonValue } from './json.js'
import type { SnapshotStore } from './snapshot-store.js'

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

/**
 * The state to start from: the last snapshot, when the record says that it was taken there and has this hash. A snapshot is outside the
 * record; without that check whoever can write to it could bring a revoked key back to life.
 */
export async function restore<State>(
  journal: Journal,
  fold: Fold<State>,
  { tenant, snapshots }: SnapshotPlace,
): Promise<Placed<State>> {
  const fresh = { state: fold.start(), size: 0 }
  if (snapshots === undefined || fold.load === undefined) return fresh
  const kept = await snapshots.load(tenant, fold.name)
  if (kept === undefined || kept.size > journal.head().size) return fresh
  const hash = await hashOf(kept.state)
  for await (const { seq, type, data } of journal.read({ tenant, stream: streamOf(fold) })) {
    const same = type === 'snapshot.taken' && data.version === fold.version && data.size === kept.size
    if (same && data.hash === hash && seq >= kept.size) return { state: fold.load(kept.state), size: kept.size }
  }
  return fresh
}

/** Keeps a state and puts its hash on the record. Throws `fold-not-saved` when the fold has no `save`. */
export async function takeSnapshot<State>(
  journal: Journal,
  fold: Fold<State>,
  { tenant, snapshots, clock = systemClock }: SnapshotPlace,
  { state, size }: Placed<State>,
): Promise<void> {
  if (snapshots === undefined || fold.save === undefined) {
    throw new WaxsealError('fold-not-saved', `fold \`${fold.name}\` has no \`save\`, or there is no snapshot store`)
  }
  // A copy: the state goes on changing.
  const saved = JSON.parse(JSON.stringify(fold.save(state))) as JsonValue
  const data = { version: fold.version, size, hash: await hashOf(saved) }
  await snapshots.save(tenant, fold.name, { size, state: saved })
  await journal.append({ tenant, stream: streamOf(fold) }, [{ type: 'snapshot.taken', at: clock(), data }])
}

function streamOf({ name }: { readonly name: string }): string {
  return `snapshot/${name}`
}

async function hashOf(state: JsonValue): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(utf8(JSON.stringify(state)))))
  return encodeBase64url(bytes)
}
