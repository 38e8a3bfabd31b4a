import type { Principal } from '../policy/directory.js'
import { problemAt } from '../policy/problem.js'
import { isName, NOT_A_NAME } from '../policy/schema.js'
import { type Allowlist, compileAllowlist } from './allowlist.js'
import type { Holder } from './holder.js'
import { isTexts, sameElements } from './texts.js'

/** A principal as decisions need him: read once, then unchanged. */
export interface PrincipalRecord {
  readonly id: string
  readonly roles: readonly string[]
  readonly lists: readonly string[]
  readonly zones: readonly string[]
  readonly status: unknown
  readonly endsAt: unknown
  readonly mailbox: string | undefined
  /** `undefined`: bound to no network. */
  readonly allowlist: Allowlist | undefined
  /** Who holds grants for him, as of a version of the engine's roles. */
  holders: readonly Holder[]
  version: number
}

type Members = { readonly [Key in keyof Principal]: unknown }

const NONE: readonly string[] = /* @__PURE__ */ Object.freeze([])
const NOBODY: readonly Holder[] = /* @__PURE__ */ Object.freeze([])

/**
 * Reads principals as the host hands them over with a request, without trusting their shape. One that did not change since is not
 * read again; a host may change an object in place, so that every member is compared each time.
 */
export class PrincipalReader {
  readonly #seen = new WeakMap<object, { readonly record: PrincipalRecord; readonly networks: readonly unknown[] }>()

  /** `undefined`: there is nobody, or a deny may hang on what cannot be read. */
  read(value: object): PrincipalRecord | undefined {
    const { id, roles = NONE, lists = NONE, zones = NONE, networks, status, endsAt, mailbox } = value as Members
    const seen = this.#seen.get(value)
    if (seen !== undefined) {
      const { record } = seen
      const same =
        record.id === id &&
        record.status === status &&
        record.endsAt === endsAt &&
        record.mailbox === mailbox &&
        sameElements(record.roles, roles) &&
        sameElements(record.lists, lists) &&
        sameElements(record.zones, zones) &&
        (record.allowlist === undefined ? networks === undefined : sameElements(seen.networks, networks))
      if (same) return record
    }
    if (typeof id !== 'string' || id === '') return undefined
    const own = { roles: textsOf(roles), lists: textsOf(lists), zones: textsOf(zones), networks: networksOf(networks) }
    if (own.roles === undefined || own.lists === undefined || own.zones === undefined) return undefined
    const record: PrincipalRecord = {
      id,
      roles: own.roles,
      lists: own.lists,
      zones: own.zones,
      status,
      endsAt,
      mailbox: typeof mailbox === 'string' ? mailbox : undefined,
      allowlist: networks === undefined ? undefined : compileAllowlist(own.networks),
      holders: NOBODY,
      version: -1,
    }
    this.#seen.set(value, { record, networks: own.networks })
    return record
  }
}

/** A copy of an array of texts. It ends at the first hole: a sparse array may claim any length. */
function textsOf(value: unknown): readonly string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const texts: string[] = []
  for (let index = 0; index < value.length; index++) {
    const text: unknown = value[index]
    if (typeof text !== 'string') return undefined
    texts.push(text)
  }
  return texts
}

/** Longer allowlists are nobody's. */
const MOST_NETWORKS = 1_000_000

/** What cannot be read of an allowlist only narrows it, so that nothing remains of one that is no array or has no end. */
function networksOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) && value.length <= MOST_NETWORKS ? [...value] : []
}

const STATUSES: readonly unknown[] = /* @__PURE__ */ Object.freeze([undefined, 'active', 'suspended', 'offboarded'])

const KEYS = /* @__PURE__ */ 'id roles lists zones networks status endsAt mailbox'.split(' ')

/** Reads a principal of the directory; a text says what is wrong with him. */
export function readPrincipal(value: unknown, path: readonly PropertyKey[]): PrincipalRecord | string {
  if (typeof value !== 'object' || value === null) return problemAt(path, 'must be a principal')
  const { id, roles = NONE, lists = NONE, zones = NONE, networks, status, endsAt, mailbox } = value as Members
  if (!isName(id)) return problemAt([...path, 'id'], NOT_A_NAME)
  if (!isTexts(roles)) return problemAt([...path, 'roles'], NOT_TEXTS)
  if (!isTexts(lists)) return problemAt([...path, 'lists'], NOT_TEXTS)
  if (!isTexts(zones)) return problemAt([...path, 'zones'], NOT_TEXTS)
  if (networks !== undefined && !isTexts(networks)) return problemAt([...path, 'networks'], NOT_TEXTS)
  if (!STATUSES.includes(status)) {
    return problemAt([...path, 'status'], 'must be `active`, `suspended` or `offboarded`')
  }
  if (endsAt !== undefined && !(typeof endsAt === 'number' && Number.isFinite(endsAt))) {
    return problemAt([...path, 'endsAt'], 'must be a time in epoch milliseconds')
  }
  if (mailbox !== undefined && typeof mailbox !== 'string') return problemAt([...path, 'mailbox'], 'must be a text')
  const stranger = Object.keys(value).find((key) => !KEYS.includes(key))
  if (stranger !== undefined) return problemAt([...path, stranger], 'unknown key')
  return {
    id,
    roles: kept(roles),
    lists: kept(lists),
    zones: kept(zones),
    status,
    endsAt,
    mailbox,
    allowlist: networks === undefined ? undefined : compileAllowlist(networks),
    holders: NOBODY,
    version: -1,
  }
}

const NOT_TEXTS = 'must be an array of texts'

function kept(texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? NONE : [...texts]
}
