import type { Io } from './io.js'

/** After how many lines the loop of events gets its turn: to write them out, and to hear that nobody wants more. */
const TURN = 1_000

/** Prints lines as they come, until there are no more or the person wants to stop; then `stopped` is true. */
export async function printLines(
  lines: Iterable<string>,
  { print, interrupted }: Io,
): Promise<{ readonly count: number; readonly stopped: boolean }> {
  let stopped = false
  void interrupted.then(() => {
    stopped = true
  })
  let count = 0
  for (const line of lines) {
    print(line)
    count++
    if (count % TURN > 0) continue
    await new Promise((resolve) => setImmediate(resolve))
    if (stopped) return { count, stopped }
  }
  return { count, stopped: false }
}
