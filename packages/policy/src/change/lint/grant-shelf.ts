import type { CompiledGrant } from '../../engine/compiled-grant.js'

/** A grant, where it stands in the document, and where it holds. */
export interface Line {
  readonly index: number
  readonly grant: CompiledGrant
  /**
   * The parts of its scope: `any`, `account`, `own-lists`, `own-zones`, one `zone:…` or `list:…` for each name. Names cannot be mistaken
   * for the words.
   */
  readonly parts: ReadonlySet<string>
}

/** Above this it pays to sort by action. */
const FEW = 8

/** Grants of one holder and one effect, to be found by a part of their scope. In the order in which they were put. */
export class GrantShelf {
  readonly all: Line[] = []
  readonly #byPart = new Map<string, Line[]>()
  readonly #byAction = new Map<string, Line[][]>()

  put(line: Line): void {
    this.all.push(line)
    for (const part of line.parts) {
      const lines = this.#byPart.get(part)
      if (lines === undefined) this.#byPart.set(part, [line])
      else lines.push(line)
    }
  }

  /** Grants with this part in their scope; all that cover the action are among them. Of many, those that mask least come first. */
  at(part: string, action: number): readonly Line[] {
    const lines = this.#byPart.get(part) ?? []
    if (lines.length <= FEW) return lines
    const byAction = this.#byAction.get(part) ?? []
    this.#byAction.set(part, byAction)
    const known = byAction[action]
    if (known !== undefined) return known
    const covering = lines.filter(({ grant }) => grant.covers[action] === 1)
    covering.sort((one, other) => one.grant.mask.length - other.grant.mask.length)
    byAction[action] = covering
    return covering
  }
}

/** The parts of a grant's scope. */
export function partsOf({ source: { on } }: CompiledGrant): ReadonlySet<string> {
  if (on.account) return new Set(['account'])
  if (on.zones !== undefined) {
    return new Set(on.zones === 'own' ? ['own-zones'] : on.zones.map((zone) => `zone:${zone}`))
  }
  if (on.lists === 'any') return new Set(['any'])
  return new Set(on.lists === 'own' ? ['own-lists'] : on.lists.map((list) => `list:${list}`))
}
