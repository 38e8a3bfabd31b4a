import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Suite } from './bundle.js'
import { start } from './child.js'
import { findChromium, findInstalled, findNode, type Program } from './programs.js'
import type { SuiteServer } from './server.js'
import { runOnWorkerd } from './workerd.js'

/** What a host needs to run the suite. `folder` is an empty one, for whatever the runtime leaves behind. */
export interface Task {
  readonly suite: Suite
  readonly server: SuiteServer
  readonly folder: string
}

/** A runtime: where its program is, and how it runs the suite. */
export interface Host {
  readonly name: string
  /** `undefined` when a program that npm does not bring is not on this machine. */
  find(): Program | undefined
  /** Gives what `run` of the suite gave. */
  run(program: Program, task: Task): Promise<string>
}

/** The oldest Node that the manifests promise, and the newest of each line. */
const NODES = ['20.19.0', '22', '24', '26']

export const hosts: readonly Host[] = [
  ...NODES.map((version) => ({ name: `node@${version}`, find: () => findNode(version), run: runOnNode })),
  { name: 'bun', find: () => findInstalled('bun'), run: runOnBun },
  { name: 'deno', find: () => findInstalled('deno'), run: runOnDeno },
  { name: 'workerd', find: () => findInstalled('workerd'), run: runOnWorkerd },
  { name: 'chromium', find: findChromium, run: runOnChromium },
]

function runOnNode({ path }: Program, task: Task): Promise<string> {
  return start(path, [launcher(task)], task.folder).output
}

function runOnBun({ path }: Program, task: Task): Promise<string> {
  return start(path, ['run', '--no-install', launcher(task)], task.folder).output
}

/** Without any permission but to reach the server of the checks. */
function runOnDeno({ path }: Program, task: Task): Promise<string> {
  const words = ['run', '--no-remote', '--no-prompt', '--no-lock', `--allow-net=${new URL(task.server.url).host}`]
  return start(path, [...words, launcher(task)], task.folder).output
}

/** A program beside the suite, because the runtime looks names up from there. */
function launcher({ suite, server }: Task): string {
  const path = join(dirname(suite.linked), 'launch.js')
  writeFileSync(path, `import { run } from './linked.js'\nconsole.log(await run({ server: '${server.url}' }))\n`)
  return path
}

/** The page reports to the server that it came from; the browser is allowed to ask nobody else. */
function runOnChromium({ path }: Program, { server, folder }: Task): Promise<string> {
  const words = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run']
  const quiet = ['--log-level=3', '--disable-background-networking']
  const local = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'
  const report = server.report()
  const page = `${server.url}/page`
  return start(path, [...words, ...quiet, local, `--user-data-dir=${folder}`, page], folder).until(report)
}
