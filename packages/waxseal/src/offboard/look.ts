import type { KnownSecret, VersionStanding } from '@waxseal/keys'
import { isByHand } from './by-hand.js'
import { type FoundSecret, foundSecret } from './found.js'
import type { Find, OffboardPorts } from './offboard-ports.js'
import type { Order } from './order.js'
import { inOrder, type Step, type StepDeed } from './step.js'

/** What is there to be done, and what was found out on the way. */
export interface Look {
  readonly found: readonly FoundSecret[]
  readonly steps: readonly Step[]
}

type Aim = readonly [deed: StepDeed, targets: readonly string[]]

/** Looks for everything that somebody knows, owns, may and has waiting. Changes nothing. */
export async function lookAtLeaver(
  ports: OffboardPorts,
  principal: string,
  order: Order,
  departed: boolean,
): Promise<Look> {
  const { knowledge, keys, sessions, grants, lists, campaigns } = ports
  const known = await knowledge.knownBy(principal)
  const access = await knowledge.accessOf(principal)
  const owned = keys
    .list({ owner: principal })
    .flatMap(({ series, state }) => (state === 'retired' ? [] : [`key/${series}`]))
  const find = async (way: Find | undefined) => (way === undefined ? [] : await way(principal))
  const passedOn = order.successor !== undefined && campaigns?.handOver !== undefined
  const aims: readonly Aim[] = [
    ['refuse-principal', departed ? [] : [principal]],
    ['end-session', await find(sessions?.find)],
    ['end-access', access.containers],
    ['leave-group', access.groups],
    ['revoke-key', owned],
    [passedOn ? 'hand-over-campaign' : 'stop-campaign', await find(campaigns?.find)],
    ['remove-grant', await find(grants?.find)],
    ['hand-over-list', await find(lists?.find)],
  ]
  const revoked = new Set(owned)
  const steps = [
    ...aims.flatMap(([deed, targets]) =>
      [...new Set(targets)].map((target) => stepFor(ports, order, { do: deed, target })),
    ),
    ...known.flatMap((secret) => (revoked.has(secret.secret) ? [] : rotationSteps(ports, secret, order))),
  ]
  return { found: known.map(foundSecret), steps: inOrder(steps) }
}

/** Looks for every secret, or for versions of a certain age. Changes nothing. */
export async function lookAtSecrets(ports: OffboardPorts, order: Order, at: number): Promise<Look> {
  const all = await ports.knowledge.secrets()
  const steps = all.flatMap(({ secret, versions }) => {
    const { maxAge } = order
    const isMeant = ({ issuedAt }: VersionStanding) => maxAge === undefined || at - (issuedAt ?? at) >= maxAge
    return rotationSteps(ports, { secret, versions: versions.filter(isMeant) }, order)
  })
  return { found: [], steps: inOrder(steps) }
}

/** The versions among these that must still be seen to: what ends by itself within the overlap need not. */
export function unsettled(
  versions: readonly VersionStanding[],
  { overlap }: Order,
  at: number,
): readonly VersionStanding[] {
  return versions.filter(({ live, until }) => live && !(until !== undefined && until <= at + overlap))
}

/** The series of an API key by its id as a secret. */
export function seriesOf(secret: string): string | undefined {
  return secret.startsWith('key/') ? secret.slice('key/'.length) : undefined
}

function rotationSteps(
  ports: OffboardPorts,
  { secret, versions }: Pick<KnownSecret, 'secret'> & { readonly versions: readonly VersionStanding[] },
  order: Order,
): readonly Step[] {
  const ids = unsettled(versions, order, ports.clock()).map(({ version }) => version)
  if (ids.length === 0) return []
  const series = seriesOf(secret)
  const owner = series === undefined ? undefined : ports.keys.get(series)?.owner
  if (owner === undefined) return [stepFor(ports, order, { do: 'rotate-secret', target: secret, versions: ids })]
  // There is nobody to whom a new one could be delivered.
  if (ports.hasLeft?.(owner) === true) return [stepFor(ports, order, { do: 'revoke-key', target: secret })]
  return [stepFor(ports, order, { do: 'rotate-key', target: secret, versions: ids })]
}

function stepFor(ports: OffboardPorts, order: Order, step: Step): Step {
  const isPassedOn = step.do === 'hand-over-campaign' || step.do === 'hand-over-list'
  return {
    ...step,
    ...(isPassedOn && order.successor !== undefined ? { to: order.successor } : {}),
    ...(isByHand(ports, order, step) ? { human: true } : {}),
  }
}
