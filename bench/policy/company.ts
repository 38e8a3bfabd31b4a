import { ACTIONS, type DecisionRequest, type GrantDocument, type ListDocument, type Principal } from '@waxseal/policy'
import { covers, rolesOf } from '../../packages/policy/test/oracle/grants.js'
import { isOpen } from '../../packages/policy/test/oracle/schedule.js'
import { createWorkload, type Workload } from '../../packages/policy/test/workload/workload.js'

const SEED = 5

/** 10,000 people with 50 networks each, 1,000 lists, and requests of which half are aimed at what some grant speaks of. */
export function openCompany(
  grants: number,
  requests: number,
  options: { readonly odd?: number; readonly people?: number } = {},
): Workload {
  return createWorkload({ seed: SEED, grants, requests, ...options })
}

/** The same company, where nobody is bound to a network. */
export function unbound(company: Workload): Workload {
  const { networks: _, ...policy } = company.policy
  return { ...company, policy, principals: company.principals.map(({ networks: _, ...person }) => person) }
}

/** All actions that a company knows. */
export function actionsOf({ policy }: Workload): readonly string[] {
  return [...ACTIONS, ...(policy.actions ?? [])]
}

/** The actions that a grant covers, one by one. */
export function deedsOf(grant: GrantDocument, actions: readonly string[]): readonly string[] {
  return actions.filter((action) => (grant.allow ?? grant.deny ?? []).some((pattern) => covers(pattern, action)))
}

/** Finds the grants made to a person or to a role that he holds. */
export function grantsByHolder({ policy }: Workload): (person: Principal) => readonly GrantDocument[] {
  const made = new Map<string, GrantDocument[]>()
  for (const grant of policy.grants) {
    const holder = grant.to.role ?? grant.to.principal
    made.set(holder, [...(made.get(holder) ?? []), grant])
  }
  return ({ id, roles = [] }) => [id, ...rolesOf(policy, roles)].flatMap((holder) => made.get(holder) ?? [])
}

/** A request, with what most engines cannot find out by themselves made ready for them. */
export interface Question {
  readonly request: DecisionRequest
  readonly person: Principal
  readonly action: string
  readonly list: ListDocument | undefined
  /** Whether the person is active and his end date has not come. */
  readonly standing: boolean
  /** Names of the schedules that are open at that instant. */
  readonly open: readonly string[]
}

/** The requests of a company with their facts. */
export function questionsOf({ policy, lists, principals, requests }: Workload): readonly Question[] {
  const schedules = Object.entries(policy.schedules ?? {})
  const people = new Map(principals.map((person) => [person.id, person]))
  const places = new Map(lists.map((list) => [list.id, list]))
  return requests.map((request) => {
    const { principal, action, resource, context } = request
    const person = people.get(String(principal))
    if (person === undefined) throw new Error('a request of nobody')
    const { status = 'active', endsAt = Number.POSITIVE_INFINITY } = person
    return {
      request,
      person,
      action,
      list: resource.type === 'list' ? places.get(resource.id) : undefined,
      standing: status === 'active' && context.at < endsAt,
      open: schedules.flatMap(([name, schedule]) => (isOpen(schedule, context.at) ? name : [])),
    }
  })
}
