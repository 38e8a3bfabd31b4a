import { afterAll, beforeAll } from 'vitest'
import { findPostgres } from '../../../../test/support/postgres/find-postgres.js'
import { startServer, type TestServer } from '../test-pool.js'

/** Whether these tests can be run: roles and files are those of a server. */
export const onServer = findPostgres() !== undefined

/** The server of all tests of the file. */
export let server: TestServer

beforeAll(async () => {
  const started = onServer ? await startServer() : undefined
  if (started !== undefined) server = started
}, 30_000)

afterAll(() => server?.stop())
