import type { DecisionRequest, Engine } from '@waxseal/policy'
import type { Workload } from '../../packages/policy/test/workload/workload.js'
import { compare, over, present } from '../measure.js'

/** `listsFor` and `whoCan` against asking `decide` about every list and every person. */
export async function askingBackwards({ lists, principals, requests }: Workload, engine: Engine): Promise<void> {
  const listsFor = ({ principal, action, context }: DecisionRequest) =>
    engine.listsFor(principal ?? '', action, context)
  const whoCan = ({ action, resource, context }: DecisionRequest) => engine.whoCan(action, resource, context)
  const everyList = lists.map(({ id }) => ({ type: 'list', id }) as const)
  const everybody = principals.map(({ id }) => id)
  const listsByDecide = (request: DecisionRequest) =>
    everyList.filter((resource) => engine.decide({ ...request, resource }).allowed).map(({ id }) => id)
  const peopleByDecide = (request: DecisionRequest) =>
    everybody.filter((principal) => engine.decide({ ...request, principal }).allowed)

  const asked = requests.slice(0, 1_000)
  const found = sameAnswers(asked.slice(0, 200), listsFor, listsByDecide)
  const people = sameAnswers(asked.slice(0, 20), whoCan, peopleByDecide)
  console.log(
    `asked backwards: 200 times listsFor (${found} lists), 20 times whoCan (${people} people), equal to decide`,
  )
  await compare('listsFor over 1,000 lists, at a time and from an address', [
    { name: '@waxseal/policy listsFor', run: over(asked, listsFor) },
    { name: '@waxseal/policy decide, 1,000 times', run: over(asked, listsByDecide) },
  ])
  await compare('whoCan over 10,000 people, at a time and from an address', [
    { name: '@waxseal/policy whoCan', run: over(asked, whoCan) },
    { name: '@waxseal/policy decide, 10,000 times', run: over(asked, peopleByDecide) },
  ])
  await present('the same at any time, from anywhere', [
    { name: 'listsFor', run: over(asked, ({ principal, action }) => engine.listsFor(principal ?? '', action)) },
    { name: 'whoCan', run: over(asked, ({ action, resource }) => engine.whoCan(action, resource)) },
  ])
}

/** How many ids both ways find; sorted ids are equal ids. */
function sameAnswers(
  requests: readonly DecisionRequest[],
  ours: (request: DecisionRequest) => readonly string[],
  brute: (request: DecisionRequest) => string[],
): number {
  let count = 0
  for (const [index, request] of requests.entries()) {
    const ids = ours(request)
    if (ids.join() !== brute(request).sort().join())
      throw new Error(`request ${index} backwards is answered differently`)
    count += ids.length
  }
  return count
}
