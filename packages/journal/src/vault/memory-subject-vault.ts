import type { SubjectRow, SubjectVault } from '@waxseal/core'
import { checkKey, checkReplacement, checkRow } from './check-row.js'
import { SubjectTable } from './subject-table.js'

/**
 * A subject vault in memory, for tests and for runtimes without files: everything the port promises except to outlive the process.
 *
 * Its methods throw `vault-conflict` and `vault-invalid`.
 *
 * @example
 * ```ts
 * import { memorySubjectVault } from '@waxseal/journal'
 *
 * const vault = memorySubjectVault()
 * await vault.add('default', { id: 'sub_1', lookup: 'keyed hash', sealed: 'sealed values' })
 * console.log((await vault.byLookup('default', 'keyed hash'))?.id) // sub_1
 * console.log(await vault.forget('default', 'sub_1')) // true
 * ```
 */
export function memorySubjectVault(): SubjectVault {
  const tables = new Map<string, SubjectTable>()

  /** Only adding keeps a table: asking for tenants that nobody has must not fill the memory. */
  function tableOf(tenant: string): SubjectTable {
    return tables.get(checkKey(tenant, 'tenant')) ?? new SubjectTable()
  }

  return {
    async add(tenant, row) {
      const table = tableOf(tenant)
      const kept = table.add(checkRow(row))
      tables.set(tenant, table)
      return kept
    },
    byLookup: async (tenant, lookup) => tableOf(tenant).byLookup(checkKey(lookup, 'lookup')),
    byId: async (tenant, id) => tableOf(tenant).byId(checkKey(id, 'id')),
    async replace(tenant, old, row) {
      const [from, to] = checkReplacement(old, row)
      return tableOf(tenant).replace(from, to) !== undefined
    },
    rows: (tenant) => rowsOf(tableOf(tenant)),
    forget: async (tenant, id) => tableOf(tenant).remove(checkKey(id, 'id')) !== undefined,
  }
}

async function* rowsOf(table: SubjectTable): AsyncGenerator<SubjectRow> {
  for (const { id } of table.rows()) {
    const row = table.byId(id)
    if (row !== undefined) yield row
  }
}
