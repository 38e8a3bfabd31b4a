/** What a step does. */
export type StepDeed =
  | 'end-access'
  | 'end-session'
  | 'hand-over-campaign'
  | 'hand-over-list'
  | 'leave-group'
  | 'refuse-principal'
  | 'remove-grant'
  | 'revoke-key'
  | 'rotate-key'
  | 'rotate-secret'
  | 'stop-campaign'

/** One step of a plan. Plain data: ids and words. */
export interface Step {
  readonly do: StepDeed
  /** What it is about: a principal, a secret (`key/…`), a container, a group, or an id of the host's. */
  readonly target: string
  /** Versions of a secret that must be of no use any more. */
  readonly versions?: readonly string[]
  /** To whom something is handed over. */
  readonly to?: string
  /** Nobody here can do it: the run waits until a person has. */
  readonly human?: true
  /** What there is of this kind could not be looked at; `target` is whose it is. */
  readonly unseen?: true
}

/** A step that is not done, and why: the code of what stopped it, or `waits-for-person`. */
export interface OpenStep extends Step {
  readonly code: string
}

/** One name for one step. */
export function stepId({ do: deed, target, unseen }: Step): string {
  return unseen ? `look ${deed}` : `${deed} ${target}`
}

/** Orders in which things are safe: first he is refused, then he gets nothing new, only then are there new secrets. */
const ORDER: readonly StepDeed[] = [
  'refuse-principal',
  'end-session',
  'end-access',
  'leave-group',
  'revoke-key',
  'rotate-key',
  'rotate-secret',
  'stop-campaign',
  'hand-over-campaign',
  'remove-grant',
  'hand-over-list',
]

/** The steps in the order in which they are done. */
export function inOrder(steps: readonly Step[]): readonly Step[] {
  return ORDER.flatMap((deed) => steps.filter((step) => step.do === deed).sort(byTarget))
}

function byTarget(one: Step, other: Step): number {
  return one.target < other.target ? -1 : 1
}
