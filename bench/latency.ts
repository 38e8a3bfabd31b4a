/** How long single calls take, in microseconds of wall time; the clock's own reading is in it. */
export interface Latency {
  readonly p50: number
  readonly p99: number
}

/** Times every call of `deed` over all inputs, `rounds` times, after one round that is not counted. */
export function latency<Input>(inputs: readonly Input[], deed: (input: Input) => unknown, rounds: number): Latency {
  const samples = new Float64Array(inputs.length * rounds)
  for (const input of inputs) deed(input)
  for (let round = 0; round < rounds; round++) {
    for (const [index, input] of inputs.entries()) {
      const before = performance.now()
      deed(input)
      samples[round * inputs.length + index] = performance.now() - before
    }
  }
  samples.sort()
  const at = (share: number) => 1000 * (samples[Math.floor(share * samples.length)] ?? Number.NaN)
  return { p50: at(0.5), p99: at(0.99) }
}
