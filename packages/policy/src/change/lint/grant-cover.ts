import type { Coverage } from '../../engine/action-table.js'
import type { CompiledGrant } from '../../engine/compiled-grant.js'
import type { ContentRule } from '../../policy/document.js'
import type { Line } from './grant-shelf.js'
import type { Ground } from './ground.js'

/** Whether one grant holds whenever the other does, as far as hours go. */
export function holdsDuring(wide: CompiledGrant, narrow: CompiledGrant): boolean {
  return wide.during === undefined || wide.during.key === narrow.during?.key
}

/** Whether one scope covers all of the other. */
export function coversScope(wide: Line, narrow: Line, ground: Ground): boolean {
  for (const part of narrow.parts) if (!ground.partsOver(part).some((over) => wide.parts.has(over))) return false
  return true
}

const actionsOf = /* @__PURE__ */ new WeakMap<Coverage, readonly number[]>()

/** The numbers of the actions that are covered. Grants with the same patterns share a coverage, and it never changes. */
export function actionsIn(covers: Coverage): readonly number[] {
  const known = actionsOf.get(covers)
  if (known !== undefined) return known
  const actions: number[] = []
  for (const [action, covered] of covers.entries()) if (covered === 1) actions.push(action)
  actionsOf.set(covers, actions)
  return actions
}

/** Whether a grant says all that another says. Both have one effect, and whoever holds the other holds this one too. */
export function says(wide: Line, narrow: Line, ground: Ground): boolean {
  const { grant } = wide
  const { grant: other } = narrow
  return (
    coversActions(grant.covers, other.covers) &&
    holdsDuring(grant, other) &&
    // A field that the wide one shows is shown whether or not the other masks it.
    grant.mask.every((field) => other.mask.includes(field)) &&
    coversContent(grant.content, other.content) &&
    coversScope(wide, narrow, ground)
  )
}

function coversActions(wide: Coverage, narrow: Coverage): boolean {
  return wide === narrow || actionsIn(narrow).every((action) => wide[action] === 1)
}

const CONTENT = ['from', 'replyTo', 'mergeFields', 'linkHosts', 'imageHosts'] as const

/** A grant without content adds no rule, so that nothing is lost with it. */
function coversContent(wide: ContentRule | undefined, narrow: ContentRule | undefined): boolean {
  if (narrow === undefined || wide === narrow) return true
  if (wide === undefined) return false
  return CONTENT.every((key) => narrow[key]?.every((text) => wide[key]?.includes(text)) ?? true)
}
