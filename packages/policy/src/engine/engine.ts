import type { Rule } from '@waxseal/core'
import type { AskContext } from '../ask/ask.js'
import type { MatrixPart, MatrixRow } from '../ask/matrix.js'
import type { Change } from '../change/change.js'
import type { Difference } from '../change/diff.js'
import type { Decision, DecisionRequest, Resource } from '../decision.js'
import type { ExplainOptions, Explanation } from '../explain/explain.js'
import type { ListDocument, Principal } from '../policy/directory.js'
import type { Policy } from '../policy/document.js'

/** What an engine must know beside the policy. */
export interface EngineOptions {
  /** All lists there are. A request for another list is refused, a grant that names another is an error. */
  readonly lists: readonly (string | ListDocument)[]
  /** Principals that are asked about by id, and whom `whoCan`, `matrix` and `diff` speak of. */
  readonly principals?: readonly Principal[] | undefined
  /** Conditions that the grants do not know; asked in this order after the grants have allowed. */
  readonly rules?: readonly Rule[] | undefined
  /** Kinds of obligations of the host's own (`crm:watermark`) that the caller can meet. One that a rule adds beyond these means no. */
  readonly obligations?: readonly string[] | undefined
}

/** Answers questions under one policy. */
export interface Engine {
  /** The policy as it stands now, with all changes. */
  readonly policy: Policy
  /** Synchronous, pure, and never throws: whatever cannot be read is refused. */
  decide(request: DecisionRequest): Decision
  /** Names of the facts that rules look at when this action is asked for, sorted. */
  factsFor(action: string): readonly string[]
  /** The decision, and the smallest changes under each of which it would be to allow. For those who manage access. */
  explain(request: DecisionRequest, options?: ExplainOptions): Explanation
  /** Ids of the lists on which a principal may act, sorted. Without a context: at some time. */
  listsFor(principal: string | Principal, action: string, context?: AskContext): readonly string[]
  /** Ids of the known principals who may act on a list or the account, sorted. Without a context: at some time. */
  whoCan(action: string, resource: Resource, context?: AskContext): readonly string[]
  /** Every access of the known principals, line by line. */
  matrix(part?: MatrixPart): Iterable<MatrixRow>
  /**
   * Changes what the engine knows, seen by the next decision. Several changes are made in order, all or none.
   *
   * @throws WaxsealError `policy-invalid`; nothing is changed then.
   */
  apply(change: Change | readonly Change[]): void
  /** Who would gain or lose what under another policy, or under another engine's policy, lists and principals. */
  diff(tomorrow: Policy | Engine): Iterable<Difference>
}
