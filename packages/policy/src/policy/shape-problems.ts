import type * as z from 'zod/mini'
import { problemAt } from './problem.js'

/** The faults that the schema found, in our words: zod's own quote values and change with its locale. */
export function shapeProblems(issues: readonly z.core.$ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => problemAt([...issue.path, key], 'unknown key'))
    return [problemAt(issue.path, issue.message)]
  })
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'must be an array',
  object: 'must be an object',
  record: 'must be an object',
  string: 'must be a string',
}

/** The words for an issue that carries none from the schema. */
export function shapeMessage(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'must be a name'
  if (issue.code !== 'invalid_type') return 'is invalid'
  if (issue.input === undefined) return 'is missing'
  return EXPECTED[issue.expected] ?? 'is of a wrong type'
}
