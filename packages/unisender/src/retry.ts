import type { AttemptLimits } from './api-key.js'
import { type Fault, failed, isPassing, outcomeOf, type Result } from './fault.js'
import { type Effect, isRepeatable } from './method.js'
import type { CallOptions, Settings } from './options.js'
import { positive } from './options.js'

/** The base and the top of the pause between two attempts, in milliseconds. */
const BASE = 500
const TOP = 20_000

/** What bounds the attempts of one call. */
export interface RetryPlan {
  readonly timeout: number
  readonly deadline: number
  readonly tries: number
  readonly signal: AbortSignal | undefined
  readonly mayRepeat: (fault: Fault) => boolean
}

/** The end of a call with the number of attempts that were made. */
export type Tried<T> = Result<T> & { readonly attempts: number }

/** Puts the options of a call over those of the client. Throws `bad-option`. */
export function planOf(settings: Settings, options: CallOptions, most = Number.POSITIVE_INFINITY) {
  return {
    timeout: positive('timeout', options.timeout, settings.timeout),
    deadline: positive('deadline', options.deadline, settings.deadline),
    tries: Math.min(positive('tries', options.tries, settings.tries), most),
    signal: options.signal,
  }
}

/**
 * Whether a call may be made again after a fault. Reads and idempotent writes: whenever it may help. Writes and sends: only when the
 * provider surely did nothing. Money: never.
 */
export function mayRepeat(effect: Effect, fault: Fault): boolean {
  if (effect === 'money' || !isPassing(fault)) return false
  return isRepeatable(effect) || outcomeOf(fault) === 'not-sent'
}

/**
 * Makes attempts until one succeeds, a fault is final, or the tries or the time are used up. Pauses by full jitter, or as long as the
 * provider asks; a pause that does not fit into the deadline is not begun.
 */
export async function withRetries<T>(
  attempt: (limits: AttemptLimits, earlier: readonly Fault[]) => Promise<Result<T>>,
  plan: RetryPlan,
  settings: Settings,
): Promise<Tried<T>> {
  const start = settings.clock()
  const earlier: Fault[] = []
  while (true) {
    const rest = plan.deadline - (settings.clock() - start)
    const result = await attempt({ timeout: Math.min(plan.timeout, rest), rest, signal: plan.signal }, earlier)
    const attempts = earlier.length + 1
    if (result.ok) return { ...result, attempts }
    earlier.push(result.fault)
    if (attempts >= plan.tries || !plan.mayRepeat(result.fault)) return { ...finalFault(earlier), attempts }
    const jitter = settings.random() * Math.min(TOP, BASE * 2 ** (attempts - 1))
    const asked = result.fault.retryAfter
    const pause = asked === undefined ? jitter : asked + jitter
    if (settings.clock() - start + pause >= plan.deadline) return { ...finalFault(earlier), attempts }
    try {
      await settings.wait(pause, plan.signal)
    } catch {
      const outcome = earlier.some((fault) => outcomeOf(fault) === 'unknown') ? 'unknown' : 'not-sent'
      return { ...failed('aborted', { outcome }), attempts }
    }
    // A wait may last longer than asked for, on a machine that slept for instance.
    if (settings.clock() - start >= plan.deadline) return { ...finalFault(earlier), attempts }
  }
}

/** The last fault, but what an earlier attempt may have done is not forgotten: then nobody can tell what became of the call. */
function finalFault(faults: readonly Fault[]): { ok: false; fault: Fault } {
  const last = faults[faults.length - 1]
  if (last === undefined) return failed('aborted', { outcome: 'not-sent' })
  const doubtful = faults.some((fault) => outcomeOf(fault) === 'unknown')
  return { ok: false, fault: doubtful ? { ...last, outcome: 'unknown' } : last }
}
