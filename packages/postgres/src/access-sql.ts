import { WaxsealError } from '@waxseal/core'
import { checkSchema } from './schema-name.js'
import { toStored } from './stored-text.js'

/** Names may have 63 bytes; policies are named with a word more. */
const MAX_ROLE = 58

/**
 * Who shall do what.
 *
 * - `write`: the host's processes: append to the record and read it, keep secrets, subjects and snapshots.
 * - `audit`: read and verify the whole record.
 * - `read`: read the events of the tenant, no others. Without a tenant: those of the tenant that the session names with
 *   `SET waxseal.tenant = '…'`; that keeps apart what an application forgets to, not who writes his own statements.
 */
export type AccessOptions =
  | { readonly role: string; readonly may: 'audit' | 'write'; readonly schema?: string }
  | { readonly role: string; readonly may: 'read'; readonly tenant?: string; readonly schema?: string }

/**
 * The statements that give a role (it exists) its rights: for the owner of the tables to run, after `migrate`, as often as he likes. They
 * take nothing away; `DROP OWNED BY` does, first, when a role shall have less.
 *
 * Throws `postgres-schema-invalid` and `postgres-role-invalid`.
 *
 * @example
 * ```ts
 * import { accessSql } from '@waxseal/postgres'
 *
 * const sql = accessSql({ role: 'acme_reader', may: 'read', tenant: 'acme' })
 * console.log(sql.split('\n')[1]) // GRANT SELECT ON waxseal.event TO "acme_reader";
 * ```
 */
export function accessSql(options: AccessOptions): string {
  const schema = checkSchema(options.schema)
  const role = quoteName(options.role)
  const statements = [`GRANT USAGE ON SCHEMA ${schema} TO ${role}`, ...GRANTS[options.may](schema, role)]
  const seen = options.may === 'read' ? tenantTest(options.tenant) : 'true'
  statements.push(...policy(`${schema}.event`, role, `FOR SELECT TO ${role} USING (${seen})`))
  return `${statements.join(';\n')};\n`
}

const GRANTS: Readonly<Record<AccessOptions['may'], (schema: string, role: string) => string[]>> = {
  read: (schema, role) => [`GRANT SELECT ON ${schema}.event TO ${role}`],
  audit: (schema, role) => [`GRANT SELECT ON ${schema}.event, ${schema}.head, ${schema}.migration TO ${role}`],
  write: (schema, role) => [
    `GRANT SELECT ON ${schema}.event, ${schema}.head, ${schema}.migration TO ${role}`,
    `GRANT EXECUTE ON FUNCTION ${schema}.append(uuid, bigint, bytea, integer, json) TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ${schema}.secret, ${schema}.subject, ${schema}.snapshot TO ${role}`,
    ...['secret', 'subject', 'snapshot'].flatMap((table) => {
      return policy(`${schema}.${table}`, role, `TO ${role} USING (true) WITH CHECK (true)`)
    }),
  ],
}

/** A role has one policy on a table, named after it. */
function policy(table: string, role: string, rest: string): string[] {
  const name = `"role ${role.slice(1)}`
  return [`DROP POLICY IF EXISTS ${name} ON ${table}`, `CREATE POLICY ${name} ON ${table} ${rest}`]
}

function tenantTest(tenant: string | undefined): string {
  if (tenant === undefined) return "tenant = current_setting('waxseal.tenant', true)"
  // In this form a backslash is one whatever the settings of the session.
  return `tenant = E'${toStored(tenant).replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

function quoteName(name: string): string {
  if (typeof name === 'string' && !name.includes('\0') && lengthOf(name) >= 1 && lengthOf(name) <= MAX_ROLE) {
    return `"${name.replaceAll('"', '""')}"`
  }
  throw new WaxsealError('postgres-role-invalid', `a role is named with 1 to ${MAX_ROLE} bytes`)
}

function lengthOf(name: string): number {
  return new TextEncoder().encode(name).length
}
