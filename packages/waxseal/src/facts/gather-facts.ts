import type { Facts } from '@waxseal/core'
import type { Principal } from '@waxseal/policy'
import { Halt } from '../halt.js'
import type { House } from '../house.js'
import type { Operation } from '../operations.js'
import type { Session } from '../session.js'
import { countContacts } from './count-contacts.js'
import { isHidden } from './reveal-fold.js'
import { sentSince } from './sent-since.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Facts that record and list answer, whatever the host or a session says: nobody may talk a count away. */
const COUNTED: readonly string[] = ['recipients', 'revealed', 'reveals', 'sent']

/** One call as far as its facts are concerned. */
export interface FactCall {
  readonly session: Session
  readonly principal: Principal | undefined
  readonly operation: Operation
  readonly input: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal | undefined
  /** The instant of the call, epoch milliseconds. */
  readonly at: number
}

/** The counted facts that rules look at for an operation. */
export function countedFacts(house: House, { actions }: Operation): ReadonlySet<string> {
  const wanted = actions.flatMap((action) => house.engine.factsFor(action))
  return new Set(wanted.filter((fact) => COUNTED.includes(fact)))
}

/** The facts of a call on one list: what the host knows, what the session brings, what record and list count. */
export async function gatherFacts(house: House, call: FactCall, list: string): Promise<Facts> {
  const { session, principal, operation, at } = call
  if (principal === undefined || operation.actions.every((action) => house.engine.factsFor(action).length === 0))
    return {}
  const question = { principal: session.principal, operation: operation.name, list, at }
  const facts: Record<string, unknown> = { ...session.context.facts, ...(await hostFacts(house, question)) }
  for (const fact of COUNTED) delete facts[fact]
  const wanted = countedFacts(house, operation)
  if (wanted.has('sent')) {
    const since = (span: number) => {
      const sent = sentSince(house.campaigns.all(), session.principal, at - span)
      return sent === undefined ? undefined : sent + house.claims.since(session.principal, at - span).letters
    }
    const sent = { hour: since(HOUR), day: since(DAY) }
    // Nobody knows how many a campaign went to that was sent before a rule asked for that.
    if (sent.day !== undefined) facts.sent = sent
  }
  if (wanted.has('revealed')) {
    const claimed = house.claims.since(session.principal, at - DAY).reveals
    facts.revealed = { day: house.reveals.since(session.principal, at - DAY) + claimed }
  }
  if (wanted.has('recipients')) facts.recipients = await recipients(house, call, list)
  if (wanted.has('reveals')) facts.reveals = await reveals(house, call, list)
  return facts
}

async function hostFacts(house: House, question: Parameters<NonNullable<House['facts']>>[0]): Promise<Facts> {
  try {
    return (await house.facts?.(question)) ?? {}
  } catch {
    const message = 'the host could not tell what the rules need to know'
    throw new Halt({ stage: 'authorize', code: 'facts-unavailable', message })
  }
}

/** To how many a send would go. What the grants refuse anyway is not counted. */
async function recipients(house: House, call: FactCall, list: string): Promise<number | undefined> {
  const sends = call.operation.name === 'campaigns.send' && maskedBy(house, call, list) !== undefined
  return sends ? await countContacts(house, list, call.signal) : undefined
}

/** How many contacts a call would show in clear; `undefined` when nobody can tell beforehand. */
async function reveals(house: House, call: FactCall, list: string): Promise<number | undefined> {
  const { operation, input, signal } = call
  if (operation.personalOutput.length === 0) return 0
  const masked = maskedBy(house, call, list)
  if (masked === undefined || isHidden(masked)) return 0
  // An outcome shows an address and nothing else.
  if (operation.name === 'campaigns.deliveries' && masked.includes('email')) return 0
  if (operation.name === 'contacts.get') return 1
  if (operation.name !== 'contacts.list' && operation.name !== 'contacts.export') return undefined
  const limit = typeof input.limit === 'number' ? input.limit : Number.POSITIVE_INFINITY
  return await countContacts(house, list, signal, limit)
}

/** The fields that the grants mask, before any rule; `undefined` when they do not allow the call at all. */
function maskedBy(
  house: House,
  { session, principal, operation, at }: FactCall,
  list: string,
): readonly string[] | undefined {
  const { ip } = session.context
  const masked: string[] = []
  for (const action of operation.actions) {
    const context = { at, ...(ip === undefined ? {} : { ip }) }
    const decision = house.grants.decide({ principal, action, resource: { type: 'list', id: list }, context })
    if (!decision.allowed) return undefined
    for (const duty of decision.obligations) {
      if (duty.type === 'mask') masked.push(...duty.fields.map((field) => field.toLowerCase()))
    }
  }
  return masked
}
