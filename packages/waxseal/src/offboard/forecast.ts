import { isByHand } from './by-hand.js'
import { doStep } from './do-step.js'
import { type FoundSecret, mergeFound } from './found.js'
import type { Look } from './look.js'
import type { RunRecord } from './run-record.js'
import { type OpenStep, type Step, stepId } from './step.js'
import { isUnderWay, type Venture } from './venture.js'

/** What a run does, or did. */
export interface Outcome {
  readonly found: readonly FoundSecret[]
  /** Steps that are done, in the order in which they were planned. */
  readonly deeds: readonly Step[]
  /** Steps that wait for something. */
  readonly open: readonly OpenStep[]
}

/** What is there now, and what of it is not on the record yet. */
export interface News extends Look {
  /** Everything that is there. */
  readonly all: readonly Step[]
}

const NOTHING: News = Object.freeze({ found: [], steps: [], all: [] })

/** Looks again, where there may be more than was planned. */
export async function lookForNews(venture: Venture, record: RunRecord): Promise<News> {
  if (!isUnderWay(venture, record)) {
    const look = await venture.look(venture.order, record)
    return { ...look, all: look.steps }
  }
  if (!venture.looksAgain || record.order === undefined) return NOTHING
  const { found, steps: all } = await venture.look(record.order, record)
  const steps = all.filter((step) => isNew(record, step))
  const targets = new Set(steps.map(({ target }) => target))
  const isTold = (secret: string) => record.found.some((one) => one.secret === secret)
  return { found: found.filter(({ secret }) => targets.has(secret) || !isTold(secret)), steps, all }
}

/** What a run would come to if every hook succeeds. Changes nothing. */
export async function forecast(venture: Venture, record: RunRecord): Promise<Outcome> {
  const { ports, principal } = venture
  await ports.keys.ready()
  const isOpen = isUnderWay(venture, record)
  const order = isOpen ? (record.order ?? venture.order) : venture.order
  const news = await lookForNews(venture, record)
  const planned = new Map<string, Step>()
  for (const step of [...(isOpen ? record.entries.map((entry) => entry.step) : []), ...news.steps]) {
    planned.set(stepId(step), step)
  }
  const deeds: Step[] = []
  const open: OpenStep[] = []
  for (const step of planned.values()) {
    // To look whether a person has done it changes nothing.
    const isLooked = step.unseen || isByHand(ports, order, step)
    const code = isLooked ? await doStep({ ports, record, order, principal }, step) : undefined
    if (code === undefined) deeds.push(step)
    else open.push({ ...step, code })
  }
  return { found: mergeFound(isOpen ? record.found : [], news.found), deeds, open }
}

/** Whether the record does not know a step, or not all the versions that it is about. */
function isNew(record: RunRecord, step: Step): boolean {
  const entry = record.entry(step)
  if (entry === undefined) return true
  return step.versions?.some((version) => entry.step.versions?.includes(version) !== true) === true
}
