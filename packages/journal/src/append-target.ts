import { type AppendTarget, WaxsealError } from '@waxseal/core'
import { checkName } from './event-draft.js'

/** One key for a tenant's stream. The length in front keeps `a` + `b/c` and `a/b` + `c` apart. */
export function streamKey(tenant: string, stream: string): string {
  return `${tenant.length}:${tenant}${stream}`
}

/** Checks where to append, against the length that the stream has by now. */
export function checkTarget(target: AppendTarget, lengthOf: (tenant: string, stream: string) => number): void {
  checkName(target.tenant, 'tenant')
  checkName(target.stream, 'stream')
  if (target.expected === undefined) return
  const actual = lengthOf(target.tenant, target.stream)
  if (target.expected === actual) return
  const message = `the stream has ${actual} events, not the expected ${target.expected}`
  throw new WaxsealError('journal-conflict', message, { details: { expected: target.expected, actual } })
}

/** What every call on a closed journal throws. */
export function closedError(): WaxsealError<'journal-closed'> {
  return new WaxsealError('journal-closed', 'the journal is closed')
}
