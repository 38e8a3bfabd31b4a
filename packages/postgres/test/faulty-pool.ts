import type { PostgresClient, PostgresPool } from '../src/index.js'

/** What may go wrong with statements. Both are handed the text; what they throw, the caller gets, on a connection that is gone. */
export interface Faults {
  /** Before the statement is sent. */
  before?(text: string): Promise<void> | void
  /** After the server has answered. */
  after?(text: string): Promise<void> | void
}

/** A pool on which statements fail as told. */
export function faultyPool(pool: PostgresPool, faults: Faults): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect()
      return {
        async query(text, values) {
          await faults.before?.(text)
          const answer = await client.query(text, values)
          await faults.after?.(text)
          return answer
        },
        on: client.on.bind(client) as PostgresClient['on'],
        removeListener: client.removeListener.bind(client) as PostgresClient['removeListener'],
        release: client.release.bind(client),
      }
    },
  }
}

/** What `pg` throws when the server hangs up. */
export function hungUp(): Error {
  return new Error('Connection terminated unexpectedly')
}
