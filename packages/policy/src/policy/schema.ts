import * as z from 'zod/mini'
import { WEEKDAYS } from '../schedule/schedule-document.js'

/** What any name may be. It goes into messages and logs, so nothing in it may end a line or a quotation. */
const NAME = /^[^\p{Cc}\p{Zl}\p{Zp}`]{1,200}$/u

const OWN_ACTION = /^[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*$/i

/** Tells whether a value may serve as a name of a list, role, network, grant or principal. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value)
}

/** What is wrong with a value that is no name. */
export const NOT_A_NAME = 'must be a name of 1 to 200 characters without control characters and backticks'

let built: ReturnType<typeof build> | undefined

/** The shape of a policy document. Built at the first call: a schema at the top level would cost every import of the package. */
export function policySchema(): ReturnType<typeof build>['policy'] {
  built ??= build()
  return built.policy
}

/** The shape of one grant. */
export function grantSchema(): ReturnType<typeof build>['grant'] {
  built ??= build()
  return built.grant
}

/** The shape of one role. */
export function roleSchema(): ReturnType<typeof build>['role'] {
  built ??= build()
  return built.role
}

/** The shape of one schedule. */
export function scheduleSchema(): ReturnType<typeof build>['schedule'] {
  built ??= build()
  return built.schedule
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
  const ownOrNames = (what: string, words: readonly string[]) => {
    const message = `must be ${words.map((word) => `\`${word}\``).join(', ')} or the names of ${what}`
    return z.optional(z.union([z.enum(words), names.check(z.minLength(1, message))], message))
  }
  const grant = z.strictObject({
    id: name,
    allow: z.optional(patterns),
    deny: z.optional(patterns),
    to: z.strictObject({ role: z.optional(name), principal: z.optional(name) }),
    on: z.strictObject({
      lists: ownOrNames('lists', ['any', 'own']),
      zones: ownOrNames('zones', ['own']),
      account: z.optional(z.literal(true, 'must be `true`')),
    }),
    during: z.optional(name),
    mask: z.optional(names),
    content: z.optional(content),
  })
  const schedule = z.strictObject({
    timeZone: z.string(),
    windows: z.array(
      z.strictObject({
        days: z.array(z.enum(WEEKDAYS, 'must be one of `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`')),
        from: z.string(),
        to: z.string(),
      }),
    ),
    holidays: z.optional(z.array(z.string())),
  })
  const role = z.strictObject({ includes: z.optional(names) })
  const policy = z.strictObject({
    $schema: z.optional(z.string()),
    version: z.optional(z.literal(1, 'must be 1')),
    networks: z.optional(z.record(name, z.array(z.string()))),
    zones: z.optional(names),
    schedules: z.optional(z.record(name, schedule)),
    roles: z.record(name, role),
    actions: z.optional(z.array(z.string().check(z.regex(OWN_ACTION, 'must be words joined by dots')))),
    grants: z.array(grant),
  })
  return { policy, grant, role, schedule }
}

/** The checked shape, before names and addresses in it are looked at. */
export type ParsedPolicy = z.output<ReturnType<typeof build>['policy']>
/** One grant of the checked shape. */
export type ParsedGrant = ParsedPolicy['grants'][number]
