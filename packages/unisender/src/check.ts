import type * as z from 'zod'
import { failed, type Result, toProviderError } from './fault.js'
import type { MethodRow } from './method.js'

/** Maps whose keys people choose: addresses, names, file names. Below them a path shows `*`. */
const MAPS: ReadonlySet<PropertyKey> = new Set([
  'attachments',
  'failed_emails',
  'fields',
  'global_metadata',
  'global_substitutions',
  'headers',
  'metadata',
  'substitutions',
])

const REASONS: Readonly<Record<string, string>> = {
  invalid_format: 'wrong-format',
  invalid_key: 'wrong-key',
  invalid_type: 'wrong-type',
  invalid_union: 'wrong-type',
  invalid_value: 'not-allowed',
  not_multiple_of: 'wrong-type',
  too_big: 'too-much',
  too_small: 'too-little',
  unrecognized_keys: 'unknown-name',
}

/**
 * Checks the arguments of a call and gives them as they go over the wire; what the caller gave stays as it is. Throws `bad-argument`
 * with the path and a reason, never with the value.
 */
export function checkArguments<Arguments extends z.ZodType>(
  row: MethodRow<string, Arguments, z.ZodType>,
  given: unknown,
): z.output<Arguments> {
  const checked = parse(row.arguments(), given)
  if (checked === undefined) throw refusedArguments(row, { path: '*', reason: 'unreadable' })
  if (checked.success) return checked.data
  throw refusedArguments(row, describe(checked.error, given))
}

/** A value nested deeper than the stack, or a getter that throws, must not come out as a foreign error. */
function parse<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): z.ZodSafeParseResult<z.output<Schema>> | undefined {
  try {
    return schema.safeParse(given)
  } catch {
    return undefined
  }
}

/** The error for arguments that are refused before a call. */
export function refusedArguments(row: MethodRow, details: { path: string; reason: string }): Error {
  return toProviderError({ code: 'bad-argument', details }, { method: row.name, effect: row.effect, attempts: 0 })
}

/** Reads an answer by its schema. */
export function checkAnswer<Answer extends z.ZodType>(
  row: MethodRow<string, z.ZodType, Answer>,
  answer: unknown,
): Result<z.output<Answer>> {
  const checked = row.answer().safeParse(answer)
  return checked.success
    ? { ok: true, value: checked.data }
    : failed('bad-shape', { details: describe(checked.error, answer) })
}

function describe(error: z.ZodError, given: unknown): { path: string; reason: string } {
  const issue = error.issues[0]
  if (issue === undefined) return { path: '', reason: 'refused' }
  if (issue.code === 'custom') return { path: showPath(issue.path), reason: issue.message }
  if (issue.code === 'unrecognized_keys') {
    return { path: showPath([...issue.path, ...issue.keys.slice(0, 1)]), reason: 'unknown-name' }
  }
  const missing = issue.code === 'invalid_type' && issue.path.length > 0 && valueAt(given, issue.path) === undefined
  return { path: showPath(issue.path), reason: missing ? 'missing' : (REASONS[issue.code] ?? 'refused') }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined
    current = (current as Record<PropertyKey, unknown>)[key]
  }
  return current
}

function showPath(path: readonly PropertyKey[]): string {
  let text = ''
  let inMap = false
  for (const [depth, key] of path.entries()) {
    if (typeof key === 'number') {
      text += `[${key}]`
      // An index right after the name: here `attachments` is an array, and what follows are our own names again.
      if (MAPS.has(path[depth - 1] ?? '')) inMap = false
      continue
    }
    const shown = !inMap && typeof key === 'string' && /^[a-z]\w{0,40}$/i.test(key) ? key : '*'
    text += text === '' ? shown : `.${shown}`
    inMap ||= MAPS.has(key)
  }
  return text
}
