/** The longest time that timers can hold; a longer one would fire at once. */
const LONGEST = 2_147_483_647

/** Waits, or rejects as soon as the signal aborts. */
export function waitFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(new DOMException('the wait was aborted', 'AbortError'))
    }
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', stop)
        resolve()
      },
      Math.min(ms, LONGEST),
    )
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}

/** How work under a time limit ended. */
export type Limited<T> =
  | { readonly end: 'done'; readonly value: T }
  | { readonly end: 'failed'; readonly error: unknown }
  | { readonly end: 'timeout' }
  | { readonly end: 'aborted' }

/**
 * Runs work under a time limit and the caller's signal. The work gets a signal of its own; work that ignores it is left behind, so
 * that a hostile server or a hanging secret store costs bounded time.
 */
export function limited<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Limited<T>> {
  if (signal?.aborted) return Promise.resolve({ end: 'aborted' })
  return new Promise((resolve) => {
    const controller = new AbortController()
    const settle = (ended: Limited<T>): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      resolve(ended)
    }
    const abort = (): void => {
      settle({ end: 'aborted' })
      controller.abort()
    }
    const timer = setTimeout(
      () => {
        settle({ end: 'timeout' })
        controller.abort()
      },
      Math.max(0, Math.min(ms, LONGEST)),
    )
    signal?.addEventListener('abort', abort, { once: true })
    // Begun at once: between an abort and a later start the work would still go out.
    new Promise<T>((begin) => begin(work(controller.signal))).then(
      (value) => settle({ end: 'done', value }),
      (error: unknown) => settle({ end: 'failed', error }),
    )
  })
}
