import { MIGRATIONS } from './migrations/all.js'
import type { Migration } from './migrations/migration.js'
import { checkSchema, lockKey } from './schema-name.js'

/** Which statements. */
export interface MigrationSqlOptions {
  /** @default 'waxseal' */
  readonly schema?: string
  /** The number of the last step that was taken before. @default 0 */
  readonly after?: number
}

/**
 * The statements of `migrate`, for those who run them by hand (`psql -v ON_ERROR_STOP=1 -f`): all in one transaction.
 *
 * Throws `postgres-schema-invalid`.
 *
 * @example
 * ```ts
 * import { migrationSql } from '@waxseal/postgres'
 *
 * console.log(migrationSql({ schema: 'record' }).includes('CREATE TABLE record.event')) // true
 * ```
 */
export function migrationSql(options: MigrationSqlOptions = {}): string {
  const schema = checkSchema(options.schema)
  const due = MIGRATIONS.filter(({ number }) => number > (options.after ?? 0))
  return `BEGIN;${prepareSql(schema)}${due.map((migration) => stepSql(migration, schema)).join('')}\nCOMMIT;\n`
}

/** What stands before every step; one process at a time goes on behind it. */
export function prepareSql(schema: string): string {
  return `
DO $$
BEGIN
  IF current_setting('server_encoding') <> 'UTF8' OR current_setting('server_version_num')::integer < 120000 THEN
    RAISE EXCEPTION USING ERRCODE = 'WX004', MESSAGE = 'the database has to be of PostgreSQL 12 or later, in UTF8';
  END IF;
END
$$;
SELECT pg_advisory_xact_lock(${lockKey(schema, 'migrate')});
CREATE SCHEMA IF NOT EXISTS ${schema};
CREATE TABLE IF NOT EXISTS ${schema}.migration (
  number integer PRIMARY KEY,
  taken timestamptz NOT NULL DEFAULT now()
);
`
}

/** One step, and the note that it was taken. */
export function stepSql({ number, sql }: Migration, schema: string): string {
  return `${sql(schema)}INSERT INTO ${schema}.migration (number) VALUES (${number});\n`
}
