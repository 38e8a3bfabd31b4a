import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** A process with a time limit. */
export interface Child {
  /** All that it wrote, once it has ended. Rejects when it fails or is out of time, with the last lines that it wrote. */
  readonly output: Promise<string>
  /** The first match in what it writes; rejects when it ends without. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  /** Waits for the work and ends the process then; rejects when it ends before by itself. */
  until<T>(work: Promise<T>): Promise<T>
}

const LIMIT = 60_000

/** Starts a program in an empty folder, which is its home too. */
export function start(command: string, words: readonly string[], folder: string): Child {
  const env = { ...process.env, HOME: folder, NO_COLOR: '1', NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' }
  const child = spawn(command, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT)
  const texts = Promise.all([text(child.stdout), text(child.stderr)])
  const output = new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      texts.then(([written, complaint]) => {
        if (code === 0) return resolve(written)
        const last = `${written}\n${complaint}`.trim().split('\n').slice(-12).join('\n')
        reject(new Error(`ended with ${signal ?? code} (it has ${LIMIT / 1000} s)\n${last}`))
      }, reject)
    })
  })
  const ended = output.then((written) => Promise.reject(new Error(`ended too early, having written: ${written}`)))

  async function said(pattern: RegExp): Promise<RegExpExecArray> {
    let heard = ''
    const found = new Promise<RegExpExecArray>((resolve) => {
      child.stdout.on('data', (piece) => {
        heard += String(piece)
        const match = pattern.exec(heard)
        if (match !== null) resolve(match)
      })
    })
    return await Promise.race([found, ended])
  }

  async function until<T>(work: Promise<T>): Promise<T> {
    try {
      return await Promise.race([work, ended])
    } finally {
      child.kill('SIGKILL')
      await output.catch(() => {})
    }
  }

  ended.catch(() => {})
  return { output, said, until }
}
