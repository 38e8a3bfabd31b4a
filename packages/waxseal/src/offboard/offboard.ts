import { WaxsealError } from '@waxseal/core'
import { lookAtLeaver, lookAtSecrets } from './look.js'
import type { OffboardPorts } from './offboard-ports.js'
import { checkOrder, type OffboardErrorCode, type Order, type OrderWords, plainText } from './order.js'
import { makePlan, type Plan } from './plan.js'
import { RunRecord } from './run-record.js'
import { leaverStream, ROTATION_STREAMS } from './streams.js'
import { isUnderWay, type Venture } from './venture.js'

/** How somebody is to be offboarded. */
export interface OffboardOptions extends Pick<OrderWords, 'overlap' | 'successor'> {
  /** The principal who orders it. */
  readonly by: string
  /** A few words for the record, without names. @default 'left' */
  readonly reason?: string | undefined
}

/** How everything is to be rotated. */
export interface RotateAllOptions extends Pick<OrderWords, 'overlap'> {
  readonly by: string
  readonly reason: string
}

/** How what is old is to be rotated. */
export interface RotateDueOptions extends Pick<OrderWords, 'overlap'> {
  readonly by: string
  /** @default 'age' */
  readonly reason?: string | undefined
  /** Versions of this age and older. */
  readonly maxAge: NonNullable<OrderWords['maxAge']>
  /** The instant at which they are (epoch milliseconds). @default now */
  readonly at?: number | undefined
}

/**
 * Plans the leaving of a principal: from its first step on he is refused everywhere, then he gets nothing new, then all that he knows is
 * rotated and all that he owns revoked or handed over. An offboarding that is under way is gone on with, as it was ordered.
 *
 * Throws `offboarding-invalid`, `offboarding-open` when one is under way with another successor or overlap, and what the ports throw.
 */
export async function offboard(ports: OffboardPorts, principal: string, options: OffboardOptions): Promise<Plan> {
  plainText('principal', principal)
  const order = checkOrder({ reason: 'left', ...withoutUndefined(options) })
  if (order.successor === principal) throw invalid('nobody is the successor of himself')
  if (order.successor !== undefined && (await RunRecord.open(ports, leaverStream(order.successor))).departed) {
    throw invalid('the successor has left himself')
  }
  const venture: Venture = {
    type: 'offboarding',
    stream: leaverStream(principal),
    ...{ principal, ports, order },
    // A run refuses him before it looks and begins.
    look: (given, { departed, order: begun }) => lookAtLeaver(ports, principal, given, departed && begun !== undefined),
    looksAgain: true,
  }
  return planOnce(venture, options)
}

/** Lets somebody who left come back. What was taken from him stays taken. Throws `offboarding-not-left`. */
export async function reinstate(
  ports: Pick<OffboardPorts, 'clock' | 'journal' | 'tenant'>,
  principal: string,
  words: { readonly by: string; readonly reason: string },
): Promise<void> {
  const { by, reason } = checkOrder(words)
  const record = await RunRecord.open(ports, leaverStream(plainText('principal', principal)))
  if (!record.departed) throw new WaxsealError<OffboardErrorCode>('offboarding-not-left', 'nobody of this id has left')
  await record.notePrincipal('principal.reinstated', { principal, by, reason })
}

/** Plans the rotation of every API key, credential, signing key and secret of the host's own. One under way is gone on with. */
export async function rotateAll(ports: OffboardPorts, options: RotateAllOptions): Promise<Plan> {
  return planOnce(massRotation(ports, ROTATION_STREAMS.all, checkOrder(options), ports.clock()), options)
}

/** Plans the rotation of what is older than a policy allows. One under way is gone on with. */
export async function rotateDue(ports: OffboardPorts, { at, ...options }: RotateDueOptions): Promise<Plan> {
  const order = checkOrder({ reason: 'age', ...withoutUndefined(options) }, { aged: true })
  if (at !== undefined && !Number.isSafeInteger(at)) throw invalid('`at` must be whole epoch milliseconds')
  return planOnce(massRotation(ports, ROTATION_STREAMS.due, order, at ?? ports.clock()), options)
}

function massRotation(ports: OffboardPorts, stream: string, order: Order, at: number): Venture {
  return {
    type: 'mass-rotation',
    ...{ stream, principal: '', ports, order },
    look: (given) => lookAtSecrets(ports, given, at),
    looksAgain: false,
  }
}

/** Somebody who asks for something else than what is under way must hear of it. */
async function planOnce(venture: Venture, { successor, overlap }: OrderWords): Promise<Plan> {
  const record = await RunRecord.open(venture.ports, venture.stream)
  const { order } = record
  const differs =
    (successor !== undefined && order?.successor !== successor) ||
    (overlap !== undefined && order?.overlap !== venture.order.overlap)
  if (isUnderWay(venture, record) && differs) {
    const message = 'one is under way with another successor or overlap: leave them out to go on with it'
    throw new WaxsealError<OffboardErrorCode>('offboarding-open', message)
  }
  return makePlan(venture)
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(Object(value)).filter(([, member]) => member !== undefined)) as Partial<T>
}

function invalid(message: string): WaxsealError<OffboardErrorCode> {
  return new WaxsealError('offboarding-invalid', message)
}
