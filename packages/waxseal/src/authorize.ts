import type { Facts } from '@waxseal/core'
import type { ContentRule, Decision, Principal } from '@waxseal/policy'
import type { AnswerDecision, Stage } from './answer.js'
import { Halt } from './halt.js'
import type { House } from './house.js'
import type { Operation } from './operations.js'
import type { Session } from './session.js'

/** What a call is allowed to do, and under which obligations. */
export interface Permit {
  readonly decision: AnswerDecision
  /** Fields to be masked, in lower case. */
  readonly masked: ReadonlySet<string>
  /** For each action whose grants speak of content: the rules of which one must allow the whole letter. */
  readonly content: readonly (readonly ContentRule[])[]
}

/** Looks the principal up: anew at every call, so that a change is seen at once. */
export async function lookUp(house: House, session: Session): Promise<Principal | undefined> {
  if (house.record.age() > house.maxAge) await takeIn(house, 'authorize')
  refuseDeparted(house, session.principal, 'authorize')
  try {
    const principal = await house.principals(session.principal)
    return principal !== undefined && principal !== null && principal.id === session.principal ? principal : undefined
  } catch {
    throw new Halt({
      stage: 'authorize',
      code: 'principal-unavailable',
      message: 'the host could not look the principal up',
    })
  }
}

/** Refuses whoever has left by what is durable now, also in other processes. */
export async function stillHere(house: House, principal: string, stage: Stage): Promise<void> {
  await takeIn(house, stage)
  refuseDeparted(house, principal, stage)
}

function refuseDeparted(house: House, principal: string, stage: Stage): void {
  if (house.departures.has(principal)) throw new Halt({ stage, code: 'departed', message: 'the principal has left' })
}

/** Nothing is done on old knowledge. */
async function takeIn(house: House, stage: Stage): Promise<void> {
  try {
    await house.record.catchUp()
  } catch {
    throw new Halt({ stage, code: 'stale', message: 'the record could not be heard' })
  }
}

/** Step 1: asks the policy for every action of the operation. */
export function authorize(
  house: House,
  session: Session,
  principal: Principal | undefined,
  operation: Operation,
  list: string,
  facts: Facts,
  at: number,
): Permit {
  const { ip } = session.context
  const decisions = operation.actions.map((action) =>
    house.engine.decide({
      principal,
      action,
      resource: { type: 'list', id: list },
      context: { at, ...(ip === undefined ? {} : { ip }) },
      facts,
    }),
  )
  const refused = decisions.find((decision) => !decision.allowed)
  if (refused !== undefined) return { decision: refused, masked: new Set(), content: [] }
  return unite(decisions)
}

function unite(decisions: readonly Decision[]): Permit {
  const masked = new Set<string>()
  const content: (readonly ContentRule[])[] = []
  for (const obligation of decisions.flatMap((decision) => decision.obligations)) {
    if (obligation.type === 'mask') for (const field of obligation.fields) masked.add(field.toLowerCase())
    else if (obligation.type === 'content') content.push(obligation.anyOf)
    else
      throw new Halt({
        stage: 'authorize',
        code: 'obligation-unknown',
        message: 'the policy asks for what nobody here can do',
      })
  }
  const first = decisions[0]
  if (first === undefined)
    throw new Halt({ stage: 'authorize', code: 'internal', message: 'the operation names no action' })
  return {
    decision: {
      allowed: true,
      reason: first.reason,
      grants: [...new Set(decisions.flatMap((decision) => decision.grants))].sort(),
      obligations: decisions.flatMap((decision) => decision.obligations),
    },
    masked,
    content,
  }
}

/** What a session is narrowed to, asked before anything else: it costs no look at the base. */
export function narrowed(session: Session, operation: Operation, list: string): Permit | undefined {
  const { lists, actions } = session.context
  const action = actions && operation.actions.find((needed) => !actions.includes(needed))
  if (action !== undefined) return refusal(`the session is narrowed and does not include \`${action}\``)
  if (lists !== undefined && !lists.includes(list))
    return refusal(`the session is narrowed and does not include list \`${list}\``)
  return undefined
}

function refusal(message: string): Permit {
  const decision = { allowed: false, reason: { code: 'narrowed', message }, grants: [], obligations: [] }
  return { decision, masked: new Set(), content: [] }
}
