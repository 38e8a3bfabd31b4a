import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Starts a script of `children/` in a process of its own, killed at the latest when the test is over. */
export function startChild(script: string, ...parameters: string[]): ChildProcess {
  const child = fork(fileURLToPath(new URL(`children/${script}.ts`, import.meta.url)), parameters, {
    execArgv: ['--conditions=@waxseal/source', '--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
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
