import type { JsonValue } from './json.js'

/** The state of a fold when it had taken in the first `size` events of the journal. */
export interface Snapshot {
  readonly size: number
  readonly state: JsonValue
}

/** The port of a cache: losing a snapshot costs time, nothing else. What it says is checked against the record before it is used. */
export interface SnapshotStore {
  load(tenant: string, name: string): Promise<Snapshot | undefined>
  /** Keeps the snapshot in place of the one before. */
  save(tenant: string, name: string, snapshot: Snapshot): Promise<void>
  /** Destroys all snapshots of a tenant. */
  clear(tenant: string): Promise<void>
}
