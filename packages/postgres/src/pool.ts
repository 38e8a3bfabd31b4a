/** One row of an answer, by the names of its columns. */
export type PostgresRow = Readonly<Record<string, unknown>>

/** A message of `NOTIFY`. */
export interface PostgresNotice {
  readonly channel: string
  readonly payload?: string | undefined
}

/** One connection, lent by a pool: what is used of the `PoolClient` of `pg`. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly PostgresRow[] }>
  on(event: 'notification', listener: (notice: PostgresNotice) => void): unknown
  on(event: 'error' | 'end', listener: () => void): unknown
  removeListener(event: 'error', listener: () => void): unknown
  /** Gives the connection back, or ends it. */
  release(destroy?: boolean): void
}

/** Lends connections: what is used of the `Pool` of `pg`. It stays the host's; nothing here ends it. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>
}
