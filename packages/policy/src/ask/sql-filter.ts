import { WaxsealError } from '@waxseal/core'
import { isTexts } from '../engine/texts.js'
import { IS_SPELT, type SqlType } from './sql-ids.js'

/** A condition for the `WHERE` of the host's own statement. */
export interface SqlFilter<Value> {
  /** Goes with other conditions by `AND` and `OR`. The same for whatever lists, so that one prepared statement serves everybody. */
  readonly text: string
  /** One parameter, also when no list is allowed. */
  readonly values: [Value]
}

/** A filter for PostgreSQL. */
export interface PostgresFilterOptions {
  readonly dialect: 'postgres'
  /** Where the id of the list stands, spelt as in the catalogue (small letters, if it was created without quotes): `c.list_id`. */
  readonly column: string
  /**
   * What the column holds: `text` (or varchar), `integer` (or smallint, bigint), `uuid`. An id that is not the usual spelling of such
   * a value stands in no row. @default 'text'
   */
  readonly type?: SqlType | undefined
  /** The number of the filter's parameter in the statement: 2 makes it `$2`. @default 1 */
  readonly firstParameter?: number | undefined
}

/** A filter for SQLite. Its parameter is the next `?` of the statement. */
export interface SqliteFilterOptions {
  readonly dialect: 'sqlite'
  /** Where the id of the list stands: `c.list_id`. */
  readonly column: string
  /** What the rows hold there; a row that holds anything else is not selected. @default 'text' */
  readonly type?: 'text' | 'integer' | undefined
}

/**
 * A condition for the host's own SQL that selects exactly the rows of these lists. Make it for each request from
 * `engine.listsFor(principal, action, context)`: without the context that would be the lists of other hours and addresses too. A row
 * without a list, or with one that the engine does not know, is never selected, whatever the principal may do. All lists are one
 * parameter, of which there may be any number, and an ordinary index on the column is used.
 *
 * @throws WaxsealError `sql-filter-invalid` when the column is no plain name, or another option or the lists are malformed.
 * @example
 * ```ts
 * import { createEngine, definePolicy, sqlFilter } from '@waxseal/policy'
 *
 * const policy = definePolicy({
 *   roles: { viewer: {} },
 *   grants: [{ id: 'see-own', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'own' } }],
 * })
 * const engine = createEngine(policy, { lists: ['501', '502', '503'] })
 * const maria = { id: 'maria', roles: ['viewer'], lists: ['501', '502'] }
 *
 * const lists = engine.listsFor(maria, 'contacts.view', { at: Date.parse('2026-11-23T19:05:00Z') })
 * const mine = sqlFilter(lists, { dialect: 'postgres', column: 'c.list_id', type: 'integer', firstParameter: 2 })
 * const statement = `SELECT c.name FROM contacts c WHERE c.tenant = $1 AND ${mine.text}`
 * console.log(statement) // SELECT c.name FROM contacts c WHERE c.tenant = $1 AND "c"."list_id" = ANY($2::bigint[])
 * console.log(['romashka', ...mine.values]) // [ 'romashka', [ '501', '502' ] ]
 * ```
 */
export function sqlFilter(lists: readonly string[], options: PostgresFilterOptions): SqlFilter<string[]>
export function sqlFilter(lists: readonly string[], options: SqliteFilterOptions): SqlFilter<string>
export function sqlFilter(
  lists: readonly string[],
  options: PostgresFilterOptions | SqliteFilterOptions,
): SqlFilter<string[] | string> {
  if (!isTexts(lists)) throw invalid('the lists must be an array of ids')
  const { dialect, column, type = 'text', ...rest }: Readonly<Record<string, unknown>> = { ...options }
  if (dialect === 'postgres') {
    const { firstParameter = 1, ...unknown } = rest
    refuseUnknown(unknown)
    return postgres(lists, column, type, firstParameter)
  }
  if (dialect !== 'sqlite') throw invalid('`dialect` must be `postgres` or `sqlite`')
  refuseUnknown(rest)
  return sqlite(lists, column, type)
}

const ARRAYS: Readonly<Record<SqlType, string>> = { text: 'text[]', integer: 'bigint[]', uuid: 'uuid[]' }
const TYPES: readonly unknown[] = /* @__PURE__ */ Object.freeze(['text', 'integer', 'uuid'])

function postgres(lists: readonly string[], column: unknown, type: unknown, parameter: unknown): SqlFilter<string[]> {
  if (!isType(type, TYPES)) throw invalid('`type` must be `text`, `integer` or `uuid`')
  if (typeof parameter !== 'number' || !Number.isInteger(parameter) || parameter < 1 || parameter > 65_535)
    throw invalid('`firstParameter` must be a number from 1 to 65535')
  // The cast stands at the parameter: one at the column would put its index out of use.
  return {
    text: `${quoted(column, '"')} = ANY($${parameter}::${ARRAYS[type]})`,
    values: [lists.filter(IS_SPELT[type])],
  }
}

function sqlite(lists: readonly string[], column: unknown, type: unknown): SqlFilter<string> {
  if (!isType(type, TYPES) || type === 'uuid') throw invalid('`type` must be `text` or `integer`')
  const ids = lists.filter(IS_SPELT[type])
  // SQLite takes a name in double quotes that no column has for a text, and compares all rows with that.
  const name = quoted(column, '`')
  // Columns may hold values of any type, convert what they are compared with, and ignore case.
  const value = type === 'text' ? `${name} COLLATE BINARY` : name
  const text = `(${value} IN (SELECT value FROM json_each(?)) AND typeof(${name}) = '${type}')`
  return { text, values: [type === 'text' ? JSON.stringify(ids) : `[${ids.join(',')}]`] }
}

/** Longer names are cut off by PostgreSQL, and could then be those of other columns. */
const COLUMN = /^(?:[a-z_][a-z0-9_]{0,62}\.){0,2}[a-z_][a-z0-9_]{0,62}$/i

function quoted(column: unknown, mark: string): string {
  if (typeof column !== 'string' || !COLUMN.test(column)) {
    throw invalid(
      '`column` must be a name of ASCII letters, digits and `_`, with up to two such names and dots before it',
    )
  }
  return column
    .split('.')
    .map((part) => mark + part + mark)
    .join('.')
}

function isType(value: unknown, known: readonly unknown[]): value is SqlType {
  return known.includes(value)
}

function refuseUnknown(options: object): void {
  if (Object.keys(options).length > 0) throw invalid('there is an unknown option')
}

function invalid(what: string): WaxsealError<'sql-filter-invalid'> {
  return new WaxsealError('sql-filter-invalid', what)
}
