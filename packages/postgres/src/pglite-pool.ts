import type { PostgresClient, PostgresNotice, PostgresPool, PostgresRow } from './pool.js'

/** What is used of PGlite. */
export interface PgliteDatabase {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
  exec(text: string): Promise<readonly { readonly rows: readonly unknown[] }[]>
  onNotification(listener: (channel: string, payload: string) => void): () => void
}

/**
 * A pool over PGlite, PostgreSQL in this very process: for tests, demonstrations and examples. PGlite does not sync to the disk and does
 * not lock its folder, so nothing in it is durable, and no other process may open it. It has one connection; a transaction has it to
 * itself.
 *
 * @example
 * ```ts
 * import { PGlite } from '@electric-sql/pglite'
 * import { pglitePool } from '@waxseal/postgres'
 *
 * const database = await PGlite.create()
 * const client = await pglitePool(database).connect()
 * const { rows } = await client.query('SELECT 1 + $1::integer AS sum', [1])
 * console.log(rows[0]?.sum) // 2
 * client.release()
 * await database.close()
 * ```
 */
export function pglitePool(database: PgliteDatabase): PostgresPool {
  let turn: Promise<void> = Promise.resolve()

  /** Resolves when it is one's turn, with what ends it. */
  async function takeTurn(): Promise<() => void> {
    const before = turn
    let end = () => {}
    turn = new Promise((resolve) => {
      end = resolve
    })
    await before
    return end
  }

  async function run(text: string, values?: unknown[]): Promise<{ readonly rows: readonly PostgresRow[] }> {
    const answer = values === undefined ? (await database.exec(text)).at(-1) : await database.query(text, values)
    return { rows: (answer?.rows ?? []) as readonly PostgresRow[] }
  }

  return {
    async connect() {
      let endTransaction: (() => void) | undefined
      const unheard: (() => void)[] = []
      const client: PostgresClient = {
        async query(text, values) {
          const end = endTransaction ?? (await takeTurn())
          if (/^\s*BEGIN\b/.test(text)) endTransaction = end
          try {
            return await run(text, values)
          } finally {
            if (/^\s*(?:COMMIT|ROLLBACK)\b/.test(text)) endTransaction = undefined
            if (endTransaction === undefined) end()
          }
        },
        on(event: string, listener: (notice: PostgresNotice) => void) {
          if (event !== 'notification') return
          unheard.push(database.onNotification((channel, payload) => listener({ channel, payload })))
        },
        removeListener() {},
        release() {
          for (const end of unheard.splice(0)) end()
        },
      }
      return client
    },
  }
}
