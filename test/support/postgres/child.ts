import { startPostgres } from './start-postgres.js'

// Started by a test that kills it.
const server = await startPostgres()
console.log(server?.connection.host)
