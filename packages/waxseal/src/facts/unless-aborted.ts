import type { Stage } from '../answer.js'
import { Halt } from '../halt.js'

/** Work that does not listen to the signal must not keep the call. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, stage: Stage): Promise<T> {
  if (signal === undefined) return await work
  let stop = (): void => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new Halt({ stage, code: 'interrupted', message: 'the call was interrupted' }))
    signal.addEventListener('abort', stop, { once: true })
    // The work itself may have brought about the abort before it gave its promise: that event has passed.
    if (signal.aborted) stop()
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
