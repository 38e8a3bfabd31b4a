import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, start } from './child.js'
import type { Task } from './hosts.js'
import type { Program } from './programs.js'

/** Serves the bundle as a worker on loopback, and asks it once. */
export async function runOnWorkerd({ path, version }: Program, { suite, server, folder }: Task): Promise<string> {
  copyFileSync(suite.bundled, join(folder, 'bundled.js'))
  writeFileSync(join(folder, 'worker.js'), workerFor(server.url))
  writeFileSync(join(folder, 'config.capnp'), configFor(version))
  const child = start(path, ['serve', 'config.capnp', '--control-fd=1'], folder)
  return await child.until(answerOf(child))
}

async function answerOf(child: Child): Promise<string> {
  const [, port] = await child.said(/"event":"listen".*"port":(\d+)/)
  const response = await fetch(`http://127.0.0.1:${port}/`)
  return await response.text()
}

const workerFor = (server: string): string => `import { run } from 'bundled.js'
export default {
  async fetch() {
    if ('process' in globalThis || 'Buffer' in globalThis) return new Response('this worker has globals of Node')
    return new Response(await run({ server: '${server}' }))
  },
}
`

/** As new as the program itself, whose version is a date, but without the globals of Node that it has by default since 2026. */
const configFor = (version: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "suite", worker = .suite), (name = "internet", network = (allow = ["local"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "suite")],
);
const suite :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "bundled.js", esModule = embed "bundled.js"),
  ],
  compatibilityDate = "${version}",
  compatibilityFlags = ["no_nodejs_compat", "no_nodejs_compat_v2"],
);
`
