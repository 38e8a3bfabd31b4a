import type { Settings } from './settings.js'
import type { DailyState } from './state.js'

/** Places on the record that are kept of one. */
const SAMPLES = 16
const GREATEST_COUNT = 1e12

/** What was done, when and by whom. */
export interface Deed {
  readonly principal: string
  readonly key?: string
  readonly at: number
  readonly day: number
  readonly seq: number
  readonly count: number
}

/** Notes a deed of somebody who had left before it; of all others nothing. */
export function noteTrespass(state: DailyState, settings: Settings, deed: Deed): void {
  const since = state.departed.get(deed.principal)
  if (since === undefined || deed.at <= since) return
  const { principal, key, day, seq, count } = deed
  const what = key ?? `principal/${principal}`
  const known = state.trespasses.get(what)
  if (known === undefined) {
    const about = key === undefined ? { principal } : { principal, key }
    state.trespasses.set(what, { ...about, since, day, seqs: [seq], count, told: false })
    if (state.trespasses.size <= settings.maxPrincipals) return
    const oldest = state.trespasses.keys().next().value
    if (oldest !== undefined) state.trespasses.delete(oldest)
    state.forgotten++
  } else if (!known.told && known.day === day) {
    known.count = Math.min(known.count + count, GREATEST_COUNT)
    if (known.seqs.length < SAMPLES && known.seqs.at(-1) !== seq) known.seqs.push(seq)
  }
}
