import { type ContainerId, endRotation, type SecretId } from '@waxseal/keys'
import { isByHand, rotatorOf } from './by-hand.js'
import { commitKey } from './commit-key.js'
import { seriesOf } from './key-index.js'
import { findSafely, unsettled } from './look.js'
import type { Act, Find, OffboardPorts } from './offboard-ports.js'
import type { Order } from './order.js'
import { rotateKey } from './rotate-key.js'
import type { RunRecord } from './run-record.js'
import type { Step, StepDeed } from './step.js'

/** What a step is done with. */
export interface StepContext {
  readonly ports: OffboardPorts
  readonly record: RunRecord
  readonly order: Order
  /** Who leaves; empty when nobody does. */
  readonly principal: string
}

/**
 * Does a step, or finds that it is done already. Gives the code of what stopped it. Of a step that is done by hand it only looks whether
 * it is done.
 */
export function doStep(context: StepContext, step: Step): Promise<string | undefined> {
  return step.unseen ? lookAnew(context, step) : DEEDS[step.do](context, step)
}

type Doer = (context: StepContext, step: Step) => Promise<string | undefined>

/** Every step looks first at what is so: after a crash it is done again, and by then a person may have done it. */
const DEEDS: Readonly<Record<StepDeed, Doer>> = {
  'refuse-principal': async ({ record, order: { by, reason }, principal }) => {
    if (!record.departed) await record.notePrincipal('principal.offboarded', { principal, by, reason })
    return undefined
  },
  'end-access': async ({ ports: { knowledge }, order: { by }, principal }, { target }) => {
    const { containers } = await knowledge.accessOf(principal)
    const container = target as ContainerId
    if (containers.includes(container)) await knowledge.note({ type: 'container.unshared', container, principal, by })
    return undefined
  },
  'leave-group': async ({ ports: { knowledge }, order: { by }, principal }, { target: group }) => {
    const { groups } = await knowledge.accessOf(principal)
    if (groups.includes(group)) await knowledge.note({ type: 'group.left', group, principal, by })
    return undefined
  },
  'revoke-key': async ({ ports, order }, { target }) => {
    const series = seriesOf(target) ?? ''
    const { by, reason } = order
    if (ports.keys.get(series) !== undefined) await ports.keys.revoke(series, { by, reason })
    // A key of another prefix or environment.
    else await commitKey(ports, target, order, (rotation) => endRotation(rotation, { reason }))
    return undefined
  },
  'rotate-key': async ({ ports, record, order }, step) =>
    isByHand(ports, order, step) ? untilSettled(ports, order, step) : rotateKey(ports, record, step, order),
  'rotate-secret': async ({ ports, order }, step) => {
    const rotate = rotatorOf(ports, step.target)
    const code = await untilSettled(ports, order, step)
    if (code === undefined || rotate === undefined) return code
    const { by, reason } = order
    await rotate({ secret: step.target, versions: step.versions ?? [], by, reason })
    return (await untilSettled(ports, order, step)) === undefined ? undefined : 'still-of-use'
  },
  'end-session': (context, step) => act(context, step, context.ports.sessions?.end),
  'remove-grant': (context, step) => act(context, step, context.ports.grants?.remove),
  'hand-over-list': (context, step) => act(context, step, context.ports.lists?.handOver),
  'stop-campaign': (context, step) => act(context, step, context.ports.campaigns?.stop),
  'hand-over-campaign': (context, step) => act(context, step, context.ports.campaigns?.handOver),
}

/** What is found now becomes steps of its own. */
async function lookAnew({ ports, principal }: StepContext, step: Step): Promise<string | undefined> {
  return (await findSafely(findOf(ports, step.do), principal)) === undefined ? 'look-failed' : undefined
}

function findOf({ sessions, grants, lists, campaigns }: OffboardPorts, deed: StepDeed): Find | undefined {
  const kinds: Readonly<Partial<Record<StepDeed, { readonly find: Find } | undefined>>> = {
    'end-session': sessions,
    'remove-grant': grants,
    'hand-over-list': lists,
    'stop-campaign': campaigns,
    'hand-over-campaign': campaigns,
  }
  return kinds[deed]?.find
}

/** What the host does; what is done by hand is done when the host does not find it any more. */
async function act(
  { ports, order, principal }: StepContext,
  step: Step,
  way: Act | undefined,
): Promise<string | undefined> {
  const { by, reason, successor } = order
  const find = findOf(ports, step.do)
  const found = await findSafely(find, principal)
  if (found === undefined) return 'look-failed'
  if (find !== undefined && !found.includes(step.target)) return undefined
  if (way === undefined || isByHand(ports, order, step)) return 'waits-for-person'
  await way({ id: step.target, principal, by, reason, ...(successor === undefined ? {} : { successor }) })
  return undefined
}

/** Nothing once none of the step's versions is of use any more. */
async function untilSettled(
  { knowledge, clock }: OffboardPorts,
  order: Order,
  step: Step,
): Promise<string | undefined> {
  const versions = await knowledge.standingOf(step.target as SecretId)
  const left = unsettled(step.target, versions, order, clock()).some(
    ({ version }) => step.versions?.includes(version) === true,
  )
  return left ? 'waits-for-person' : undefined
}
