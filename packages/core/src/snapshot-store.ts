/** The state of a fold when it had taken in the first `size` events of the journal. */
export interface Snapshot {
  readonly size: number
  /** JSON. A store gives back this very text, because its hash stands on the record. */
  readonly state: string
}

/** The port of a cache: losing a snapshot costs time, nothing else. What it says is checked against the record before it is used. */
export interface SnapshotStore {
  /** The snapshot; `undefined` when there is none or it is damaged. */
  load(tenant: string, name: string): Promise<Snapshot | undefined>
  /** Keeps the snapshot in place of the one before. */
  save(tenant: string, name: string, snapshot: Snapshot): Promise<void>
  /** Destroys all snapshots of a tenant. */
  clear(tenant: string): Promise<void>
}
