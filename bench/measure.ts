import { figure, printTable } from './table.js'

/** One way to do the work. `run` does it `count` times. */
export interface Contender {
  readonly name: string
  run(count: number): void | Promise<void>
}

/** What one operation costs: median over the rounds, microseconds of CPU time, all threads. */
export interface Cost {
  readonly name: string
  readonly microseconds: number
}

const ROUNDS = 7
const MIN_ROUND_MICROSECONDS = 150_000

/**
 * Measures the contenders in turn, round by round, so that a disturbance hits them all. CPU time instead of wall time: other work on
 * the machine counts less, and threads that a contender starts count too.
 */
export async function measure(contenders: readonly Contender[]): Promise<Cost[]> {
  const counts: number[] = []
  for (const contender of contenders) counts.push(await calibrate(contender))
  const samples = contenders.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, contender] of contenders.entries()) {
      const count = counts[index] ?? 1
      samples[index]?.push((await cpu(contender, count)) / count)
    }
  }
  return contenders.map(({ name }, index) => ({ name, microseconds: median(samples[index] ?? []) }))
}

/** Measures and prints: the first contender is ours, `times` says how often it does the work while the other does it once. */
export async function compare(title: string, contenders: readonly Contender[]): Promise<void> {
  const costs = await measure(contenders)
  const ours = costs[0]?.microseconds ?? 1
  const rows = costs.map(({ name, microseconds }, index) => {
    const ratio = index === 0 ? '' : `${figure(microseconds / ours)} times as fast`
    return [name, microseconds, 1e6 / microseconds, ratio]
  })
  printTable(title, ['', 'µs CPU/op', 'op/CPU s', 'ours is'], rows)
}

/** Measures and prints what has no rival. */
export async function present(title: string, contenders: readonly Contender[]): Promise<void> {
  const costs = await measure(contenders)
  const rows = costs.map(({ name, microseconds }) => [name, microseconds, 1e6 / microseconds])
  printTable(title, ['', 'µs CPU/op', 'op/CPU s'], rows)
}

/** A run over the inputs, one after the other and then from the first again. */
export function over<Input>(inputs: readonly Input[], deed: (input: Input) => unknown): Contender['run'] {
  let next = 0
  return (count) => {
    for (let done = 0; done < count; done++) {
      deed(inputs[next] as Input)
      next = next + 1 < inputs.length ? next + 1 : 0
    }
  }
}

async function calibrate(contender: Contender): Promise<number> {
  await contender.run(1)
  for (let count = 1; ; count *= 2) {
    const spent = await cpu(contender, count)
    if (spent > MIN_ROUND_MICROSECONDS / 4) return Math.max(1, Math.ceil((count * MIN_ROUND_MICROSECONDS) / spent))
  }
}

async function cpu(contender: Contender, count: number): Promise<number> {
  const before = process.cpuUsage()
  await contender.run(count)
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** The middle one. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
