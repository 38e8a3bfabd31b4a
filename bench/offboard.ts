import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { createKeys, createKnowledge, type KnowledgeFact, knowledgeFold } from '@waxseal/keys'
import { offboard } from '../packages/waxseal/src/offboard/offboard.js'
import { median } from './measure.js'
import { seeded } from './seeded.js'
import { printTable } from './table.js'

// What a plan costs in a company of 10,000 people: who can know which secret, through groups, vaults and templates, and what to do.

const PEOPLE = 10_000
const GROUPS = 200
const VAULTS = 400
const KEYS = 3_000
const ROTATIONS = 3
const REVEALS = 50_000

const { below, pick } = seeded(7)
const journal = memoryJournal()
let now = Date.parse('2026-01-01T00:00:00Z')
const clock = () => now++
const keys = createKeys({ journal, keyRing: memoryKeyRing(), clock })
const knowledge = createKnowledge({ journal, clock })
const note = (fact: KnowledgeFact) => knowledge.note(fact)

const people = Array.from({ length: PEOPLE }, (_, index) => `person-${index}`)
const groups = Array.from({ length: GROUPS }, (_, index) => `group-${index}`)
const vaults = Array.from({ length: VAULTS }, (_, index) => `vault/${index}` as const)
const series: string[] = []
for (let index = 0; index < KEYS; index++) {
  series.push((await keys.issue({ owner: `service-${index % 500}`, scopes: ['campaigns.*'] })).series)
}
for (const principal of people) {
  await note({ type: 'group.joined', group: 'everybody', principal })
  for (let count = 0; count < 3; count++) await note({ type: 'group.joined', group: pick(groups), principal })
}
for (const id of series) {
  await note({ type: 'container.filled', container: `template/${id}`, what: `key/${id}` })
  await note({ type: 'container.filled', container: pick(vaults), what: `template/${id}` })
}
for (const container of vaults) await note({ type: 'container.shared', container, group: pick(groups) })
for (const container of vaults.slice(0, 5)) await note({ type: 'container.shared', container, group: 'everybody' })
for (let count = 0; count < REVEALS; count++) {
  await note({ type: 'secret.revealed', what: `key/${pick(series)}`, principal: pick(people) })
}
for (let round = 0; round < ROTATIONS; round++) for (const id of series) await keys.rotate(id, { overlap: '1h' })
// An administrator, who is in a quarter of all groups.
for (let count = 0; count < GROUPS / 4; count++)
  await note({ type: 'group.joined', group: pick(groups), principal: 'admin' })

const ports = {
  ...{ journal, tenant: 'default', clock, keys, knowledge },
  signer: () => Promise.reject(new Error('nothing is signed here')),
  deliver: () => undefined,
}

async function planning(principal: string): Promise<readonly (number | string)[]> {
  const times: number[] = []
  let plan = await offboard(ports, principal, { by: 'boss' })
  for (let round = 0; round < 7; round++) {
    const before = performance.now()
    plan = await offboard(ports, principal, { by: 'boss' })
    times.push(performance.now() - before)
  }
  return [principal === 'admin' ? 'an administrator' : 'anybody', plan.found.length, plan.deeds.length, median(times)]
}

await keys.ready()
await knowledge.ready()
const { size } = journal.head()
printTable(
  `a plan at ${PEOPLE} people, ${KEYS} API keys rotated ${ROTATIONS} times, ${size} events`,
  ['who leaves', 'secrets', 'steps', 'ms'],
  [await planning(people[below(PEOPLE)] ?? ''), await planning('admin')],
)

const start = performance.now()
const fold = createKnowledge({ journal, clock })
await fold.ready()
const read = performance.now() - start
const before = performance.now()
const knowers = await knowledge.knowersOf(`key/${series[0]}`)
const asked = performance.now() - before
const state = knowledgeFold.start()
for await (const event of journal.read()) knowledgeFold.apply(state, event)
const saving = performance.now()
const text = JSON.stringify(knowledgeFold.save?.(state))
printTable(
  'the fold',
  ['', 'ms'],
  [
    ['read from the start', read],
    [`who knows one secret: ${knowers.length} answers`, asked],
    [`saved: ${Math.round(text.length / 1024)} KiB`, performance.now() - saving],
  ],
)
