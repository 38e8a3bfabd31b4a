/** The words that a policy and its host know. */
export interface Vocabulary {
  /** Each action with the patterns that cover it. */
  readonly actions: ReadonlyMap<string, readonly string[]>
  readonly lists: ReadonlySet<string>
}

/** A request whose members were each read once, so that what was checked is what is used. */
export interface ReadRequest {
  readonly principal: string
  readonly roles: readonly string[]
  readonly status: unknown
  readonly endsAt: unknown
  readonly networks: unknown
  readonly action: string
  /** The patterns that cover the action. */
  readonly patterns: readonly string[]
  /** `undefined`: the request names no list. */
  readonly list: string | undefined
  /** Whether the list is the principal's own. */
  readonly owns: boolean
  readonly ip: unknown
  readonly at: unknown
}

/** What of a request is unknown. */
export type Unknown = 'principal' | 'action' | 'list'

/**
 * Reads a request without trusting its shape.
 *
 * Roles and lists that are not arrays of texts make the principal unknown: a deny may hang on what could not be read. Networks may
 * be anything: what cannot be read of an allowlist only narrows it.
 */
export function readRequest(request: unknown, vocabulary: Vocabulary): ReadRequest | Unknown {
  const { principal, action, resource, context } = membersOf(request)
  const { id, roles = NONE, lists = NONE, networks, status, endsAt } = membersOf(principal)
  if (typeof id !== 'string' || id === '' || !isTexts(roles) || !isTexts(lists)) return 'principal'
  const patterns = typeof action === 'string' ? vocabulary.actions.get(action) : undefined
  if (typeof action !== 'string' || patterns === undefined) return 'action'
  const list = listOf(resource, vocabulary.lists)
  if (list === null) return 'list'
  const owns = list !== undefined && lists.includes(list)
  const { ip, at } = membersOf(context)
  return { principal: id, roles, status, endsAt, networks, action, patterns, list, owns, ip, at }
}

const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([])

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function isTexts(value: unknown): value is readonly string[] {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index++) if (typeof value[index] !== 'string') return false
  return true
}

/** The known list that a resource names, `undefined` for the account, `null` for anything else. */
function listOf(resource: unknown, known: ReadonlySet<string>): string | undefined | null {
  const { type, id } = membersOf(resource)
  if (type === 'account') return undefined
  return type === 'list' && typeof id === 'string' && known.has(id) ? id : null
}
