import { type Answer, type AnswerDecision, isFailure, type Refusal, refuse, type Stage, type Stop } from './answer.js'
import { lookUp, type Permit, stillHere } from './authorize.js'
import type { Call } from './call.js'
import { type Circumstances, circumstancesData, isOutside } from './circumstances.js'
import type { Draft } from './content/draft.js'
import { inspectLetter } from './content/inspect-letter.js'
import { countedFacts } from './facts/gather-facts.js'
import { Halt, stopOf } from './halt.js'
import { handlers } from './handlers.js'
import type { House } from './house.js'
import { checkInput } from './input-schema.js'
import type { Operation } from './operations.js'
import { permit } from './permits.js'
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
  let about: Circumstances = { principal: session.principal, network: session.network, grants: [] }
  try {
    const input = inputOf()
    assertInput(operation, input)
    const signal = options?.signal
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new Halt({ stage, code: 'input-invalid', message: '`signal` must be an AbortSignal' })
    }
    stage = 'authorize'
    const principal = await lookUp(house, session)
    const ruling = await permit(house, { session, principal, operation, input, signal })
    list = operation.resource === 'every-list' ? '' : ruling.list
    decision = ruling.decision
    const outside = isOutside(principal, house.lists.get(list))
    about = { ...about, grants: decision.grants, outside, claim: ruling.claim }
    if (!decision.allowed) return await refused(house, about, operation, list, { stage, ...decision.reason }, decision)
    stage = 'inspect'
    if (operation.inspected) inspect(input as unknown as Draft, ruling.permit)
    stage = 'resolve'
    if (signal?.aborted)
      throw new Halt({ stage, code: 'interrupted', message: 'the call was interrupted before it began' })
    const { lists, recipients, reveals } = ruling
    const { masked } = ruling.permit
    const call: Call = { house, about, list: ruling.list, lists, masked, recipients, reveals, signal }
    const value = shield(await handlers[operation.name](call, input), masked)
    if (operation.personalOutput.length > 0) await stillHere(house, session.principal, 'authorize')
    return { ok: true, value, decision }
  } catch (error) {
    return await refused(house, about, operation, list, stopOf(error, stage), decision)
  }
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
  about: Circumstances,
  operation: Operation,
  list: string,
  stop: Stop,
  decision: AnswerDecision,
): Promise<Refusal> {
  try {
    await house.record.write('access', isFailure(stop) ? 'call.failed' : 'access.refused', {
      ...circumstancesData(about),
      operation: operation.name,
      list: house.lists.has(list) ? list : '',
      stage: stop.stage,
      code: stop.code,
      outcome: stop.outcome ?? 'not-sent',
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
