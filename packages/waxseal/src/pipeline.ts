import type { Facts } from '@waxseal/core'
import { type Answer, type AnswerDecision, isFailure, type Refusal, refuse, type Stage, type Stop } from './answer.js'
import { authorize, lookUp, narrowed, type Permit } from './authorize.js'
import type { Call } from './call.js'
import type { Draft } from './content/draft.js'
import { inspectLetter } from './content/inspect-letter.js'
import { countedFacts, gatherFacts } from './facts/gather-facts.js'
import { unlessAborted } from './facts/unless-aborted.js'
import { Halt, stopOf } from './halt.js'
import { handlers } from './handlers.js'
import type { House } from './house.js'
import { checkInput } from './input-schema.js'
import type { Operation } from './operations.js'
import type { Session } from './session.js'
import { shield } from './shield.js'

/** Options of every call of a mailbox. */
export interface CallOptions {
  readonly signal?: AbortSignal
}

const UNDECIDED: AnswerDecision = {
  allowed: false,
  reason: { code: 'input-invalid', message: 'the call was stopped before a decision' },
  grants: [],
  obligations: [],
}

/**
 * The one way of every operation: check the input, authorize, inspect, then the operation's own steps (resolve, seal, intend,
 * dispatch, record, shield). Gives a value whatever happens; refusals go on the record too.
 */
export async function run(
  house: House,
  session: Session,
  operation: Operation,
  inputOf: () => Readonly<Record<string, unknown>>,
  options: CallOptions | undefined,
): Promise<Answer<unknown>> {
  const work = () => runOnce(house, session, operation, inputOf, options)
  // Two calls at once would both find the budget untouched.
  const counted = countedFacts(house, operation)
  const shows = counted.has('reveals') || counted.has('revealed')
  const sends = counted.has('recipients') || counted.has('sent')
  const signal = signalOf(options)
  const waits = [shows ? 'reveals' : '', sends ? 'sends' : ''].filter((counter) => counter !== '')
  return await waits.reduceRight<() => Promise<Answer<unknown>>>(
    (inner, counter) => () => house.turns.take(`${counter} ${session.principal}`, inner, signal),
    work,
  )()
}

/** What is no signal, or throws when it is read, is refused by the call itself. */
function signalOf(options: CallOptions | undefined): AbortSignal | undefined {
  try {
    const signal: unknown = options?.signal
    return signal instanceof AbortSignal ? signal : undefined
  } catch {
    return undefined
  }
}

async function runOnce(
  house: House,
  session: Session,
  operation: Operation,
  inputOf: () => Readonly<Record<string, unknown>>,
  options: CallOptions | undefined,
): Promise<Answer<unknown>> {
  let decision = UNDECIDED
  let stage: Stage = 'input'
  let list = ''
  try {
    const input = inputOf()
    assertInput(operation, input)
    const signal = options?.signal
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new Halt({ stage, code: 'input-invalid', message: '`signal` must be an AbortSignal' })
    }
    stage = 'authorize'
    const principal = await lookUp(house, session)
    const lists = listsOf(house, operation, input)
    const factCall = { session, principal, operation, input, signal, at: house.clock() }
    const gathered = new Map<string, Facts>()
    const permits: [string, Permit][] = []
    for (const name of lists) {
      const shut = narrowed(session, operation, name)
      const facts = shut === undefined ? await unlessAborted(gatherFacts(house, factCall, name), signal, stage) : {}
      gathered.set(name, facts)
      permits.push([name, shut ?? authorize(house, session, principal, operation, name, facts, factCall.at)])
    }
    const allowed = permits.filter(([, permit]) => permit.decision.allowed)
    const [name, permit] = allowed[0] ?? permits[0] ?? []
    if (name === undefined || permit === undefined)
      throw new Halt({ stage, code: 'unknown', message: 'there are no lists' })
    list = operation.resource === 'every-list' ? '' : name
    decision = operation.resource === 'every-list' ? withoutList(permit.decision, operation) : permit.decision
    if (!decision.allowed)
      return await refused(house, session, operation, list, { stage, ...decision.reason }, decision)
    stage = 'inspect'
    if (operation.inspected) inspect(input as unknown as Draft, permit)
    stage = 'resolve'
    if (signal?.aborted)
      throw new Halt({ stage, code: 'interrupted', message: 'the call was interrupted before it began' })
    const call: Call = {
      house,
      principal: session.principal,
      list: name,
      lists: allowed.map(([allowedName]) => allowedName),
      masked: permit.masked,
      grants: decision.grants,
      recipients: countIn(gathered.get(name), 'recipients'),
      reveals: countIn(gathered.get(name), 'reveals'),
      signal,
    }
    const value = shield(await handlers[operation.name](call, input), permit.masked)
    return { ok: true, value, decision }
  } catch (error) {
    return await refused(house, session, operation, list, stopOf(error, stage), decision)
  }
}

