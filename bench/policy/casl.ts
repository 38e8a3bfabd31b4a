import { AbilityBuilder, createMongoAbility, type MongoAbility, subject } from '@casl/ability'
import type { GrantDocument, Principal } from '@waxseal/policy'
import type { Workload } from '../../packages/policy/test/workload/workload.js'
import { actionsOf, deedsOf, grantsByHolder, type Question } from './company.js'
import type { Rival } from './rival.js'

/** An ability for every person; it knows the actions one by one, and the schedules that are open come with the object. */
export function abilityMaker(company: Workload): (person: Principal) => MongoAbility {
  const actions = actionsOf(company)
  const grantsOf = grantsByHolder(company)
  const deeds = new Map(company.policy.grants.map((grant) => [grant, [...deedsOf(grant, actions)]]))
  return (person) => {
    const { can, cannot, build } = new AbilityBuilder<MongoAbility>(createMongoAbility)
    const grants = grantsOf(person)
    const rule = (add: typeof can, grant: GrantDocument) =>
      add(deeds.get(grant) ?? [], kindsUnder(grant), conditionsOf(grant, person))
    for (const grant of grants) if (grant.allow !== undefined) rule(can, grant)
    // Later rules win, so that what denies comes last.
    for (const grant of grants) if (grant.deny !== undefined) rule(cannot, grant)
    return build()
  }
}

/** One ability a person, made before it is asked and kept. */
export function caslKept(company: Workload): Rival {
  const abilityOf = abilityMaker(company)
  const abilities = new Map(company.principals.map((person) => [person.id, abilityOf(person)]))
  return {
    name: '@casl/ability, abilities kept',
    compared: 20_000,
    ask(question) {
      const { action, person, standing } = question
      const resource = resourceOf(question)
      return () => standing && abilities.get(person.id)?.can(action, resource) === true
    },
  }
}

/** One ability a request. */
export function caslFresh(company: Workload): Rival {
  const abilityOf = abilityMaker(company)
  return {
    name: '@casl/ability, one per request',
    compared: 5_000,
    ask(question) {
      const { action, person, standing } = question
      const resource = resourceOf(question)
      return () => standing && abilityOf(person).can(action, resource)
    },
  }
}

function resourceOf({ list, open }: Question) {
  if (list === undefined) return subject('Account', { open })
  return subject('List', { id: list.id, zones: list.zones ?? [], open })
}

function kindsUnder({ on }: GrantDocument): string[] {
  if (on.account) return ['Account']
  return on.lists === 'any' ? ['List', 'Account'] : ['List']
}

function conditionsOf({ on, during }: GrantDocument, { lists = [], zones = [] }: Principal) {
  const named = on.lists === 'own' ? lists : on.lists === 'any' ? undefined : on.lists
  const zoned = on.zones === 'own' ? zones : on.zones
  const conditions = {
    ...(named !== undefined && { id: { $in: [...named] } }),
    ...(zoned !== undefined && { zones: { $in: [...zoned] } }),
    ...(during !== undefined && { open: during }),
  }
  return Object.keys(conditions).length === 0 ? undefined : conditions
}
