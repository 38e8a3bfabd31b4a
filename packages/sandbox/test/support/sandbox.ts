import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Sandbox, type SandboxOptions, startSandbox } from '@waxseal/sandbox'

/** Runs a test with a sandbox of its own, which is stopped and swept away afterwards. */
export async function withSandbox(
  options: Omit<SandboxOptions, 'directory'>,
  work: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'waxseal-sandbox-'))
  const sandbox = await startSandbox({ directory, jobDelay: 5, ...options })
  try {
    await work(sandbox)
  } finally {
    await sandbox.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

/** The usual world of a test: one confirmed sender and two lists. */
export const WORLD = {
  senders: ['news@romashka.ru'],
  lists: [
    { id: '501', title: 'Customers' },
    { id: '502', title: 'Partners' },
  ],
} as const

/** The delivered letters, one character a byte. */
export async function letterTexts(sandbox: Sandbox): Promise<string[]> {
  const paths = await sandbox.letters()
  return Promise.all(paths.map((path) => readFile(path, 'latin1')))
}

/** The values of a header field, unfolded, from the top. */
export function headerValues(letter: string, name: string): string[] {
  const header = letter.slice(0, letter.indexOf('\r\n\r\n'))
  const lines = header.replace(/\r\n([ \t])/g, '$1').split('\r\n')
  const prefix = `${name}:`
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length).trim())
}
