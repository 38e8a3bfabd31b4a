import type { Change, DecisionRequest, Engine, GrantDocument } from '@waxseal/policy'
import type { Workload } from '../../packages/policy/test/workload/workload.js'
import { over, present } from '../measure.js'

/** A grant more, a grant less, a grant in place of another. The engine holds the same grants afterwards. */
export async function changing({ policy, requests }: Workload, engine: Engine): Promise<void> {
  const lacking = requests.filter((request) => engine.decide(request).reason.code === 'no-grant').slice(0, 500)
  const cures = lacking.map((request) => ({ request, grant: grantFor(request) }))
  for (const { request, grant } of cures) {
    const answers = [engine.decide(request)]
    for (const change of [put(grant), remove(grant)]) {
      engine.apply(change)
      answers.push(engine.decide(request))
    }
    if (answers.map(({ reason }) => reason.code).join() !== 'no-grant,allowed,no-grant')
      throw new Error('a change is not seen at once')
  }
  console.log(`changes: ${cures.length} refusals turned by a grant and turned back, each by the next decision`)
  await present('changes at 10,000 grants', [
    {
      name: 'a grant put in place of another',
      run: over(policy.grants.slice(-500).map(put), (change) => engine.apply(change)),
    },
    {
      name: 'a grant put and removed again',
      run: over(cures, ({ grant }) => {
        engine.apply(put(grant))
        engine.apply(remove(grant))
      }),
    },
    {
      name: 'the same with a decision after each',
      run: over(cures, ({ request, grant }) => {
        engine.apply(put(grant))
        engine.decide(request)
        engine.apply(remove(grant))
        engine.decide(request)
      }),
    },
  ])
}

/** The narrowest grant that a request lacks. */
function grantFor({ principal, action, resource }: DecisionRequest): GrantDocument {
  return {
    id: `for ${principal}`,
    allow: [action as '*'],
    to: { principal: String(principal) },
    on: resource.type === 'list' ? { lists: [resource.id] } : { account: true },
  }
}

function put(grant: GrantDocument): Change {
  return { put: 'grant', grant }
}

function remove({ id }: GrantDocument): Change {
  return { remove: 'grant', id }
}
