import { applyCure, type Engine } from '@waxseal/policy'
import type { Workload } from '../../packages/policy/test/workload/workload.js'
import { latency } from '../latency.js'
import { over, present } from '../measure.js'
import { printTable } from '../table.js'

/** What refusals cost to explain, with all their cures. */
export async function explaining({ requests }: Workload, engine: Engine): Promise<void> {
  const refused = requests.filter((request) => !engine.decide(request).allowed).slice(0, 5_000)
  let tried = 0
  for (const request of refused) {
    for (const cure of engine.explain(request).cures) {
      const applied = applyCure(request, cure)
      // Those that change the policy would change it for the figures below too.
      if (applied.changes.length > 0) continue
      if (!engine.decide(applied.request).allowed) throw new Error('a cure does not help')
      tried++
    }
  }
  console.log(`explanations: ${refused.length} refusals; ${tried} cures that ask otherwise were tried, all help`)
  await present('one explanation at 10,000 grants', [{ name: 'explain', run: over(refused, engine.explain) }])
  const { p50, p99 } = latency(refused, (request) => engine.explain(request), 2)
  printTable('each by itself, wall time', ['', 'p50 µs', 'p99 µs'], [['explain', p50, p99]])
}
