import type { MatrixRow } from '@waxseal/policy'
import { printable } from '../../io.js'
import { boundWords } from './words.js'

/** The names that a matrix is about. */
export interface Columns {
  readonly principals: readonly string[]
  readonly actions: readonly string[]
  readonly lists: readonly string[]
}

/** Longer names push their line to the right. */
const WIDEST = 40

/** Where one principal may do one thing under the same conditions. */
interface Places {
  readonly lists: string[]
  account: boolean
}

/**
 * The matrix as lines of text: one for each principal, action and condition, with all the places. The rows come by principal and
 * action, so that no more than those of one action are held.
 *
 * @param whole whether the rows are about the account and all lists
 */
export function* matrixTable(rows: Iterable<MatrixRow>, columns: Columns, whole: boolean): Generator<string> {
  const widths = [widthOf('principal', columns.principals), widthOf('action', columns.actions)] as const
  const line = (principal: string, action: string, rest: string) =>
    printable(`${principal.padEnd(widths[0])}  ${action.padEnd(widths[1])}  ${rest}`)
  const everywhere = whole ? columns.lists.length : Number.POSITIVE_INFINITY
  yield line('principal', 'action', 'where')
  let principal = ''
  let action = ''
  const places = new Map<string, Places>()
  function* flush() {
    for (const [bounds, where] of places) yield line(principal, action, `${placesWords(where, everywhere)}${bounds}`)
    places.clear()
  }
  for (const row of rows) {
    if (row.principal !== principal || row.action !== action) {
      yield* flush()
      principal = row.principal
      action = row.action
    }
    const bounds = boundWords(row.access)
    const where = places.get(bounds) ?? { lists: [], account: false }
    places.set(bounds, where)
    if (row.list === undefined) where.account = true
    else where.lists.push(row.list)
  }
  yield* flush()
}

function placesWords({ lists, account }: Places, everywhere: number): string {
  const all = lists.length > 1 && lists.length === everywhere
  if (all) return account ? 'everywhere' : 'on all lists'
  const named = lists.length === 0 ? [] : [`on list ${lists.join(', ')}`]
  return [...(account ? ['on the account'] : []), ...named].join(' and ')
}

function widthOf(title: string, names: readonly string[]): number {
  return names.reduce((width, name) => Math.max(width, Math.min(name.length, WIDEST)), title.length)
}
