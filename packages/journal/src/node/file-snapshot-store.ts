import { isWaxsealError, type Snapshot, type SnapshotStore } from '@waxseal/core'
import { checkKey, checkPlace } from '../vault/check-row.js'
import { TenantFiles } from './tenant-files.js'
import { openVaultDirectory, reading, writing } from './vault-file.js'

/** About the longest text that the runtime can hold. */
const MAX_FILE_BYTES = 500 * 1024 * 1024

/**
 * Snapshots in a directory, one file each, readable by its owner only. Names of files are hashes. Several processes may use it at once.
 * A damaged or exposed file is passed over: it is a cache, and the record knows better.
 *
 * Throws `vault-exposed` when others may write to the directory, `vault-invalid`, and `vault-unreadable` or `vault-write-failed` when the
 * system refuses.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { fileSnapshotStore } from '@waxseal/journal/node'
 *
 * const snapshots = await fileSnapshotStore(join(await mkdtemp(join(tmpdir(), 'waxseal-')), 'snapshots'))
 * await snapshots.save('default', 'keys', { size: 3, state: '[]' })
 * console.log((await snapshots.load('default', 'keys'))?.size) // 3
 * ```
 */
export async function fileSnapshotStore(directory: string): Promise<SnapshotStore> {
  await reading(() => openVaultDirectory(directory))
  const files = new TenantFiles(directory, MAX_FILE_BYTES)
  return {
    async load(tenant, name) {
      checkPlace({ tenant, name })
      const text = await reading(() => files.read(tenant, name)).catch((error: unknown) => {
        if (isWaxsealError(error, 'vault-corrupt') || isWaxsealError(error, 'vault-exposed')) return undefined
        throw error
      })
      return text === undefined ? undefined : parseSnapshot(text, tenant, name)
    },
    async save(tenant, name, { size, state }) {
      checkPlace({ tenant, name })
      await writing(() => files.write(tenant, name, `${placeLine(tenant, name, size)}\n${state}`))
    },
    async clear(tenant) {
      checkKey(tenant, 'tenant')
      await writing(() => files.clear(tenant))
    },
  }
}

/** The state follows its place on a line of its own, so that a large one need not be written out twice. */
function parseSnapshot(text: string, tenant: string, name: string): Snapshot | undefined {
  const end = text.indexOf('\n')
  const place = text.slice(0, Math.max(0, end))
  const size = Number(/,(\d{1,16})\]$/.exec(place)?.[1])
  return place === placeLine(tenant, name, size) ? { size, state: text.slice(end + 1) } : undefined
}

function placeLine(tenant: string, name: string, size: number): string {
  return JSON.stringify([tenant, name, size])
}
