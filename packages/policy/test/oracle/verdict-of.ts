import type { RuleObligation } from '@waxseal/core'
import type { Decision } from '@waxseal/policy'
import type { Verdict } from '../oracle.js'

/** What of a decision the oracle speaks of. */
export function verdictOf({ reason, grants, obligations }: Decision): Verdict {
  const masked: string[] = []
  const content: Verdict['content'][number][] = []
  const duties: RuleObligation[] = []
  for (const duty of obligations) {
    if (duty.type === 'mask') masked.push(...(duty.fields as readonly string[]))
    else if (duty.type === 'content') content.push(...duty.anyOf)
    else duties.push(duty)
  }
  return {
    code: reason.code,
    ...(reason.rule !== undefined && { rule: reason.rule }),
    ...(reason.detail !== undefined && { detail: reason.detail }),
    grants,
    masked,
    content,
    duties,
  }
}

/** A verdict as text, for millions of comparisons. */
export function textOf({ code, rule, detail, grants, masked, content, duties }: Verdict): string {
  return JSON.stringify({ code, rule, detail, grants, masked, content, duties })
}
