import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleSuite, type Suite } from '../runtimes/bundle.js'
import { type Host, hosts } from '../runtimes/hosts.js'
import { startServer } from '../runtimes/server.js'
import { root } from './workspace.js'

// Runs `runtimes/suite` over the built packages on every runtime that they promise. Names as arguments run only those; `--verbose`
// prints every check. A missing Chromium is left out, unless CI is `true`.

const words = process.argv.slice(2)
const wanted = words.filter((word) => !word.startsWith('--'))
const unknown = wanted.filter((name) => !hosts.some((host) => host.name === name))
if (unknown.length > 0) {
  throw new Error(`no such runtime: ${unknown.join(', ')}; there are ${hosts.map(({ name }) => name).join(', ')}`)
}

if (!isInstalled()) {
  const install = ['ci', '--prefix', 'runtimes', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', install, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
}
const suite = await bundleSuite()
const failed: string[] = []
for (const host of hosts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  if (!(await passes(host, suite))) failed.push(host.name)
}
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1

async function passes(host: Host, suite: Suite): Promise<boolean> {
  const server = await startServer(suite.bundled)
  const folder = mkdtempSync(join(tmpdir(), 'waxseal-runtime-'))
  try {
    const program = host.find()
    if (program === undefined) {
      const must = process.env.CI === 'true'
      console.log(`${host.name}: ${must ? 'FAILED' : 'left out'}, no such program in PATH`)
      return !must
    }
    const lines = (await host.run(program, { suite, server, folder })).trim().split('\n')
    const count = lines.pop() ?? ''
    console.log(`${host.name.replace(/@.*/, '')} ${program.version}: ${count}`)
    for (const line of lines) if (words.includes('--verbose') || !line.endsWith(' ok')) console.log(`  ${line}`)
    return /^[1-9]\d* passed, 0 failed$/.test(count)
  } catch (error) {
    console.log(`${host.name}: FAILED ${error instanceof Error ? error.message : String(error)}`)
    return false
  } finally {
    server.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function isInstalled(): boolean {
  const done = join(root, 'runtimes/node_modules/.package-lock.json')
  return existsSync(done) && statSync(done).mtimeMs >= statSync(join(root, 'runtimes/package-lock.json')).mtimeMs
}
