import type { KnownSecret, SecretId, VersionStanding } from '@waxseal/keys'
import { isByHand } from './by-hand.js'
import { bySeries } from './by-series.js'
import { type FoundSecret, foundSecret } from './found.js'
import { type KeyIndex, keyIndex, seriesOf } from './key-index.js'
import type { Find, OffboardPorts } from './offboard-ports.js'
import type { Order } from './order.js'
import { inOrder, type Step, type StepDeed } from './step.js'

/** What is there to be done, and what was found out on the way. */
export interface Look {
  readonly found: readonly FoundSecret[]
  readonly steps: readonly Step[]
}

type Aim = readonly [deed: StepDeed, targets: readonly string[] | undefined]

/** Looks for everything that somebody knows, owns, may and has waiting. Changes nothing. */
export async function lookAtLeaver(
  ports: OffboardPorts,
  principal: string,
  order: Order,
  departed: boolean,
): Promise<Look> {
  const { knowledge, sessions, grants, lists, campaigns } = ports
  const index = await keyIndex(ports)
  const known = await bySeries(ports, index, await knowledge.knownBy(principal))
  const access = await knowledge.accessOf(principal)
  const owned = await liveKeysOf(ports, index, principal)
  const passedOn = order.successor !== undefined && campaigns?.handOver !== undefined
  const aims: readonly Aim[] = [
    ['refuse-principal', departed ? [] : [principal]],
    ['end-session', await findSafely(sessions?.find, principal)],
    ['end-access', access.containers],
    ['leave-group', access.groups],
    ['revoke-key', owned],
    [passedOn ? 'hand-over-campaign' : 'stop-campaign', await findSafely(campaigns?.find, principal)],
    ['remove-grant', await findSafely(grants?.find, principal)],
    ['hand-over-list', await findSafely(lists?.find, principal)],
  ]
  const revoked = new Set(owned)
  const steps = [
    ...aims.flatMap(([deed, targets]): readonly Step[] => {
      if (targets === undefined) return [{ do: deed, target: principal, unseen: true }]
      return [...new Set(targets)].map((target) => stepFor(ports, order, { do: deed, target }))
    }),
    ...known.flatMap((secret) => (revoked.has(secret.secret) ? [] : rotationSteps(ports, index, secret, order))),
  ]
  return { found: known.map(foundSecret), steps: inOrder(steps) }
}

/** Looks for every secret, or for versions of a certain age. Changes nothing. */
export async function lookAtSecrets(ports: OffboardPorts, order: Order, at: number): Promise<Look> {
  const index = await keyIndex(ports)
  const all = await bySeries(ports, index, await ports.knowledge.secrets())
  const steps = all.flatMap(({ secret, versions }) => {
    const { maxAge } = order
    const isMeant = ({ issuedAt }: VersionStanding) => maxAge === undefined || at - (issuedAt ?? at) >= maxAge
    return rotationSteps(ports, index, { secret, versions: versions.filter(isMeant) }, order)
  })
  return { found: [], steps: inOrder(steps) }
}

/** What a host finds; nothing at all when it fails, because what it throws may quote anything. */
export async function findSafely(find: Find | undefined, principal: string): Promise<readonly string[] | undefined> {
  if (find === undefined) return []
  try {
    const ids: readonly unknown[] = [...(await find(principal))]
    return ids.every((id) => typeof id === 'string') ? ids : undefined
  } catch {
    return undefined
  }
}

/**
 * The versions of a secret among these that must still be seen to. Of API keys, what ends by itself within the overlap need not: a signature
 * or a provider does not heed an overlap of ours.
 */
export function unsettled(
  secret: string,
  versions: readonly VersionStanding[],
  { overlap }: Order,
  at: number,
): readonly VersionStanding[] {
  const endsByItself = ({ until }: VersionStanding) => until !== undefined && until <= at + overlap
  return versions.filter((version) => version.live && !(seriesOf(secret) !== undefined && endsByItself(version)))
}

async function liveKeysOf({ knowledge }: OffboardPorts, index: KeyIndex, owner: string): Promise<readonly SecretId[]> {
  const live: SecretId[] = []
  for (const series of index.ownedBy(owner)) {
    const { versions } = await knowledge.rotationOf(`key/${series}`)
    if (versions.some(({ state }) => state !== 'retired')) live.push(`key/${series}`)
  }
  return live
}

function rotationSteps(
  ports: OffboardPorts,
  index: KeyIndex,
  { secret, versions }: Pick<KnownSecret, 'secret'> & { readonly versions: readonly VersionStanding[] },
  order: Order,
): readonly Step[] {
  const ids = unsettled(secret, versions, order, ports.clock()).map(({ version }) => version)
  if (ids.length === 0) return []
  const series = seriesOf(secret)
  const owner = series === undefined ? undefined : index.ownerOf(series)
  // There is nobody to whom a new one could be delivered.
  if (owner !== undefined && ports.hasLeft?.(owner) === true)
    return [stepFor(ports, order, { do: 'revoke-key', target: secret })]
  // Keys of another prefix or environment cannot be made here.
  const isOurs = series !== undefined && ports.keys.get(series) !== undefined
  return [stepFor(ports, order, { do: isOurs ? 'rotate-key' : 'rotate-secret', target: secret, versions: ids })]
}

function stepFor(ports: OffboardPorts, order: Order, step: Step): Step {
  const isPassedOn = step.do === 'hand-over-campaign' || step.do === 'hand-over-list'
  return {
    ...step,
    ...(isPassedOn && order.successor !== undefined ? { to: order.successor } : {}),
    ...(isByHand(ports, order, step) ? { human: true } : {}),
  }
}
