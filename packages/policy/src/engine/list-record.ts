import type { ListDocument } from '../policy/directory.js'
import { problemAt } from '../policy/problem.js'
import { isName, NOT_A_NAME } from '../policy/schema.js'
import type { CompiledGrant } from './compiled-grant.js'
import { isTexts } from './texts.js'

/** The grants that name one list, by the number of their holder. */
export type Shelf = Map<number, CompiledGrant[]>

/** A list as decisions need it. */
export interface ListRecord {
  readonly id: string
  readonly zones: readonly string[]
  readonly region: string | undefined
  readonly shelf: Shelf
}

const NO_ZONES: readonly string[] = /* @__PURE__ */ Object.freeze([])

/** Reads a list as the host wrote it, a name or a document; a text says what is wrong with it. */
export function readList(value: unknown, path: readonly PropertyKey[]): Omit<ListRecord, 'shelf'> | string {
  if (typeof value === 'string') return readList({ id: value }, path)
  if (typeof value !== 'object' || value === null) return problemAt(path, 'must be a name or a list document')
  const { id, zones = NO_ZONES, region, ...unknown } = value as { readonly [Key in keyof ListDocument]: unknown }
  if (!isName(id)) return problemAt(path, NOT_A_NAME)
  if (!isTexts(zones)) return problemAt([...path, 'zones'], 'must be an array of names')
  if (region !== undefined && !isName(region)) return problemAt([...path, 'region'], NOT_A_NAME)
  const [stranger] = Object.keys(unknown)
  if (stranger !== undefined) return problemAt([...path, stranger], 'unknown key')
  return { id, zones: zones.length === 0 ? NO_ZONES : [...zones], region }
}
