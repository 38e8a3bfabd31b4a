import type { SecretStore } from '@waxseal/core'
import { checkKey, checkPlace, checkSealed } from './check-row.js'

/**
 * A secret store in memory, for tests and for runtimes without files: everything the port promises except to outlive the process.
 *
 * Its methods throw `vault-invalid`.
 *
 * @example
 * ```ts
 * import { memorySecretStore } from '@waxseal/journal'
 *
 * const secrets = memorySecretStore()
 * const place = { tenant: 'default', name: 'credential/unisender/v_1' }
 * await secrets.put(place, 'eyJhbGciOiJkaXIi…')
 * console.log(await secrets.names('default')) // [ 'credential/unisender/v_1' ]
 * console.log(await secrets.delete(place), await secrets.get(place)) // true undefined
 * ```
 */
export function memorySecretStore(): SecretStore {
  const tenants = new Map<string, Map<string, string>>()
  return {
    async put(place, sealed) {
      const { tenant, name } = checkPlace(place)
      const text = checkSealed(sealed)
      const secrets = tenants.get(tenant) ?? new Map<string, string>()
      tenants.set(tenant, secrets.set(name, text))
    },
    async get(place) {
      const { tenant, name } = checkPlace(place)
      return tenants.get(tenant)?.get(name)
    },
    async delete(place) {
      const { tenant, name } = checkPlace(place)
      return tenants.get(tenant)?.delete(name) ?? false
    },
    async names(tenant) {
      return [...(tenants.get(checkKey(tenant, 'tenant'))?.keys() ?? [])].sort()
    },
  }
}
