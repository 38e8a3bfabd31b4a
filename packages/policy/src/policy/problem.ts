import { WaxsealError } from '@waxseal/core'

/** Takes note of one fault: where, and what. */
export type Report = (path: readonly PropertyKey[], what: string) => void

const MEMBER = /^[A-Za-z_$][\w$]*$/

/** One line about a fault in a document: where, then what. `grants[2].to.role: no role is named x`. */
export function problemAt(path: readonly PropertyKey[], what: string): string {
  let where = ''
  for (const step of path) {
    if (typeof step === 'number') where += `[${step}]`
    else if (MEMBER.test(String(step))) where += where === '' ? String(step) : `.${String(step)}`
    else where += `[${JSON.stringify(String(step))}]`
  }
  return where === '' ? what : `${where}: ${what}`
}

/** The error for a policy with faults, all of them in `details.problems`. */
export function policyInvalid(problems: readonly string[]): WaxsealError<'policy-invalid'> {
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''
  return new WaxsealError('policy-invalid', `the policy is invalid: ${problems[0] ?? 'it cannot be read'}${more}`, {
    details: { problems },
  })
}