function countIn(facts: Facts | undefined, name: 'recipients' | 'reveals'): number | undefined {
  const count = facts?.[name]
  return typeof count === 'number' ? count : undefined
}

/** Whoever may see no list does not learn the name of one from the refusal. */
function withoutList(decision: AnswerDecision, { actions: [action] }: Operation): AnswerDecision {
  const { code } = decision.reason
  if (decision.allowed || (code !== 'no-grant' && code !== 'denied' && code !== 'narrowed')) return decision
  return { ...decision, reason: { code, message: `no grant allows \`${action}\` on any list` } }
}

function assertInput(operation: Operation, input: unknown): void {
  const problems = checkInput(operation.name, input)
  if (problems.length === 0) return
  throw new Halt({
    stage: 'input',
    code: 'input-invalid',
    message: `the input of \`${operation.name}\` is not well formed`,
    problems,
  })
}

function listsOf(house: House, operation: Operation, input: Readonly<Record<string, unknown>>): readonly string[] {
  if (operation.resource === 'every-list') return [...house.lists.keys()]
  if (operation.resource === 'list') return [String(input.list)]
  const campaign = house.campaigns.get(String(input.campaign))
  if (campaign === undefined)
    throw new Halt({ stage: 'resolve', code: 'campaign-unknown', message: 'no such campaign' })
  return [campaign.list]
}

/** Step 2. A letter that no grant speaks of is refused whole. */
function inspect(draft: Draft, permit: Permit): void {
  const rules = permit.content.length === 0 ? [[]] : permit.content
  const problems = rules.flatMap((anyOf) => inspectLetter(draft, anyOf))
  const first = problems[0]
  if (first === undefined) return
  const unique = [...new Map(problems.map((problem) => [problem.message, problem])).values()]
  throw new Halt({
    stage: 'inspect',
    code: 'content',
    message: unique
      .slice(0, 5)
      .map(({ message }) => message)
      .join('; '),
    problems: unique.slice(0, 50),
  })
}

async function refused(
  house: House,
  session: Session,
  operation: Operation,
  list: string,
  stop: Stop,
  decision: AnswerDecision,
): Promise<Refusal> {
  try {
    await house.record.write('access', isFailure(stop) ? 'call.failed' : 'access.refused', {
      principal: session.principal,
      operation: operation.name,
      list: house.lists.has(list) ? list : '',
      stage: stop.stage,
      code: stop.code,
      outcome: stop.outcome ?? 'not-sent',
      grants: [...decision.grants],
    })
  } catch {
    // The call stays refused; that the record could not be written is the graver of the two and must be told.
    if (stop.code !== 'journal-unavailable') {
      const message = `${stop.message}; and the record could not be written`
      return refuse({ ...stop, stage: 'record', code: 'journal-unavailable', message }, decision)
    }
  }
  const shown = decision === UNDECIDED ? { ...decision, reason: { code: stop.code, message: stop.message } } : decision
  return refuse(stop, shown)
}
