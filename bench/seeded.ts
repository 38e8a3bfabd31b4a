/** The same numbers in every run: a linear congruential generator (Numerical Recipes), good enough to spread a workload. */
export interface Seeded {
  below(limit: number): number
  pick<T>(values: readonly T[]): T
}

export function seeded(seed: number): Seeded {
  let state = seed >>> 0
  function below(limit: number): number {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  return {
    below,
    pick(values) {
      const value = values[below(values.length)]
      if (value === undefined) throw new Error('nothing to pick from')
      return value
    },
  }
}
