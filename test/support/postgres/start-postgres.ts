import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findPostgres, serverUser } from './find-postgres.js'

/** A server of one test's own. It is gone with the process that started it, however that ends. */
export interface PostgresServer {
  /** What the clients of a `pg` pool need; there is no password. */
  readonly connection: {
    /** The folder of the socket: the server has no port on the network. */
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
  }
  /** Stops the server and removes its folder. End all clients first. */
  stop(): Promise<void>
}

/**
 * The shell outlives whoever started it: its standard input ends when we close it and when we die, then it stops the server and
 * takes the folder away.
 */
const KEEPER = `
set -e
bin=$1 folder=$2
shift 2
exec 3<&0
trap 'kill "$watch" 2>/dev/null || true; rm -rf "$folder"' EXIT
"$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions >&2
"$bin/postgres" -D "$folder/data" -k "$folder" "$@" &
server=$!
{ cat <&3 >/dev/null; kill -INT "$server"; } &
watch=$!
wait "$server"
`

/** Nothing here needs to survive a fall of power, and nobody else is to reach it. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
}

/**
 * Starts a server in a folder of its own; `undefined` where no PostgreSQL is installed.
 *
 * @param settings of the server, over ours: `{ max_connections: '20' }`
 */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer | undefined> {
  const bin = findPostgres()
  if (bin === undefined) return undefined
  // The path of a socket may have about 100 bytes.
  const folder = await mkdtemp(join(tmpdir(), 'pg-'))
  const user = serverUser()
  if (user !== undefined) await chown(folder, user.uid, user.gid)
  const options = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const keeper = spawn('sh', ['-c', KEEPER, 'keeper', bin, folder, ...options], {
    cwd: folder,
    // Messages are read below, and the tests' own PGHOST or PGDATA are not meant for this server.
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['pipe', 'ignore', 'pipe'],
    // Ctrl-C in a terminal goes to all of a group: the keeper has to live long enough to clean up.
    detached: true,
    ...user,
  })
  const exit = once(keeper, 'exit')
  const log: string[] = []
  const ready = new Promise<boolean>((resolve) => {
    createInterface(keeper.stderr).on('line', (line) => {
      log.push(line)
      if (line.includes('database system is ready')) resolve(true)
    })
    void exit.then(() => resolve(false))
  })
  if (!(await ready)) throw new Error(`PostgreSQL did not start:\n${log.slice(-20).join('\n')}`)
  return {
    connection: { host: folder, port: 5432, user: 'postgres', database: 'postgres' },
    async stop() {
      keeper.stdin.end()
      await exit
      keeper.stderr.destroy()
    },
  }
}
