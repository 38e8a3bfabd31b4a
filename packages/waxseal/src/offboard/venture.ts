import type { Look } from './look.js'
import type { OffboardPorts } from './offboard-ports.js'
import type { Order } from './order.js'
import type { RunRecord } from './run-record.js'

/** What is carried out: the leaving of one principal, or a rotation on a grand scale. */
export interface Venture {
  readonly type: 'mass-rotation' | 'offboarding'
  /** Where it stands on the record. */
  readonly stream: string
  /** Who leaves; empty when nobody does. */
  readonly principal: string
  readonly ports: OffboardPorts
  /** What was asked for now; what an open one was begun with counts instead. */
  readonly order: Order
  /** Looks for what is to be done. */
  look(order: Order, record: RunRecord): Promise<Look>
  /** Whether there may be more to do than was planned: somebody who leaves may have learned something meanwhile. */
  readonly looksAgain: boolean
}

/** Whether a venture is under way on the record. A mass rotation is over with its last report; somebody who left may be looked at again. */
export function isUnderWay({ looksAgain }: Venture, record: RunRecord): boolean {
  return record.order !== undefined && (looksAgain || record.report?.complete !== true)
}
