import { type Duration, isWaxsealError, randomId } from '@waxseal/core'
import { doStep, type StepContext } from './do-step.js'
import { lookForNews, type Outcome } from './forecast.js'
import { span } from './order.js'
import { type OffboardReport, reportHash, signReport } from './report.js'
import { RunRecord } from './run-record.js'
import { inOrder, type Step, stepId } from './step.js'
import { isUnderWay, type Venture } from './venture.js'

/** What became of a run. */
export interface RunResult extends Outcome {
  /** Nothing is left open. */
  readonly complete: boolean
  /** The signed report: a compact JWS. */
  readonly report: string
  /** The hash by which the record knows the report. */
  readonly hash: string
}

/** How a run works beside others. */
export interface RunOptions {
  /**
   * For how long after its last word nobody else may go on with it. A run that has died is taken over then; a delivery that took longer is
   * made again. @default '10m'
   */
  readonly claimFor?: Duration | undefined
  /** Goes on at once, for a host that knows that the other run is dead. @default false */
  readonly takeOver?: boolean | undefined
}

/** More turns than these mean that somebody gives back what is taken away. */
const MOST_TURNS = 10

/**
 * Carries it out from wherever the record stands: every step is noted before and after, so that after a crash at any point the next run
 * goes on there. A step that fails stays open, and the others are done.
 */
export async function carryOut(
  venture: Venture,
  { claimFor = '10m', takeOver = false }: RunOptions = {},
): Promise<RunResult> {
  const terms = { holder: randomId('run'), span: span('claimFor', claimFor), takeOver }
  const record = await RunRecord.open(venture.ports, venture.stream)
  await refuse(venture, record)
  record.workAs(terms)
  try {
    await venture.ports.keys.ready()
    for (;;) {
      await workThrough(venture, record)
      const result = await report(venture, record)
      if (result !== undefined) return result
    }
  } catch (error) {
    // Whoever cannot be told lets the claim run out.
    await record.release().catch(() => undefined)
    throw error
  }
}

/** Before anything else is looked at: whatever fails later, he is outside. */
async function refuse({ type, principal, order }: Venture, record: RunRecord): Promise<void> {
  if (type !== 'offboarding' || record.departed) return
  const { by, reason } = record.order ?? order
  await record.notePrincipal('principal.offboarded', { principal, by, reason })
}

async function workThrough(venture: Venture, record: RunRecord): Promise<void> {
  const tried = new Set<string>()
  for (let turn = 0; turn <= MOST_TURNS; turn++) {
    const news = await lookForNews(venture, record)
    if (!isUnderWay(venture, record)) await record.begin(venture.order, news.found, news.steps)
    else if (news.steps.length > 0 || news.found.length > 0) await record.plan(news.found, news.steps)
    for (const step of news.steps) tried.delete(stepId(step))
    for (const { late, step } of record.entries) if (late) tried.delete(stepId(step))
    const todo = await whatIsLeft(record, news.all, tried)
    if (todo.length === 0) return
    for (const step of todo) {
      tried.add(stepId(step))
      // The last turn only looks.
      if (turn === MOST_TURNS) await record.note('open', step, { code: 'found-again' })
      else await carryOutStep({ ...venture, record, order: record.order ?? venture.order }, step)
    }
  }
}

/** Open steps, and those that were done and are to be done again; once in a run. */
async function whatIsLeft(
  record: RunRecord,
  found: readonly Step[],
  tried: ReadonlySet<string>,
): Promise<readonly Step[]> {
  const open = record.entries.flatMap(({ status, step }) => (status === 'open' ? [step] : []))
  const again = found.filter((step) => record.entry(step)?.status === 'done')
  for (const step of again) {
    if (tried.has(stepId(step))) await record.note('open', step, { code: step.unseen ? 'look-failed' : 'found-again' })
  }
  return inOrder([...open, ...again].filter((step) => !tried.has(stepId(step))))
}

async function carryOutStep(context: StepContext, step: Step): Promise<void> {
  const { record } = context
  await record.note('intended', step)
  const code = await attempt(context, step)
  if (code === undefined) await record.note('done', step)
  else await record.note('open', step, { code })
}

/** A step that fails must not keep the others from being done; what befalls the record stops everything. */
async function attempt(context: StepContext, step: Step): Promise<string | undefined> {
  try {
    return await doStep(context, step)
  } catch (error) {
    // What a host's hook throws may quote anything.
    if (!isWaxsealError(error) || !/^[a-z][a-z0-9-]{0,60}$/.test(error.code)) return 'failed'
    if (/^(?:fold|journal|offboarding)-/.test(error.code)) throw error
    return error.code
  }
}

/** Nothing when something was noted meanwhile that must be seen to first. */
async function report({ type, ports, principal }: Venture, record: RunRecord): Promise<RunResult | undefined> {
  const { journal, tenant, clock } = ports
  const { deeds, open } = record.outcome()
  const order = record.order
  if (order === undefined) throw new TypeError('a run has an order')
  const complete = open.length === 0
  // Made again from the record, a report has the hash that it had.
  const made = record.report
  const head = made?.head ?? journal.head()
  const payload: OffboardReport = {
    v: 1,
    type,
    tenant,
    ...(principal === '' ? {} : { principal }),
    ...order,
    begunAt: record.begunAt,
    reportedAt: made?.at ?? clock(),
    complete,
    found: record.found,
    deeds,
    open,
    head: { size: head.size, root: head.root },
  }
  const hash = reportHash(payload)
  const jws = await signReport(payload, await ports.signer())
  const note = { hash, at: payload.reportedAt, complete, head: payload.head }
  if (made === undefined && !(await record.noteReport(note))) return undefined
  return { found: payload.found, deeds, open, complete, report: jws, hash }
}
