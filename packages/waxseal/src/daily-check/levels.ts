/** About four months of working days. */
const KEPT = 90
/**
 * Bandwidth of the kernels, in nats. Laplace kernels make the tail a power law, for amounts of work have no thinner one: with this
 * width a day of ten times the greatest so far is two thousand times less likely than one like it.
 */
const BANDWIDTH = 0.3

/** The amount of a day on a logarithmic scale, for amounts of work differ by factors. */
export function levelOf(contacts: number): number {
  return Math.log1p(contacts)
}

/** Adds a day to the levels of the last working days, oldest first. */
export function addLevel(levels: number[], level: number): void {
  // Two decimals are enough to compare by and short to keep.
  levels.push(Math.round(level * 100) / 100)
  if (levels.length > KEPT) levels.shift()
}

/** The sum of the kernels at a level: divided by the number of levels it is a density. */
export function kernelMass(levels: readonly number[], level: number): number {
  let sum = 0
  for (const one of levels) sum += Math.exp(-Math.abs(level - one) / BANDWIDTH)
  return sum / (2 * BANDWIDTH)
}

/** The mean number of contacts on the oldest `length` days. */
export function meanContacts(levels: readonly number[], length: number): number {
  let sum = 0
  for (let index = 0; index < length; index++) sum += Math.expm1(levels[index] ?? 0)
  return length > 0 ? sum / length : 0
}

/** The middle of some numbers; 0 if there are none. */
export function median(numbers: readonly number[]): number {
  const sorted = Float64Array.from(numbers).sort()
  const half = sorted.length >> 1
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2
}
