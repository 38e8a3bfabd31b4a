import type { ActionWord } from '../engine/action-table.js'
import type { CompiledGrant } from '../engine/compiled-grant.js'
import type { ListRecord } from '../engine/list-record.js'
import type { PrincipalRecord } from '../engine/principal-record.js'
import type { EngineState } from '../engine/state.js'
import type { ContentRule } from '../policy/document.js'

/** One way of access: while a schedule is open, or always, with these fields masked. */
export interface Way {
  /** The name of a schedule. @default always */
  readonly during?: string | undefined
  /** Fields that this way masks. Of several ways open at one time, a field is masked if all of them mask it. */
  readonly mask: readonly string[]
  /** Rules for letters that grants of this way bring. Of several ways open at one time, those of all count. */
  readonly content?: readonly ContentRule[] | undefined
}

/**
 * What somebody may do as a function of the schedules: allowed while one of the ways is open and none of the exceptions is. No ways:
 * never. Two equal functions have the same form, whatever the grants behind them.
 */
export interface Access {
  readonly ways: readonly Way[]
  /** Names of schedules while which a grant denies. */
  readonly except: readonly string[]
  /** Epoch milliseconds at which it ends with the principal's end date. */
  readonly until?: number | undefined
}

/** No access at any time. */
export const NEVER: Access = /* @__PURE__ */ Object.freeze({ ways: [], except: [] })

/** What a principal may do on a list, or on the account, whatever his address. Rules are not asked. */
export function accessOf(
  state: EngineState,
  principal: PrincipalRecord,
  action: ActionWord,
  list: ListRecord | undefined,
): Access {
  const { status, endsAt } = principal
  if (status !== undefined && status !== 'active') return NEVER
  const access = foldGrants(state.covering(principal, action, list))
  if (endsAt === undefined || access.ways.length === 0) return access
  return typeof endsAt === 'number' && Number.isFinite(endsAt) ? { ...access, until: endsAt } : NEVER
}

interface OpenWay {
  readonly during: string | undefined
  readonly mask: ReadonlySet<string>
  readonly content: Map<string, ContentRule>
}

/** Brings grants into the one form that says the same. Schedules count by their hours, not by their names. */
export function foldGrants(grants: readonly CompiledGrant[]): Access {
  const except = new Map<string, string>()
  for (const { denies, during } of grants) {
    if (!denies) continue
    if (during === undefined) return NEVER
    if (!except.has(during.key)) except.set(during.key, during.name)
  }
  const ways = new Map<string, OpenWay>()
  for (const { denies, during, mask, content } of grants) {
    // While this one is open, so is the denial.
    if (denies || (during !== undefined && except.has(during.key))) continue
    const key = during?.key ?? ''
    const known = ways.get(key)
    const fields = new Set(known === undefined ? mask : mask.filter((field) => known.mask.has(field)))
    const rules = known?.content ?? new Map<string, ContentRule>()
    if (content !== undefined) rules.set(JSON.stringify(content), content)
    ways.set(key, { during: known?.during ?? during?.name, mask: fields, content: rules })
  }
  if (ways.size === 0) return NEVER
  return { ways: settled(ways), except: [...except.values()].sort() }
}

/** What is always open takes part in every other way; one that shows no more than that is dropped. */
function settled(ways: ReadonlyMap<string, OpenWay>): readonly Way[] {
  const always = ways.get('')
  const all: Way[] = []
  for (const { during, mask, content } of ways.values()) {
    const fields = [...mask].filter((field) => always === undefined || always.mask.has(field)).sort()
    const rules = [...content.keys()].filter((key) => during === undefined || always?.content.has(key) !== true).sort()
    const bound = rules.length === 0 ? {} : { content: rules.flatMap((key) => content.get(key) ?? []) }
    if (during === undefined) all.push({ mask: fields, ...bound })
    else if (always === undefined || fields.length < always.mask.size || rules.length > 0) {
      all.push({ during, mask: fields, ...bound })
    }
  }
  return all.sort((one, other) => ((one.during ?? '') < (other.during ?? '') ? -1 : 1))
}
