import { WaxsealError } from '@waxseal/core'
import type { Decision, DecisionRequest } from '../decision.js'
import type { Engine } from '../engine/engine.js'
import { refuseByRule } from '../engine/refusal.js'
import { type Asked, type DecisionEntry, entryOf } from './decision-entry.js'

/** Which decisions are logged when not all are. */
export interface Sampling {
  /** The share that is logged, from 0 to 1. */
  readonly share: number
  /** A number from 0, below 1, like `Math.random`. */
  readonly random: () => number
  /** Whether refusals are sampled as well. @default false, every refusal is logged */
  readonly refusals?: boolean | undefined
}

interface CommonOptions {
  /** Takes an entry. It must be done when it returns: a promise is no proof that anything was written. */
  readonly sink: (entry: DecisionEntry) => void
  /** @default every decision is logged */
  readonly sample?: Sampling | undefined
  /** Whether addresses are kept. They are personal data; `shadow` can replay more with them. @default false */
  readonly addresses?: boolean | undefined
  /** What stands for a principal in entries, such as a keyed hash. @default the id itself, unless it holds an `@` */
  readonly pseudonym?: ((id: string) => string) | undefined
}

/** How decisions are logged. What the sink does not take is never lost in silence: `onError` or `required` must be there. */
export type DecisionLogOptions = CommonOptions &
  (
    | {
        /** No entry, no access: what would be allowed is refused when it cannot be logged, by the rule `decision-log`. */
        readonly required: true
        readonly onError?: ((error: unknown) => void) | undefined
      }
    | {
        readonly required?: false | undefined
        /** Told what the sink threw. The decision stays as it is. */
        readonly onError: (error: unknown) => void
      }
  )

/** An engine whose decisions are logged. */
export interface DecisionLog extends Pick<Engine, 'decide'> {
  /** How many entries the sink did not take. */
  readonly lost: number
}

/**
 * Logs the decisions of an engine. It decides as the engine does, and like it never throws; the request is read once, so that what
 * is logged is what was decided on.
 *
 * @throws WaxsealError `log-invalid` when it is not told what to do if the sink fails, or the sampling makes no sense.
 * @example
 * ```ts
 * import { createEngine, definePolicy, logged } from '@waxseal/policy'
 *
 * const policy = definePolicy({
 *   roles: { viewer: {} },
 *   grants: [{ id: 'view', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'any' }, mask: ['email'] }],
 * })
 * const engine = createEngine(policy, { lists: ['501'], principals: [{ id: 'maria', roles: ['viewer'] }] })
 * const lines: string[] = []
 * const log = logged(engine, { sink: (entry) => lines.push(JSON.stringify(entry)), required: true })
 *
 * log.decide({ principal: 'maria', action: 'contacts.view', resource: { type: 'account' }, context: { at: 0 } })
 * console.log(lines[0]?.slice(0, 70)) // {"v":1,"at":0,"principal":"maria","action":"contacts.view","list":null
 * ```
 */
export function logged(engine: Pick<Engine, 'decide'>, options: DecisionLogOptions): DecisionLog {
  const { sink, sample, addresses = false, pseudonym, required = false, onError } = options
  checkOptions(options)
  let lost = 0

  function write(asked: Asked | undefined, decision: Decision, share: number | undefined): boolean {
    try {
      const answer: unknown = sink(entryOf(asked, decision, { addresses, pseudonym }, share))
      if (!isThenable(answer)) return true
      answer.then(undefined, fail)
      if (!required) return true
      fail(new WaxsealError('log-invalid', 'a log that is required needs a sink that is done when it returns'))
    } catch (error) {
      fail(error)
    }
    return false
  }

  function fail(error: unknown): void {
    lost++
    try {
      onError?.(error)
    } catch {
      // `lost` has counted it; whoever asked is not to pay for it.
    }
  }

  return Object.freeze({
    get lost() {
      return lost
    },
    decide(request: DecisionRequest): Decision {
      const asked = read(request)
      const decision = engine.decide(asked as DecisionRequest)
      const sampled = sample !== undefined && (decision.allowed || sample.refusals === true)
      if (sampled && !isPicked(sample)) return decision
      const written = write(asked, decision, sampled ? sample.share : undefined)
      if (written || !required || !decision.allowed) return decision
      return refuseByRule('decision-log', 'unwritable', 'the decision log cannot be written')
    },
  })
}

function checkOptions({ sink, sample, required, onError }: DecisionLogOptions): void {
  if (typeof sink !== 'function') throw new WaxsealError('log-invalid', 'a decision log needs a function `sink`')
  if (required !== true && typeof onError !== 'function') {
    throw new WaxsealError('log-invalid', 'a decision log needs `onError`, or `required: true`')
  }
  if (sample === undefined) return
  const { share, random } = sample
  if (!(share >= 0 && share <= 1) || typeof random !== 'function') {
    throw new WaxsealError('log-invalid', 'sampling needs a `share` from 0 to 1 and a function `random`')
  }
}

/** A copy, so that a getter cannot show one thing to the engine and another to the log; `undefined` if it cannot be read. */
function read(request: unknown): Asked | undefined {
  try {
    const { principal, action, resource, context, facts } = Object(request)
    const { type, id } = Object(resource)
    const { ip, at } = Object(context)
    return { principal, action, resource: { type, id }, context: { ip, at }, facts }
  } catch {
    return undefined
  }
}

/** A source of chance that fails must not hide a decision. */
function isPicked({ share, random }: Sampling): boolean {
  try {
    return !(random() >= share)
  } catch {
    return true
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
}
