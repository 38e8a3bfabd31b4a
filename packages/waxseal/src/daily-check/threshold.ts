/** Width of the bins of scores, in nats, and how many there are. */
const BIN = 0.25
const BINS = 100
/** So many honest days are taken to have been seen already, of which the part e^−(score + 1.6) lies beyond a score: as in the companies of the tests. */
const ASSUMED = 10_000
const ASSUMED_OFFSET = 1.6
/** Whatever the company is like: below this nothing is told, above that everything. */
const LOWEST = 4
const HIGHEST = 8

/**
 * The score from which on a day is told. Were likelihoods known, it could be computed; they are guesses. So the scores that days of this company
 * really have are counted, and the threshold stands where no more lie beyond than there is time for.
 */
export function thresholdOf(scores: readonly number[], sensitivity: number): number {
  let total = ASSUMED
  for (const count of scores) total += count
  const budget = (total * sensitivity) / 1000
  let beyond = 0
  for (let bin = BINS - 1; bin >= 0; bin--) {
    const low = bin * BIN
    const assumed = ASSUMED * (Math.exp(-low - ASSUMED_OFFSET) - Math.exp(-low - BIN - ASSUMED_OFFSET))
    beyond += (scores[bin] ?? 0) + assumed
    if (beyond > budget) return Math.min(HIGHEST, Math.max(LOWEST, low + BIN))
  }
  return LOWEST
}

export function countScore(scores: number[], score: number): void {
  while (scores.length < BINS) scores.push(0)
  const bin = Math.max(0, Math.min(BINS - 1, Math.floor(score / BIN)))
  scores[bin] = (scores[bin] ?? 0) + 1
}

export function fadeScores(scores: number[], factor: number): void {
  for (let bin = 0; bin < scores.length; bin++) scores[bin] = (scores[bin] ?? 0) * factor
}
