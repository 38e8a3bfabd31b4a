import { commitRotation, type Decision, type Rotation, type SecretId } from '@waxseal/keys'
import type { OffboardPorts } from './offboard-ports.js'
import type { Order } from './order.js'

/** Turns a series on the record. A refusal means that somebody was faster: whoever asks looks anew. */
export async function commitKey(
  { journal, tenant, clock, knowledge }: OffboardPorts,
  stream: string,
  { by }: Order,
  decide: (rotation: Rotation) => Decision,
): Promise<void> {
  const latest = () => knowledge.rotationOf(stream as SecretId)
  await commitRotation({ journal, tenant, clock, stream, latest }, (rotation) => {
    const decision = decide(rotation)
    if (!decision.ok) return decision
    return { ok: true, events: decision.events.map(({ type, data }) => ({ type, data: { ...data, by } })) }
  })
}
