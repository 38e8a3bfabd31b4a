import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'
import { onTestFinished } from 'vitest'

/** Starts a script of `children/` in a process of its own, killed at the latest when the test is over. */
export function startChild(script: string, ...parameters: string[]): ChildProcess {
  const child = fork(sourceOf(script), parameters, {
    execArgv: ['--conditions=@waxseal/source', '--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  return watched(child)
}

/** Builds a script of `children/` into one file, because processes of it start ten times as fast. */
export async function buildChild(
  script: string,
  directory: string,
): Promise<(...parameters: string[]) => ChildProcess> {
  await build({
    entry: [sourceOf(script)],
    outDir: directory,
    format: 'esm',
    outExtension: () => ({ js: '.mjs' }),
    target: 'node20',
    noExternal: [/.*/],
    removeNodeProtocol: false,
    esbuildOptions: (options) => {
      options.conditions = ['@waxseal/source']
    },
    config: false,
    silent: true,
  })
  const path = join(directory, `${script}.mjs`)
  return (...parameters) => {
    return watched(spawn(process.execPath, [path, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] }))
  }
}

function sourceOf(script: string): string {
  return fileURLToPath(new URL(`children/${script}.ts`, import.meta.url))
}

function watched(child: ChildProcess): ChildProcess {
  onTestFinished(async () => {
    await killed(child)
  })
  return child
}

/** Kills a process as a crash would and waits until it is gone. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

/** The next message of a child. */
export async function nextMessage(child: ChildProcess): Promise<Record<string, unknown>> {
  const [message] = await once(child, 'message')
  return message as Record<string, unknown>
}

/** Sends a message to a child and waits for its reply. */
export function ask(child: ChildProcess, message: string): Promise<Record<string, unknown>> {
  const reply = nextMessage(child)
  child.send(message)
  return reply
}
