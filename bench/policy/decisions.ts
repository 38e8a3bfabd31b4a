import { createEngine, type DecisionRequest, definePolicy, type Engine } from '@waxseal/policy'
import { createOracle } from '../../packages/policy/test/oracle.js'
import type { Workload } from '../../packages/policy/test/workload/workload.js'
import { latency } from '../latency.js'
import { compare, over, present } from '../measure.js'
import { printTable } from '../table.js'
import { casbin } from './casbin.js'
import { caslFresh, caslKept } from './casl.js'
import { cedar } from './cedar.js'
import { actionsOf, openCompany, questionsOf, unbound } from './company.js'

const REQUESTS = 20_000
/** The oracle is slow. */
const WITH_ORACLE = 2_000

/**
 * Against rivals, at 10,000 grants. They know neither addresses nor end dates nor time zones: nobody is bound to a network, and they
 * are told whether the person is active and which schedules are open. Ours finds out the latter two by itself.
 */
export async function againstRivals(): Promise<void> {
  const company = unbound(openCompany(10_000, REQUESTS, { odd: 0 }))
  const engine = engineOf(company)
  agreeWithOracle(company, engine)
  const questions = questionsOf(company)
  const rivals = [caslKept(company), caslFresh(company), await casbin(company), cedar(company)].map(
    ({ name, compared, ask }) => ({ name, answers: questions.slice(0, compared).map(ask) }),
  )
  for (const { name, answers } of rivals) agree(name, answers, company, engine)
  const counts = rivals.map(({ name, answers }) => `${name} ${answers.length}`)
  console.log(`decisions: ${REQUESTS} requests; compared, all agree: ${counts.join(', ')}, the oracle ${WITH_ORACLE}`)
  await compare('one decision, 10,000 grants, facts prepared', [
    { name: '@waxseal/policy', run: over(company.requests, engine.decide) },
    ...rivals.map(({ name, answers }) => ({ name, run: over(answers, (answer) => answer()) })),
  ])
}

/** Where each of a hundred people has a hundred grants of his own, CASL gains: it stops at the first rule that matches. */
export async function withManyGrantsAHead(): Promise<void> {
  const company = unbound(openCompany(10_000, REQUESTS, { odd: 0, people: 100 }))
  const engine = engineOf(company)
  const { name, ask } = caslKept(company)
  const answers = questionsOf(company).map(ask)
  agree(name, answers, company, engine)
  await compare('one decision, 10,000 grants to 100 people, facts prepared', [
    { name: '@waxseal/policy', run: over(company.requests, engine.decide) },
    { name, run: over(answers, (answer) => answer()) },
  ])
}

/** Ours alone: from the text of the address and the time, everybody bound to 50 networks, one request in twelve odd. */
export async function fromRawFacts(): Promise<void> {
  const bound = [100, 1_000, 10_000, 100_000].map((grants) => openCompany(grants, REQUESTS))
  const companies = [...bound, unbound(openCompany(100_000, REQUESTS))]
  const runs = companies.map((company) => {
    const engine = engineOf(company)
    agreeWithOracle(company, engine)
    const { networks, grants } = company.policy
    const name = `${grants.length.toLocaleString('en-US')} grants${networks === undefined ? ', nobody bound' : ''}`
    return { name, engine, requests: company.requests }
  })
  await present(
    'one decision, from the text of the address and the time, 50 networks a person',
    runs.map(({ name, engine, requests }) => ({ name, run: over(requests, engine.decide) })),
  )
  printTable(
    'the same, each decision by itself, wall time',
    ['', 'p50 µs', 'p99 µs'],
    runs.map(({ name, engine, requests }) => {
      const { p50, p99 } = latency(requests, engine.decide, 5)
      return [name, p50, p99]
    }),
  )
}

/** Stops at the first request that a rival decides differently. */
function agree(name: string, answers: readonly (() => boolean)[], { requests }: Workload, engine: Engine): void {
  for (const [index, answer] of answers.entries()) {
    if (answer() !== engine.decide(requests[index] as DecisionRequest).allowed)
      throw new Error(`${name} decides request ${index} differently`)
  }
}

function engineOf({ policy, lists, principals }: Workload): Engine {
  return createEngine(definePolicy(policy), { lists, principals })
}

/** Stops at the first request that the oracle decides differently. */
function agreeWithOracle(company: Workload, engine: Engine): void {
  const oracle = createOracle({ ...company, actions: actionsOf(company) })
  for (const [index, request] of company.requests.slice(0, WITH_ORACLE).entries()) {
    const { reason, grants } = engine.decide(request)
    const verdict = oracle.ask(request)
    if (verdict.code !== reason.code || verdict.grants.join() !== grants.join())
      throw new Error(`the oracle decides request ${index} differently`)
  }
}
