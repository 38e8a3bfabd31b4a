import { failureOf, LateError, NotConnectedError } from './database-error.js'
import type { PostgresClient, PostgresPool, PostgresRow } from './pool.js'

/** How long a statement may take, in milliseconds, unless the host says otherwise. */
export const DEFAULT_TIMEOUT = 5_000

/** Single statements on connections of the host's pool, each given up when it is not answered in time. */
export class Database {
  readonly timeout: number
  readonly #pool: PostgresPool

  constructor(pool: PostgresPool, timeout: number = DEFAULT_TIMEOUT) {
    this.#pool = pool
    this.timeout = timeout
  }

  /** Runs one statement; without values, several. Throws what the connection throws, `LateError` and `NotConnectedError`. */
  async query(text: string, values?: unknown[]): Promise<readonly PostgresRow[]> {
    return this.withClient(async (client) => (await inTime(client.query(text, values), this.timeout)).rows)
  }

  /** Lends a connection for a piece of work. A connection that was lost does not go back into the pool. */
  async withClient<Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
    const client = await inTime(this.#pool.connect(), this.timeout, (late) => late.release()).catch(
      (cause: unknown) => {
        throw new NotConnectedError('no connection', { cause })
      },
    )
    // What ends a connection is told to the statement on it as well; unheard, it would end the process.
    const ignore = () => {}
    client.on('error', ignore)
    let destroy = false
    try {
      return await work(client)
    } catch (error) {
      destroy = failureOf(error) === 'lost'
      throw error
    } finally {
      if (!destroy) client.removeListener('error', ignore)
      client.release(destroy)
    }
  }
}

/** Rejects with `LateError` when the work takes longer; what comes of it then is handed to `late`. */
export function inTime<Result>(
  work: Promise<Result>,
  milliseconds: number,
  late: (result: Result) => void = () => {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let over = false
    const timer = setTimeout(() => {
      over = true
      reject(new LateError('no answer in time'))
    }, milliseconds)
    work.then(
      (result) => {
        clearTimeout(timer)
        if (over) late(result)
        else resolve(result)
      },
      (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
