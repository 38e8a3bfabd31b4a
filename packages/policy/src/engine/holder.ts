import { type CompiledGrant, namedLists } from './compiled-grant.js'

const FEW = 8

/** The grants made to one role or one principal. */
export class Holder {
  /** All its grants, on whatever scope. */
  readonly all: CompiledGrant[] = []
  /** Those that name no list, by the number of the action; made when first asked for. */
  #wide: CompiledGrant[][] = []

  /** @param number stands for the holder on the shelves of the lists */
  constructor(readonly number: number) {}

  /** Whether its grants are so few that looking at each is faster than looking them up. */
  get few(): boolean {
    return this.all.length <= FEW
  }

  add(grant: CompiledGrant): void {
    this.all.push(grant)
    this.#wide = []
  }

  remove(grant: CompiledGrant): void {
    this.all.splice(this.all.indexOf(grant), 1)
    this.#wide = []
  }

  /** Grants that cover the action and name no list. */
  wide(action: number): readonly CompiledGrant[] {
    const known = this.#wide[action]
    if (known !== undefined) return known
    const covering = this.all.filter((grant) => grant.covers[action] === 1 && namedLists(grant).size === 0)
    this.#wide[action] = covering
    return covering
  }
}
