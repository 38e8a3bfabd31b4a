import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** Where packages of systems put the programs that a terminal does not need to find. */
const HOMES = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']

/** The folder with `initdb` and `postgres`: of the PATH, else the newest that a package has installed; `undefined` if there is none. */
export function findPostgres(): string | undefined {
  if (process.platform === 'win32') return undefined
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'initdb'))
  // What stands on the PATH is often a link to one of the programs only.
  const linked = onPath.filter((path) => existsSync(path)).map((path) => dirname(realpathSync(path)))
  return [...linked, ...HOMES.flatMap(versions)].find(isComplete)
}

function versions(home: string): readonly string[] {
  if (!existsSync(home)) return []
  const names = readdirSync(home).filter((name) => /^(?:postgresql@?)?\d*$/.test(name))
  const newestFirst = names.sort((one, other) => numberIn(other) - numberIn(one))
  return newestFirst.map((name) => join(home, name, 'bin'))
}

function numberIn(name: string): number {
  return Number(/\d+/.exec(name)?.[0] ?? 0)
}

function isComplete(folder: string): boolean {
  return ['initdb', 'postgres'].every((program) => existsSync(join(folder, program)))
}

/** Whom the server runs as: PostgreSQL refuses to be root. `undefined`: as we are. */
export function serverUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [numberOf('-u', name), numberOf('-g', name)]
    if (uid !== undefined && gid !== undefined) return { uid, gid }
  }
  throw new Error('PostgreSQL cannot run as root, and there is neither a user `postgres` nor `nobody`')
}

function numberOf(flag: string, name: string): number | undefined {
  try {
    return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return undefined
  }
}
