/** Width of the bins of scores, in nats, and how many there are. */
const BIN = 0.25
const BINS = 100
/** So many days are taken to have been seen already, with scores as theory has them. */
const ASSUMED = 3000
/** Whatever the company is like: below this nothing is told, above that everything. */
const LOWEST = (globalThis as unknown as { P?: Record<string, number> }).P?.lo ?? 3
const HIGHEST = 9

/**
 * The score from which on a day is told. Were the likelihoods right, scores above `t` would come on less than e^−t of the
 * honest days. They are guesses, so the scores that this company really has are counted too, and the threshold stands where no more days
 * lie beyond than there is time for.
 */
export function thresholdOf(scores: readonly number[], sensitivity: number): number {
  let total = ASSUMED
  for (const count of scores) total += count
  const budget = (total * sensitivity) / 1000
  let beyond = 0
  for (let bin = BINS - 1; bin >= 0; bin--) {
    const low = bin * BIN
    const assumed = ASSUMED * (Math.exp(-low) - Math.exp(-low - BIN))
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
