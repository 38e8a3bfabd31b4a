/** How many files are read or written at once. */
const PARALLEL = 16

/** Does the work for all, so many at once; what it gives in the order of what it was done for. */
export async function inParts<T, Result>(all: readonly T[], work: (one: T) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < all.length; at += PARALLEL) {
    for (const result of await Promise.all(all.slice(at, at + PARALLEL).map(work))) results.push(result)
  }
  return results
}
