import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { PROBE } from './expectations.js'

// The child process of `run.ts`: imports one block after the other and reports each. A global `console.log` prints nothing here.

/** What became of one block: what its watched statements printed, and the error that ended it. */
export interface Report {
  readonly index: number
  readonly printed: readonly (readonly string[])[]
  readonly error?: string
}

let printed: string[][] = []
let fail: (error: unknown) => void = () => {}

Object.assign(globalThis, {
  [PROBE]:
    (number: number) =>
    (...values: unknown[]) => {
      printed[number] ??= []
      printed[number].push(format(...values))
    },
})
for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) console[method] = () => {}
process.on('unhandledRejection', (error) => fail(error))
process.on('uncaughtException', (error) => fail(error))

process.on('message', async ({ index, path, timeout }: { index: number; path: string; timeout: number }) => {
  printed = []
  process.chdir(dirname(path))
  // So that what a block leaves in the temporary folder goes away with its own.
  process.env.TMPDIR = dirname(path)
  const failure = await new Promise<unknown>((resolve) => {
    const timer = setTimeout(() => fail(new Error(`not done after ${timeout} ms`)), timeout)
    fail = (error) => {
      clearTimeout(timer)
      resolve(error ?? new Error('threw nothing'))
    }
    import(pathToFileURL(path).href).then(() => {
      clearTimeout(timer)
      // Rejections that nobody waits for are reported a turn later.
      setImmediate(resolve, undefined)
    }, fail)
  })
  process.send?.({ index, printed, ...(failure === undefined ? {} : { error: describe(failure) }) } satisfies Report)
})
process.send?.('ready')

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? String(error)) : format(error)
  return text.split('\n').slice(0, 5).join('\n')
}
