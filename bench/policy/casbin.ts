import type { GrantDocument, ListDocument } from '@waxseal/policy'
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import type { Workload } from '../../packages/policy/test/workload/workload.js'
import type { Rival } from './rival.js'

const MODEL = `
[request_definition]
r = sub, list, act, open
[policy_definition]
p = sub, scope, act, hours, eft
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = keyMatch(r.act, p.act) && covers(p.scope, r.sub, r.list) && (p.hours == "any" || open(r.open, p.hours)) && g(r.sub, p.sub)
`

/** One line for each grant and pattern; scopes and hours are functions of the host. */
export async function casbin({ policy, principals }: Workload): Promise<Rival> {
  const scopes = new Map(policy.grants.map(({ on }) => [scopeKey(on), on]))
  const people = new Map(principals.map((person) => [person.id, person]))
  const grants = policy.grants.flatMap(({ allow, deny, to, on, during }) =>
    (allow ?? deny ?? []).map((pattern) =>
      ['p', to.role ?? to.principal, scopeKey(on), pattern, during ?? 'any', allow ? 'allow' : 'deny'].join(', '),
    ),
  )
  const roles = Object.entries(policy.roles).flatMap(([name, { includes = [] }]) =>
    includes.map((role) => `g, ${name}, ${role}`),
  )
  const members = principals.flatMap(({ id, roles = [] }) => roles.map((role) => `g, ${id}, ${role}`))
  const enforcer = await newEnforcer(
    newModelFromString(MODEL),
    new StringAdapter([...grants, ...roles, ...members].join('\n')),
  )
  await enforcer.addFunction('open', (open: readonly string[], name: string) => open.includes(name))
  await enforcer.addFunction('covers', (scope: string, id: string, list: ListDocument | null) => {
    const on = scopes.get(scope)
    const person = people.get(id)
    if (on === undefined || person === undefined) return false
    if (on.account) return list === null
    if (on.lists === 'any') return true
    if (list === null) return false
    if (on.lists !== undefined) return (on.lists === 'own' ? (person.lists ?? []) : on.lists).includes(list.id)
    const zones = on.zones === 'own' ? (person.zones ?? []) : on.zones
    return (list.zones ?? []).some((zone) => zones.includes(zone))
  })
  return {
    name: 'casbin',
    compared: 50,
    ask({ person, action, list, standing, open }) {
      return () => standing && enforcer.enforceSync(person.id, list ?? null, action, open)
    },
  }
}

/** A scope as one word, for lines are split at commas. */
function scopeKey(on: GrantDocument['on']): string {
  return JSON.stringify(on).replaceAll(',', ';').replaceAll('"', '')
}
