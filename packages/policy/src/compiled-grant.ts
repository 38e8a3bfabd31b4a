import type { Obligation } from './decision.js'
import { deepFreeze } from './deep-freeze.js'
import type { ContentRule, GrantDocument, Policy } from './document.js'

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
  /** The place of the id among all ids in sorted order, so that no decision compares texts. */
  readonly rank: number
  readonly denies: boolean
  readonly mask: readonly string[]
  readonly content: ContentRule | undefined
  /** The verdict of this grant alone. */
  readonly alone: Verdict
  readonly source: GrantDocument<string>
}

/** The grants of a policy, sorted by id. */
export function compileGrants(policy: Policy): readonly CompiledGrant[] {
  return [...policy.grants]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((source, rank) => {
      const { id, content } = source
      const own = { id, denies: source.deny !== undefined, mask: [...new Set(source.mask)].sort(), content }
      // Handed out with many decisions: whoever receives one must not change the next.
      return { ...own, rank, alone: deepFreeze(verdictOf([own])), source }
    })
}

type Deciding = Pick<CompiledGrant, 'id' | 'denies' | 'mask' | 'content'>

/** What grants decide together: all of them deny, or all allow. */
export function verdictOf(grants: readonly Deciding[]): Verdict {
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
function obligationsOf(grants: readonly Deciding[]): readonly Obligation[] {
  const obligations: Obligation[] = []
  const fields = grants[0]?.mask.filter((field) => grants.every((grant) => grant.mask.includes(field))) ?? []
  if (fields.length > 0) obligations.push({ type: 'mask', fields })
  const anyOf = grants.flatMap((grant) => grant.content ?? [])
  if (anyOf.length > 0) obligations.push({ type: 'content', anyOf })
  return obligations
}

/** Sorted by id, each once: a principal may hold a grant by several roles. */
export function inOrder(grants: CompiledGrant[]): readonly CompiledGrant[] {
  if (grants.length < 2) return grants
  grants.sort((one, other) => one.rank - other.rank)
  return grants.filter((grant, index) => grant !== grants[index - 1])
}
