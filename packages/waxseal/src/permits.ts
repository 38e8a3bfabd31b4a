import { type Facts, isWaxsealError, type JsonObject, randomId } from '@waxseal/core'
import type { AnswerDecision } from './answer.js'
import { authorize, narrowed, type Permit } from './authorize.js'
import { claimStream } from './facts/claim-fold.js'
import { countedFacts, type FactCall, gatherFacts } from './facts/gather-facts.js'
import { unlessAborted } from './facts/unless-aborted.js'
import { Halt } from './halt.js'
import type { House } from './house.js'
import type { Operation } from './operations.js'

/** What a call may do: on which lists, under which permit, and what it holds of a budget. */
export interface Ruling {
  /** The list that the decision is about. */
  readonly list: string
  /** All lists that were allowed. */
  readonly lists: readonly string[]
  readonly permit: Permit
  readonly decision: AnswerDecision
  /** To how many a send would go, when a rule asked for that. */
  readonly recipients: number | undefined
  /** How many contacts the call would show, when a rule asked for that. */
  readonly reveals: number | undefined
  /** Under which name the call's share of a budget stands on the record. */
  readonly claim?: string
}

/** How often a claim is tried against other processes that claim for the same principal. */
const MAX_TRIES = 20

/** Step 1 for every list of a call. What counts against a budget is claimed on the record before anything is done. */
export async function permit(house: House, call: Omit<FactCall, 'at'>): Promise<Ruling> {
  const { session, operation, signal } = call
  const counted = countedFacts(house, operation)
  for (let tries = 1; ; tries++) {
    if (counted.size > 0) await unlessAborted(house.record.catchUp(), signal, 'authorize')
    const claims = house.claims.lengthOf(session.principal)
    const ruling = await askForAll(house, { ...call, at: house.clock() })
    const { recipients = 0, reveals = 0, decision } = ruling
    if (!decision.allowed || recipients + reveals === 0) return ruling
    const claim = randomId('clm', house.random)
    const data = { principal: session.principal, claim, letters: recipients, reveals }
    if (await claimed(house, session.principal, data, claims)) return { ...ruling, claim }
    if (tries === MAX_TRIES) throw busy()
  }
}

/** Whether the claim stands. It does not when another process has claimed for the same principal since we counted. */
async function claimed(house: House, principal: string, data: JsonObject, expected: number): Promise<boolean> {
  try {
    await house.record.write(claimStream(principal), 'budget.claimed', data, expected)
    return true
  } catch (error) {
    if (isWaxsealError(error, 'journal-conflict')) return false
    const message = 'the record could not be written'
    throw new Halt({ stage: 'record', code: 'journal-unavailable', message })
  }
}

async function askForAll(house: House, call: FactCall): Promise<Ruling> {
  const { session, principal, operation, signal, at } = call
  const gathered = new Map<string, Facts>()
  const permits: [string, Permit][] = []
  for (const name of await listsOf(house, call)) {
    const shut = narrowed(session, operation, name)
    const facts = shut === undefined ? await unlessAborted(gatherFacts(house, call, name), signal, 'authorize') : {}
    gathered.set(name, facts)
    permits.push([name, shut ?? authorize(house, session, principal, operation, name, facts, at)])
  }
  const allowed = permits.filter(([, { decision }]) => decision.allowed)
  const [list, permit] = allowed[0] ?? permits[0] ?? []
  if (list === undefined || permit === undefined)
    throw new Halt({ stage: 'authorize', code: 'unknown', message: 'there are no lists' })
  return {
    list,
    lists: allowed.map(([name]) => name),
    permit,
    decision: operation.resource === 'every-list' ? withoutList(permit.decision, operation) : permit.decision,
    recipients: countIn(gathered.get(list), 'recipients'),
    reveals: countIn(gathered.get(list), 'reveals'),
  }
}

async function listsOf(house: House, { operation, input }: FactCall): Promise<readonly string[]> {
  if (operation.resource === 'every-list') return [...house.lists.keys()]
  if (operation.resource === 'list') return [String(input.list)]
  const id = String(input.campaign)
  // Another process may have sent it just now.
  const campaign = house.campaigns.get(id) ?? (await house.record.catchUp()).campaigns.get(id)
  if (campaign === undefined)
    throw new Halt({ stage: 'resolve', code: 'campaign-unknown', message: 'no such campaign' })
  return [campaign.list]
}

/** Whoever may see no list does not learn the name of one from the refusal. */
function withoutList(decision: AnswerDecision, { actions: [action] }: Operation): AnswerDecision {
  const { code } = decision.reason
  if (decision.allowed || (code !== 'no-grant' && code !== 'denied' && code !== 'narrowed')) return decision
  return { ...decision, reason: { code, message: `no grant allows \`${action}\` on any list` } }
}

function countIn(facts: Facts | undefined, name: 'recipients' | 'reveals'): number | undefined {
  const count = facts?.[name]
  return typeof count === 'number' ? count : undefined
}

function busy(): Halt {
  const message = 'other processes act for this principal all the time: try again'
  return new Halt({ stage: 'authorize', code: 'busy', message })
}
