import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { root } from './workspace.js'

// Runs `bench/*.ts` against the sources, each in a process of its own. Names as arguments run only those.

const ALL = ['policy', 'redact', 'journal', 'postgres', 'keys', 'offboard', 'daily-check', 'provenance']
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !ALL.includes(name))
if (unknown.length > 0) throw new Error(`no such benchmark: ${unknown.join(', ')}; there are ${ALL.join(', ')}`)

if (!installed())
  run('npm', ['ci', '--prefix', 'bench', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
console.log(`node ${process.version} on ${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${cpus().length} cores`)
const failed = (wanted.length > 0 ? wanted : ALL).filter((name) => {
  console.log(`\n── ${name}`)
  return !run(process.execPath, ['--conditions=@waxseal/source', '--import', 'tsx', `bench/${name}.ts`])
})
if (failed.length > 0) console.error(`\nfailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

function installed(): boolean {
  const done = join(root, 'bench/node_modules/.package-lock.json')
  return existsSync(done) && statSync(done).mtimeMs >= statSync(join(root, 'bench/package-lock.json')).mtimeMs
}

function run(command: string, words: readonly string[]): boolean {
  const { status } = spawnSync(command, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  return status === 0
}
