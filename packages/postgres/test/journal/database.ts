import { afterAll, beforeAll } from 'vitest'
import { findPostgres } from '../../../../test/support/postgres/find-postgres.js'
import type { PostgresPool } from '../../src/index.js'
import { openPool } from '../test-pool.js'

/** Whether tests that need a server can be run. */
export const onServer = findPostgres() !== undefined

/** The pool of all tests of the file. */
export let pool: PostgresPool

let close = async () => {}

beforeAll(async () => {
  const opened = await openPool(onServer ? 'server' : 'pglite')
  pool = opened.pool
  close = opened.close
}, 30_000)

afterAll(() => close())
