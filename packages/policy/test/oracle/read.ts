import type { ListDocument, Principal } from '@waxseal/policy'

/** A request whose members were each read once, in the order in which the meaning needs them. */
export interface ReadQuestion {
  readonly principal: Principal & { readonly networks?: unknown; readonly status?: unknown; readonly endsAt?: unknown }
  readonly action: string
  readonly list: ListDocument | undefined
  readonly ip: unknown
  readonly at: unknown
  readonly facts: unknown
}

/** The words that a request may use. */
export interface Vocabulary {
  readonly actions: ReadonlySet<string>
  readonly lists: ReadonlyMap<string, ListDocument>
  readonly principals: ReadonlyMap<string, Principal>
}

/** Step 1 of the meaning, first reason: unknown principal, action or list. Whatever cannot be read is unknown. */
export function readQuestion(request: unknown, known: Vocabulary): ReadQuestion | 'unknown' {
  const { principal: given, action, resource, context, facts } = membersOf(request)
  const principal = readPrincipal(typeof given === 'string' ? known.principals.get(given) : given)
  const { type, id } = membersOf(resource)
  const { ip, at } = membersOf(context)
  if (principal === undefined || typeof action !== 'string' || !known.actions.has(action)) return 'unknown'
  if (type === 'account') return { principal, action, list: undefined, ip, at, facts }
  const list = type === 'list' && typeof id === 'string' ? known.lists.get(id) : undefined
  return list === undefined ? 'unknown' : { principal, action, list, ip, at, facts }
}

/** A deny may hang on a role, a list or a zone: a principal whose names cannot be read is nobody. */
function readPrincipal(value: unknown): ReadQuestion['principal'] | undefined {
  const { id, roles, lists, zones, networks, status, endsAt, mailbox } = membersOf(value)
  const names = { roles: texts(roles), lists: texts(lists), zones: texts(zones) }
  if (typeof id !== 'string' || id === '') return undefined
  const { roles: heldRoles, lists: ownLists, zones: ownZones } = names
  if (heldRoles === undefined || ownLists === undefined || ownZones === undefined) return undefined
  const person = { id, roles: heldRoles, lists: ownLists, zones: ownZones, networks, status, endsAt }
  return { ...person, ...(typeof mailbox === 'string' && { mailbox }) } as ReadQuestion['principal']
}

function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined) return []
  if (!Array.isArray(value)) return undefined
  // A hole in an array is no text, and `every` would pass over it.
  const items: readonly unknown[] = Array.from(value)
  return items.every((item) => typeof item === 'string') ? items : undefined
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
