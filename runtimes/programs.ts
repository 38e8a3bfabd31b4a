import { execFileSync, type StdioOptions } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from '../scripts/workspace.js'

/** A program found on this machine, with the version it gives itself. */
export interface Program {
  readonly path: string
  readonly version: string
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** A Node of npm's registry: a version, or the newest of a line. */
export function findNode(version: string): Program {
  // The path and not the command of npx: a time limit must reach the process itself.
  return programAt(outputOf('npx', ['-y', `node@${version}`, '-p', 'process.execPath']))
}

/** The binary that came with a package of `runtimes/`. The package's own command needs an install script, and none is run. */
export function findInstalled(name: string): Program {
  const modules = join(root, 'runtimes/node_modules')
  const manifest = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  const paths = Object.keys(manifest.optionalDependencies)
    .flatMap((platform) => [join(modules, platform, 'bin', name), join(modules, platform, name)])
    .flatMap((path) => [path, `${path}.exe`])
    .filter((path) => existsSync(path))
  for (const path of paths) {
    try {
      return programAt(path)
    } catch {
      // npm may have brought binaries for two C libraries; one of them runs.
    }
  }
  throw new Error(`runtimes/node_modules holds no ${name} for ${process.platform} ${process.arch}`)
}

/** The first browser in PATH; `undefined` when there is none. */
export function findChromium(): Program | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const paths = BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name)))
  const path = paths.find((file) => existsSync(file))
  return path === undefined ? undefined : programAt(path)
}

function programAt(path: string): Program {
  return { path, version: /\d[\w.-]*/.exec(outputOf(path, ['--version']))?.[0] ?? 'of no version' }
}

function outputOf(command: string, words: readonly string[]): string {
  const stdio: StdioOptions = ['ignore', 'pipe', 'ignore']
  return execFileSync(command, words, { encoding: 'utf8', stdio, timeout: 120_000 }).trim()
}
