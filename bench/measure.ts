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
  const width = Math.max(...costs.map(({ name }) => name.length))
  console.log(`\n${title}`)
  console.log(`${''.padEnd(width)}  ${'µs CPU/op'.padStart(12)}  ${'op/CPU s'.padStart(12)}  ours is`)
  for (const { name, microseconds } of costs) {
    const ratio = name === costs[0]?.name ? '' : `${round(microseconds / ours)} times as fast`
    const line = [round(microseconds).padStart(12), round(1e6 / microseconds).padStart(12), ratio].join('  ')
    console.log(`${name.padEnd(width)}  ${line}`.trimEnd())
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

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function round(number: number): string {
  return number.toLocaleString('en-US', { maximumSignificantDigits: 3 })
}
