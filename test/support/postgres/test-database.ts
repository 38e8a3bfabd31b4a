import { PGlite } from '@electric-sql/pglite'
import pg from 'pg'
import { startPostgres } from './start-postgres.js'

/** A PostgreSQL database to try statements on. */
export interface TestDatabase {
  /** A server, or PGlite: PostgreSQL compiled to WebAssembly, in this process, with one connection. */
  readonly kind: 'server' | 'pglite'
  query(text: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  close(): Promise<void>
}

/** An empty database on a server of its own where PostgreSQL is installed, else in PGlite. */
export async function openTestDatabase(): Promise<TestDatabase> {
  return (await openServerDatabase()) ?? openPgliteDatabase()
}

/** An empty database on a server of its own; `undefined` where no PostgreSQL is installed. */
export async function openServerDatabase(): Promise<TestDatabase | undefined> {
  const server = await startPostgres()
  if (server === undefined) return undefined
  const pool = new pg.Pool({ ...server.connection, max: 1 })
  return {
    kind: 'server',
    query: async (text, values = []) => (await pool.query<Record<string, unknown>>(text, [...values])).rows,
    async close() {
      await pool.end()
      await server.stop()
    },
  }
}

/** An empty database in PGlite. */
export async function openPgliteDatabase(): Promise<TestDatabase> {
  const database = await PGlite.create()
  return {
    kind: 'pglite',
    query: async (text, values = []) => (await database.query<Record<string, unknown>>(text, [...values])).rows,
    close: () => database.close(),
  }
}
