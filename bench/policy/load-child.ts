import { createEngine, definePolicy } from '@waxseal/policy'
import type { Workload } from '../../packages/policy/test/workload/workload.js'
import { abilityMaker } from './casl.js'
import { openCompany, unbound } from './company.js'
import type { Load, Loader } from './loading.js'

// Loads once, in a process that has loaded nothing before, and prints what it cost as JSON.

const loaders: Readonly<Record<Loader, (company: Workload) => unknown>> = {
  ours: loadEngine,
  'ours-bound': loadEngine,
  casl(company) {
    const abilityOf = abilityMaker(company)
    return company.principals.map(abilityOf)
  },
}

function loadEngine({ policy, lists, principals }: Workload) {
  return createEngine(definePolicy(policy), { lists, principals })
}

const name = process.argv[2] as Loader
const company = inputFor(name)

const before = held()
const cpu = process.cpuUsage()
const wall = performance.now()
const loaded = loaders[name](company)
const { user, system } = process.cpuUsage(cpu)
const load: Load = {
  cpu: (user + system) / 1000,
  wall: performance.now() - wall,
  megabytes: (held() - before) / 1e6,
}
// Named after the second measurement, so that neither is collected before it.
if (loaded !== company) console.log(JSON.stringify(load))

/** As it would come from a file: texts that the generator put together shrink when they are first read, as if memory were won. */
function inputFor(loader: Loader): Workload {
  const drawn = openCompany(10_000, 0)
  return JSON.parse(JSON.stringify(loader === 'ours-bound' ? drawn : unbound(drawn)))
}

/** Bytes of the heap and of the buffers beside it. */
function held(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
