import {
  abortVersion,
  applyRotation,
  currentVersion,
  type Decision,
  findVersion,
  openVersion,
  type Rotation,
  replaceVersion,
  retireVersion,
  type SecretId,
  switchVersion,
  testVersion,
} from '@waxseal/keys'
import { commitKey } from './commit-key.js'
import { seriesOf } from './key-index.js'
import { unsettled } from './look.js'
import type { Delivery, OffboardPorts } from './offboard-ports.js'
import type { Order } from './order.js'
import type { RunRecord } from './run-record.js'
import type { Step } from './step.js'

/** Each turn brings a key one state on; more than these can only mean that others work on it at the same time. */
const MOST_TURNS = 25

/**
 * Makes sure that versions of an API key are of no use any more, without a gap: the next version is made beside the current one,
 * delivered, and only then takes its place. Goes on from wherever the record stands. Gives the code of what stopped it.
 */
export async function rotateKey(
  ports: OffboardPorts,
  record: RunRecord,
  step: Step,
  order: Order,
): Promise<string | undefined> {
  // What works somewhere must not be given up before there is something in its place.
  await ports.keys.flush()
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const move = await nextMove(ports, record, step, order)
    if (typeof move === 'string') return move
    if (move === undefined) return undefined
    if (move !== MAKE) await commitKey(ports, step.target, order, move)
    else {
      const code = await makeAndDeliver(ports, record, step)
      if (code !== undefined) return code
    }
  }
  return 'key-unsettled'
}

type Move = (rotation: Rotation) => Decision

const MAKE: Move = () => ({ ok: true, events: [] })

/** What comes next: a decision of the rotation, or to make a key; nothing when it is done, a code when it must wait. */
async function nextMove(
  { knowledge, clock }: OffboardPorts,
  record: RunRecord,
  step: Step,
  order: Order,
): Promise<Move | string | undefined> {
  const isMeant = (id: string) => step.versions?.includes(id) === true
  const secret = step.target as SecretId
  const { reason } = order
  const rotation = await knowledge.rotationOf(secret)
  const left = unsettled(secret, await knowledge.standingOf(secret), order, clock()).filter(({ version }) =>
    isMeant(version),
  )
  const first = left[0]?.version
  const { staged, delivered = [] } = record.entry(step) ?? {}
  const open = openVersion(rotation)
  const isOurs = open !== undefined && open.id === staged
  const current = currentVersion(rotation)
  const last = delivered.at(-1)
  // Others went on while it was delivered, so what arrived last is not, or not for long, of use.
  const isLost = last !== undefined && last !== current?.id && last !== open?.id && rotation.ended === undefined
  if (first === undefined && !isLost) {
    // Others were faster; what was made here is needed no more.
    return isOurs && last !== open.id ? (now) => abortVersion(now, { version: open.id, reason }) : undefined
  }
  const needsNew =
    isLost ||
    current === undefined ||
    isMeant(current.id) ||
    // It is in use already.
    (open?.state === 'tested' && isMeant(open.id)) ||
    // Only what was brought in below leaves one behind without end: whether the current one ever arrived is not known.
    (hasEndless(rotation) && !delivered.includes(current.id)) ||
    // A version that nobody began may be any, so also the one in use.
    left.some(({ version }) => findVersion(rotation, version) === undefined)
  if (first !== undefined && !needsNew) {
    const { until } = findVersion(rotation, first) ?? {}
    const stays = until === undefined && (current.currentAt ?? 0) + order.overlap > clock() && open?.id !== first
    return stays ? 'overlap-runs' : (now) => giveUp(now, first, order)
  }
  if (open === undefined) return MAKE
  const { id: version, state } = open
  const isInUse = version === last || (state === 'tested' && !isMeant(version) && !isLost)
  if (isInUse) return (now) => takeOver(now, version, order, clock())
  // Whoever made it, it may be in use already, and it may be lost: it is accepted beside the old one until the next is delivered.
  return (now) => bringIn(now, version, (tested) => switchVersion(tested, { version }))
}

function hasEndless({ versions }: Rotation): boolean {
  return versions.some(({ state, until }) => state === 'previous' && until === undefined)
}

/** Makes the next version and delivers it. */
async function makeAndDeliver(ports: OffboardPorts, record: RunRecord, step: Step): Promise<string | undefined> {
  const { deliver, keys } = ports
  const series = seriesOf(step.target) ?? ''
  const owner = keys.get(series)?.owner
  if (deliver === undefined || owner === undefined) return 'waits-for-person'
  const issued = await keys.rotate(series, { staged: true, by: owner })
  await record.note('staged', step, { version: issued.id })
  const delivery = { id: issued.id, series, owner } as Delivery
  // What is not enumerable is not printed: a host that logs what it is handed does not log the key.
  Object.defineProperty(delivery, 'key', { get: () => issued.key, enumerable: false })
  const isDelivered = await hasArrived(deliver, delivery)
  if (!(await record.isHeld())) await record.noteLate(step, issued.id)
  else if (isDelivered) await record.note('delivered', step, { version: issued.id })
  else return 'delivery-failed'
  return undefined
}

async function hasArrived(deliver: NonNullable<OffboardPorts['deliver']>, delivery: Delivery): Promise<boolean> {
  try {
    await deliver(delivery)
    return true
  } catch {
    return false
  }
}

function takeOver(rotation: Rotation, version: string, { overlap, reason }: Order, at: number): Decision {
  return bringIn(rotation, version, (tested) =>
    overlap > 0 ? switchVersion(tested, { version, until: at + overlap }) : replaceVersion(tested, { version, reason }),
  )
}

/** Says that a version works and lets it come in, in one append. */
function bringIn(rotation: Rotation, version: string, comeIn: (tested: Rotation) => Decision): Decision {
  const test = testVersion(rotation, { version })
  if (!test.ok) return test
  const place = { at: 0, version: rotation.length }
  const entry = comeIn(test.events.reduce((now, event) => applyRotation(now, { ...event, ...place }), rotation))
  return entry.ok ? { ok: true, events: [...test.events, ...entry.events] } : entry
}

function giveUp(rotation: Rotation, version: string, { reason }: Order): Decision {
  const isOpen = openVersion(rotation)?.id === version
  return isOpen ? abortVersion(rotation, { version, reason }) : retireVersion(rotation, { version, reason })
}
