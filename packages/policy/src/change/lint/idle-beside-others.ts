import type { CompiledGrant } from '../../engine/compiled-grant.js'
import { actionsIn, coversScope, holdsDuring, says } from './grant-cover.js'
import type { GrantShelf, Line } from './grant-shelf.js'
import type { Ground } from './ground.js'

/**
 * The denies that leave nothing of these actions of an allow, whenever it holds; `undefined` if something is left. Together they
 * cover every action on every part of its scope.
 */
export function deniesOver(line: Line, actions: readonly number[], ground: Ground): readonly string[] | undefined {
  const behind = ground.holdersBehind(line.grant.source.to)
  const used = new Set<string>()
  for (const part of line.parts) {
    const over = ground.partsOver(part)
    for (let left = actions; left[0] !== undefined; ) {
      const deny = findDeny(line.grant, behind, over, left[0])
      if (deny === undefined) return undefined
      used.add(deny.id)
      left = left.filter((action) => deny.covers[action] !== 1)
    }
  }
  return [...used].sort()
}

function findDeny(
  allow: CompiledGrant,
  behind: readonly { readonly denies: GrantShelf }[],
  parts: readonly string[],
  action: number,
): CompiledGrant | undefined {
  for (const { denies } of behind) {
    for (const part of parts) {
      for (const { grant } of denies.at(part, action)) {
        if (grant.covers[action] === 1 && holdsDuring(grant, allow)) return grant
      }
    }
  }
  return undefined
}

/** With how many grants of one holder, place and action a grant is compared: thousands there that differ in masks only must not take minutes. */
const MOST_COMPARED = 500

/** A grant that says all that this one says; of two that say the same, the one with the smaller id. */
export function grantOver(line: Line, ground: Ground): string | undefined {
  const [part] = line.parts
  const [action] = actionsIn(line.grant.covers)
  if (part === undefined || action === undefined) return undefined
  for (const holder of ground.holdersBehind(line.grant.source.to)) {
    const shelf = line.grant.denies ? holder.denies : holder.allows
    for (const over of ground.partsOver(part)) {
      for (const other of shelf.at(over, action).slice(0, MOST_COMPARED)) {
        if (makesRedundant(other, line, ground)) return other.grant.id
      }
    }
  }
  return undefined
}

function makesRedundant(other: Line, line: Line, ground: Ground): boolean {
  if (other === line || !says(other, line, ground)) return false
  const back = ground.holdersBehind(other.grant.source.to).some((holder) => holder === ownHolder(line, ground))
  return !(back && says(line, other, ground)) || other.grant.id < line.grant.id
}

function ownHolder({ grant }: Line, ground: Ground) {
  return ground.holdersBehind(grant.source.to)[0]
}

/** Whether some allow with a content rule stands beside this one whenever it allows the action. */
export function hasContentBeside(line: Line, action: number, ground: Ground): boolean {
  const [part = 'any'] = line.parts
  const over = ground.partsOver(part)
  return ground
    .holdersBehind(line.grant.source.to)
    .some(({ allows }) => over.some((wider) => allows.at(wider, action).some((other) => hasContent(other))))

  function hasContent(other: Line): boolean {
    const { content, covers } = other.grant
    if (content === undefined || covers[action] !== 1) return false
    return holdsDuring(other.grant, line.grant) && coversScope(other, line, ground)
  }
}
