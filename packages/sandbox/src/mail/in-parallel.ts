/** Letters of one campaign or call that are written and signed at the same time. */
const IN_FLIGHT = 12

/** Works through the items, a few at the same time, in order of their start; what has not begun when the signal fires is left. */
export async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const entries = items.entries()
  const worker = async () => {
    for (const [index, item] of entries) {
      if (signal.aborted) return
      await work(item, index)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
}
