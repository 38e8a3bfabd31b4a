import type { OffboardHooks } from './offboard-ports.js'
import type { Order } from './order.js'
import type { Step, StepDeed } from './step.js'

type Way = (hooks: OffboardHooks, order: Order, target: string) => unknown

/** The host's way to do what only the host can do. */
const WAYS: Readonly<Partial<Record<StepDeed, Way>>> = {
  'end-session': ({ sessions }) => sessions?.end,
  'hand-over-campaign': ({ campaigns }, { successor }) => successor && campaigns?.handOver,
  'hand-over-list': ({ lists }, { successor }) => successor && lists?.handOver,
  'remove-grant': ({ grants }) => grants?.remove,
  'rotate-key': ({ deliver }) => deliver,
  'rotate-secret': (hooks, _, target) => rotatorOf(hooks, target),
  'stop-campaign': ({ campaigns }) => campaigns?.stop,
}

/** Whether nobody here can do a step, so that it waits until a person has. */
export function isByHand(
  hooks: OffboardHooks,
  order: Order,
  { do: deed, target }: Pick<Step, 'do' | 'target'>,
): boolean {
  const way = WAYS[deed]
  return way !== undefined && way(hooks, order, target) === undefined
}

/** The host's own way to rotate a secret. */
export function rotatorOf({ rotators }: OffboardHooks, secret: string) {
  return rotators !== undefined && Object.hasOwn(rotators, secret) ? rotators[secret] : undefined
}
