import type { Obligation } from '../decision.js'
import { deepFreeze } from '../policy/deep-freeze.js'
import type { ContentRule, GrantDocument } from '../policy/document.js'
import type { CompiledSchedule } from '../schedule/compile-schedule.js'
import type { ActionTable, Coverage } from './action-table.js'

/** A named schedule; the hours behind the name may be exchanged. */
export interface ScheduleSlot {
  readonly name: string
  hours: CompiledSchedule
  /** Equal for equal hours, whatever the name. */
  key: string
}

/** Where a grant holds. */
export type CompiledScope =
  | 'account'
  | 'any'
  | 'own-lists'
  | 'own-zones'
  | { readonly kind: 'lists' | 'zones'; readonly names: ReadonlySet<string> }

/** The part of an answer that hangs on the deciding grants alone. */
export interface Verdict {
  /** `grant x allows`, `grants x, y deny`. */
  readonly phrase: string
  readonly grants: readonly string[]
  readonly obligations: readonly Obligation[]
}

/** A grant made ready for decisions. */
export interface CompiledGrant {
  readonly id: string
  readonly denies: boolean
  readonly covers: Coverage
  readonly scope: CompiledScope
  readonly during: ScheduleSlot | undefined
  readonly mask: readonly string[]
  readonly content: ContentRule | undefined
  readonly source: GrantDocument
  /** The verdict of this grant alone, made when it first decides alone. */
  alone: Verdict | undefined
}

const NO_FIELDS: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** Makes a checked grant ready. */
export function compileGrant(
  source: GrantDocument,
  actions: ActionTable,
  schedules: ReadonlyMap<string, ScheduleSlot>,
): CompiledGrant {
  const { id, allow, deny, mask, content, during } = source
  const slot = during === undefined ? undefined : schedules.get(during)
  // Without its hours a grant would hold always.
  if (during !== undefined && slot === undefined) throw new TypeError('unknown schedule')
  return {
    id,
    denies: deny !== undefined,
    covers: actions.coverageOf(allow ?? deny ?? []),
    scope: scopeOf(source),
    during: slot,
    mask: mask === undefined ? NO_FIELDS : [...new Set(mask)].sort(),
    content,
    source,
    alone: undefined,
  }
}

function scopeOf({ on }: GrantDocument): CompiledScope {
  if (on.account) return 'account'
  if (on.zones !== undefined) return on.zones === 'own' ? 'own-zones' : { kind: 'zones', names: new Set(on.zones) }
  if (typeof on.lists === 'object') return { kind: 'lists', names: new Set(on.lists) }
  return on.lists === 'any' ? 'any' : 'own-lists'
}

/** The lists that a grant names. */
export function namedLists({ scope }: CompiledGrant): ReadonlySet<string> {
  return typeof scope === 'object' && scope.kind === 'lists' ? scope.names : NO_LISTS
}

const NO_LISTS: ReadonlySet<string> = /* @__PURE__ */ new Set<string>()

/** What one grant decides alone. */
export function verdictAlone(grant: CompiledGrant): Verdict {
  // Handed out with many decisions: whoever receives one must not change the next.
  grant.alone ??= deepFreeze(verdictOf([grant]))
  return grant.alone
}

/** What grants decide together: all of them deny, or all allow. Sorted by id. */
export function verdictOf(grants: readonly CompiledGrant[]): Verdict {
  const ids = grants.map((grant) => grant.id)
  return { phrase: phraseOf(ids, grants[0]?.denies === true), grants: ids, obligations: obligationsOf(grants) }
}

function phraseOf(ids: readonly string[], denies: boolean): string {
  if (ids.length === 1) return `grant \`${ids[0]}\` ${denies ? 'denies' : 'allows'}`
  const shown = ids.slice(0, 3).map((id) => `\`${id}\``)
  const more = ids.length > shown.length ? ` and ${ids.length - shown.length} more` : ''
  return `grants ${shown.join(', ')}${more} ${denies ? 'deny' : 'allow'}`
}

/** A field is masked if every grant masks it; content must fit the rule of any grant that has one. A deny has neither. */
function obligationsOf(grants: readonly CompiledGrant[]): readonly Obligation[] {
  const obligations: Obligation[] = []
  const fields = grants[0]?.mask.filter((field) => grants.every((grant) => grant.mask.includes(field))) ?? []
  if (fields.length > 0) obligations.push({ type: 'mask', fields })
  const anyOf = grants.flatMap((grant) => grant.content ?? [])
  if (anyOf.length > 0) obligations.push({ type: 'content', anyOf })
  return obligations
}
