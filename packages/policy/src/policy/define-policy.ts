import type { Policy, PolicyDocument } from './document.js'
import { meaningProblems } from './meaning-problems.js'
import { policyInvalid, problemAt } from './problem.js'
import { policySchema } from './schema.js'
import { sealed } from './sealed.js'
import { shapeMessage, shapeProblems } from './shape-problems.js'

const defined = /* @__PURE__ */ new WeakSet<object>()

/**
 * Checks a policy and makes it unchangeable: the result is a deep-frozen copy, plain JSON. Actions written literally are checked by
 * the compiler; a document that was read from a file is checked at run time.
 *
 * @throws WaxsealError `policy-invalid`; `details.problems` has one line for each fault, `grants[2].to.role: no role is named x`.
 * @example
 * ```ts
 * import { definePolicy } from '@waxseal/policy'
 *
 * const policy = definePolicy({
 *   roles: { sender: {}, editor: { includes: ['sender'] } },
 *   actions: ['orders.view'],
 *   grants: [
 *     { id: 'see-own', allow: ['contacts.view', 'orders.*'], to: { role: 'sender' }, on: { lists: 'own' }, mask: ['email'] },
 *   ],
 * })
 * console.log(Object.isFrozen(policy.grants)) // true
 * ```
 */
export function definePolicy<
  const Action extends string = never,
  const Role extends string = never,
  const Zone extends string = never,
  const Schedule extends string = never,
>(document: PolicyDocument<{ action: Action; role: Role; zone: Zone; schedule: Schedule }>): Policy {
  const parsed = policySchema().safeParse(document, { error: shapeMessage })
  const hidden = prototypeNames(document)
  if (!parsed.success) throw policyInvalid([...hidden, ...shapeProblems(parsed.error.issues)])
  const problems = [...hidden, ...meaningProblems(parsed.data)]
  if (problems.length > 0) throw policyInvalid(problems)
  const policy = sealed({ ...parsed.data, $schema: undefined, version: 1 }) as Policy
  defined.add(policy)
  return policy
}

/** The policy itself when `definePolicy` made it; anything else (another copy of this package made it) is checked now. */
export function ensurePolicy(policy: Policy): Policy {
  return defined.has(policy) ? policy : definePolicy(policy)
}

/** zod passes over an own member named `__proto__`; a policy must not lose a line without a word. */
function prototypeNames(document: unknown): readonly string[] {
  if (typeof document !== 'object' || document === null) return []
  return (['networks', 'roles', 'schedules'] as const).flatMap((key) => {
    const record: unknown = (document as Record<string, unknown>)[key]
    const found = typeof record === 'object' && record !== null && Object.hasOwn(record, '__proto__')
    return found ? [problemAt([key, '__proto__'], 'must not be a name')] : []
  })
}
