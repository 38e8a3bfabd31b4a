/** The same numbers in every run. */
export interface Random {
  /** A whole number from 0, below the limit. */
  below(limit: number): number
  chance(share: number): boolean
  pick<Value>(values: readonly Value[]): Value
  /** Some of the values, each at most once, in any order. */
  some<Value>(values: readonly Value[], count: number): readonly Value[]
}

/** Mulberry32 (Tommy Ettinger, public domain): spreads well enough for a workload. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  function pick<Value>(values: readonly Value[]): Value {
    const index = below(values.length)
    if (index >= values.length) throw new RangeError('nothing to pick from')
    return values[index] as Value
  }
  return {
    below,
    chance: (share) => next() < share,
    pick,
    some(values, count) {
      const picked = new Set<(typeof values)[number]>()
      for (let tries = 0; picked.size < Math.min(count, values.length) && tries < 20 * count; tries++)
        picked.add(pick(values))
      return [...picked]
    },
  }
}

/** `7` as `0007`. */
export function numbered(prefix: string, index: number, width: number): string {
  return `${prefix}${String(index).padStart(width, '0')}`
}
