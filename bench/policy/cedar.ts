import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import type { GrantDocument } from '@waxseal/policy'
import { rolesOf } from '../../packages/policy/test/oracle/grants.js'
import type { Workload } from '../../packages/policy/test/workload/workload.js'
import { actionsOf, deedsOf } from './company.js'
import type { Rival } from './rival.js'

/** One policy for each grant, parsed once; with each request come only the entities that it is about. */
export function cedar(company: Workload): Rival {
  const actions = actionsOf(company)
  const preparsedPolicySetId = 'company'
  const staticPolicies = Object.fromEntries(
    company.policy.grants.map((grant) => [grant.id, policyOf(grant, deedsOf(grant, actions))]),
  )
  const parsed = preparsePolicySet(preparsedPolicySetId, { staticPolicies })
  if (parsed.type === 'failure') throw new Error(`Cedar does not parse the policies: ${parsed.errors[0]?.message}`)
  return {
    name: '@cedar-policy/cedar-wasm, preparsed',
    compared: 50,
    ask({ person, action, list, standing, open }) {
      const principal = { type: 'User', id: person.id }
      const resource = list === undefined ? { type: 'Account', id: 'own' } : { type: 'List', id: list.id }
      const user = {
        uid: principal,
        attrs: { lists: entities('List', person.lists), zones: entities('Zone', person.zones) },
        parents: [...rolesOf(company.policy, person.roles ?? [])].map((id) => ({ type: 'Role', id })),
      }
      const place = { uid: resource, attrs: {}, parents: (list?.zones ?? []).map((id) => ({ type: 'Zone', id })) }
      const call = {
        principal,
        action: { type: 'Action', id: action },
        resource,
        context: { open: [...open] },
        preparsedPolicySetId,
        entities: [user, place],
      }
      return () => {
        if (!standing) return false
        const answer = statefulIsAuthorized(call)
        // A policy that errs is passed over, a denying one too.
        if (answer.type === 'failure' || answer.response.diagnostics.errors.length > 0) throw new Error('Cedar erred')
        return answer.response.decision === 'allow'
      }
    },
  }
}

function entities(type: string, ids: readonly string[] = []) {
  return ids.map((id) => ({ __entity: { type, id } }))
}

function policyOf({ allow, to, on, during }: GrantDocument, actions: readonly string[]): string {
  const principal = to.role === undefined ? `== User::"${to.principal}"` : `in Role::"${to.role}"`
  const conditions = [placeOf(on), during === undefined ? '' : `context.open.contains("${during}")`]
  const when = conditions.filter((condition) => condition !== '').map((condition) => ` when { ${condition} }`)
  const deeds = actions.map((action) => `Action::"${action}"`).join(', ')
  return `${allow ? 'permit' : 'forbid'} (principal ${principal}, action in [${deeds}], resource)${when.join('')};`
}

function placeOf(on: GrantDocument['on']): string {
  if (on.account) return 'resource is Account'
  if (on.zones === 'own') return 'resource in principal.zones'
  if (on.zones !== undefined) return `resource in [${on.zones.map((zone) => `Zone::"${zone}"`).join(', ')}]`
  if (on.lists === 'any') return ''
  if (on.lists === 'own') return 'resource in principal.lists'
  return `resource in [${on.lists.map((list) => `List::"${list}"`).join(', ')}]`
}
