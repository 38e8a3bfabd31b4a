import * as z from 'zod/mini'
import type { Problem } from './answer.js'
import type { OperationName } from './operations.js'

const MAX_FILE = 64 * 1024 * 1024
const MAX_ROWS = 1_000_000
const MAX_LETTER = 8_000_000

let schemas: Record<OperationName, z.ZodMiniType> | undefined

/** Built at the first call: a schema made at import would pin the validator into every bundle. */
function build(): Record<OperationName, z.ZodMiniType> {
  const text = (min: number, max: number) => z.string().check(z.minLength(min), z.maxLength(max))
  const list = text(1, 200)
  const campaign = z.strictObject({ campaign: text(1, 200) })
  const nothing = z.strictObject({})
  const row = z.strictObject({
    email: text(0, 1000),
    phone: z.optional(text(0, 200)),
    fields: z.optional(z.record(text(0, 200), text(0, 10_000))),
  })
  const bytes = z
    .instanceof(Uint8Array)
    .check(z.refine((value) => value.length <= MAX_FILE, `must be at most ${MAX_FILE} bytes long`))
  const letter = z.strictObject({
    list,
    from: text(3, 254),
    fromName: z.optional(text(0, 200)),
    replyTo: z.optional(text(3, 254)),
    subject: text(1, 1000),
    html: z.optional(text(0, MAX_LETTER)),
    text: z.optional(text(0, MAX_LETTER)),
  })
  return {
    'lists.list': nothing,
    'contacts.list': z.strictObject({ list, limit: z.optional(z.int().check(z.minimum(1))) }),
    'contacts.get': z.strictObject({ list, id: text(1, 2000) }),
    'contacts.export': z.strictObject({ list }),
    'contacts.import': z.strictObject({
      list,
      file: z.union([text(0, MAX_FILE), bytes, z.array(row).check(z.maxLength(MAX_ROWS))]),
    }),
    'campaigns.send': letter.check(
      z.refine(({ html, text: plain }) => html !== undefined || plain !== undefined, 'a letter needs `html` or `text`'),
    ),
    'campaigns.list': nothing,
    'campaigns.status': campaign,
    'campaigns.deliveries': campaign,
  }
}

/** Checks the input of an operation. Problems name the place and the rule, never the value. */
export function checkInput(operation: OperationName, input: unknown): readonly Problem[] {
  schemas ??= build()
  const result = schemas[operation].safeParse(input)
  if (result.success) return []
  return result.error.issues.slice(0, 20).map((issue) => ({
    code: issue.code,
    message: `${issue.path.map(pathPart).join('.') || 'input'}: ${describe(issue)}`,
  }))
}

/** A key of foreign data may be personal; only what looks like a name of ours is repeated. */
function pathPart(part: PropertyKey): string {
  return typeof part === 'number' ? String(part) : /^[a-zA-Z]{1,20}$/.test(String(part)) ? String(part) : '…'
}

function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be \`${issue.expected}\``
    case 'too_big':
      return `must be at most ${issue.maximum} long`
    case 'too_small':
      return `must be at least ${issue.minimum} long`
    case 'unrecognized_keys':
      return 'has members that are not known here'
    case 'custom':
      return issue.message ?? 'is not well formed'
    default:
      return 'is not well formed'
  }
}
