import { openFleet } from './fleet.js'
import { madeUpKey } from './key-text.js'

// Does the time of a refusal tell whether an id exists? A million refusals of two kinds in random order, each timed by itself, compared by
// Welch's t-test as dudect does it (Reparaz, Balasch, Verbauwhede: "Dude, is my code constant time?", 2017): above 4.5 the means differ.
//
//   node --conditions=@waxseal/source --import tsx bench/keys/timing.ts [samples]

const SAMPLES = Number(process.argv[2] ?? 1_000_000)
const BATCH = 20_000
const LIMIT = 4.5
/** The slowest samples are what the machine did meanwhile: dropped, by a limit taken over both kinds together. */
const KEPT = 0.9

type Make = () => string

const { keys, all } = await openFleet(10_000)
const unknownId: Make = () => madeUpKey()
const wrongSecret: Make = () => madeUpKey(all[Math.floor(Math.random() * all.length)]?.id)
const slip: Make = () => madeUpKey().replace(/.$/, '7')

console.log(
  `${SAMPLES} samples of each comparison, ${all.length} keys, the slowest ${Math.round(100 * (1 - KEPT))} % dropped`,
)
const control = compare('unknown id against unknown id, the noise', unknownId, unknownId)
const asked = compare('unknown id against wrong secret', unknownId, wrongSecret)
const seen = compare('wrong secret against a slip, which must be seen', wrongSecret, slip)
const passed = asked < LIMIT && seen > LIMIT
console.log(
  `${passed ? 'indistinguishable' : 'DISTINGUISHABLE'}: |t| ${asked.toFixed(2)}, limit ${LIMIT}, noise ${control.toFixed(2)}`,
)
process.exitCode = passed ? 0 : 1

function compare(title: string, left: Make, right: Make): number {
  const makes = [left, right]
  const times = new Float64Array(SAMPLES)
  const kinds = new Uint8Array(SAMPLES)
  // The first batch warms up and is overwritten.
  for (let first = -BATCH; first < SAMPLES; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, SAMPLES - first) }, () => {
      const kind = Math.random() < 0.5 ? 0 : 1
      return { kind, key: makes[kind]?.() ?? '' }
    })
    for (const [index, { kind, key }] of batch.entries()) {
      const before = performance.now()
      keys.verify(key)
      const after = performance.now()
      times[Math.max(0, first) + index] = (after - before) * 1e6
      kinds[Math.max(0, first) + index] = kind
    }
  }
  const limit = times.slice().sort()[Math.floor(SAMPLES * KEPT)] ?? Number.POSITIVE_INFINITY
  const [one, other] = [0, 1].map((kind) =>
    momentsOf(times.filter((time, index) => kinds[index] === kind && time <= limit)),
  )
  if (one === undefined || other === undefined) throw new Error('no samples')
  const t = Math.abs(one.mean - other.mean) / Math.sqrt(one.variance / one.count + other.variance / other.count)
  console.log(`${title}: ${one.mean.toFixed(1)} ns and ${other.mean.toFixed(1)} ns, |t| ${t.toFixed(2)}`)
  return t
}

function momentsOf(samples: Float64Array): { count: number; mean: number; variance: number } {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length
  const variance = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / (samples.length - 1)
  return { count: samples.length, mean, variance }
}
