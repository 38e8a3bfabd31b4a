import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { type PostgresServer, startPostgres } from '../../../test/support/postgres/start-postgres.js'
import { migrate, type PostgresPool, pglitePool } from '../src/index.js'

/** A database to test on: a server of its own where PostgreSQL is installed. */
export interface TestServer extends PostgresServer {
  /** A pool of the role `postgres`, or of another, ended with the server. */
  pool(options?: pg.PoolConfig): pg.Pool
}

/** Starts a server; `undefined` where no PostgreSQL is installed. */
export async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<TestServer | undefined> {
  const server = await startPostgres({ max_connections: '80', ...settings })
  if (server === undefined) return undefined
  const pools: pg.Pool[] = []
  return {
    ...server,
    pool(options) {
      const pool = new pg.Pool({ ...server.connection, max: 6, ...options })
      // A pool tells the loss of an idle connection here.
      pool.on('error', () => {})
      pools.push(pool)
      return pool
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.ended || pool.end()))
      await server.stop()
    },
  }
}

/** A pool and what ends it: of a server, or PGlite where there is none. */
export async function openPool(kind: 'pglite' | 'server'): Promise<{ pool: PostgresPool; close(): Promise<void> }> {
  const server = kind === 'server' ? await startServer() : undefined
  if (server !== undefined) return { pool: server.pool({ max: 20 }), close: server.stop }
  const database = await PGlite.create()
  return { pool: pglitePool(database), close: () => database.close() }
}

/** Makes the tables in a schema that is new, unless it is there. */
export async function schemaOf(pool: PostgresPool, name: string): Promise<string> {
  await migrate(pool, { schema: name })
  return name
}
