import * as z from 'zod/mini'

/** What any name may be. It goes into messages and logs, so nothing in it may end a line or a quotation. */
const NAME = /^[^\p{Cc}\p{Zl}\p{Zp}`]{1,200}$/u

const OWN_ACTION = /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*$/i

/** Tells whether a value may serve as a name of a list, role, network, grant or principal. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value)
}

/** What is wrong with a value that is no name. */
export const NOT_A_NAME = 'must be a name of 1 to 200 characters without control characters and backticks'

const WHERE = 'must be `any`, `own` or the names of lists'

let built: ReturnType<typeof build> | undefined

/** The shape of a policy document. Built at the first call: a schema at the top level would cost every import of the package. */
export function policySchema(): ReturnType<typeof build> {
  built ??= build()
  return built
}

function build() {
  const name = z.string().check(z.regex(NAME, NOT_A_NAME))
  const names = z.array(name)
  const patterns = z.array(z.string()).check(z.minLength(1, 'must name an action'))
  const content = z.strictObject({
    from: names,
    replyTo: z.optional(names),
    mergeFields: z.optional(names),
    linkHosts: z.optional(names),
    imageHosts: z.optional(names),
  })
  const grant = z.strictObject({
    id: name,
    allow: z.optional(patterns),
    deny: z.optional(patterns),
    to: z.strictObject({ role: z.optional(name), principal: z.optional(name) }),
    on: z.strictObject({
      lists: z.union([z.enum(['any', 'own']), names.check(z.minLength(1, WHERE))], WHERE),
    }),
    mask: z.optional(names),
    content: z.optional(content),
  })
  return z.strictObject({
    networks: z.optional(z.record(name, z.array(z.string()))),
    roles: z.record(name, z.strictObject({ includes: z.optional(names) })),
    actions: z.optional(z.array(z.string().check(z.regex(OWN_ACTION, 'must be words joined by dots')))),
    grants: z.array(grant),
  })
}

/** The checked shape, before names and addresses in it are looked at. */
export type ParsedPolicy = z.output<ReturnType<typeof build>>
/** One grant of the checked shape. */
export type ParsedGrant = ParsedPolicy['grants'][number]
