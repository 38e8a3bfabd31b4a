import type { SecretId, VersionStanding } from '@waxseal/keys'
import { type KeyIndex, seriesOf } from './key-index.js'
import type { OffboardPorts } from './offboard-ports.js'

/** A secret with some of its versions. */
interface Seen<V extends VersionStanding> {
  readonly secret: SecretId
  readonly versions: readonly V[]
}

/** Puts API keys that were named by the id of a later version with their series, where it is known what is of use. */
export async function bySeries<V extends VersionStanding>(
  { knowledge }: Pick<OffboardPorts, 'knowledge'>,
  index: KeyIndex,
  seen: readonly Seen<V>[],
): Promise<readonly Seen<V>[]> {
  const merged = new Map<SecretId, Map<string, V>>()
  const add = (secret: SecretId, version: V) => {
    const versions = merged.get(secret) ?? new Map<string, V>()
    merged.set(secret, versions)
    if (!versions.has(version.version)) versions.set(version.version, version)
  }
  for (const { secret, versions } of seen) {
    const id = seriesOf(secret) ?? ''
    const series = index.ownerOf(id) === undefined ? index.seriesOf(id) : undefined
    if (series === undefined) for (const version of versions) add(secret, version)
    else {
      const standing = await knowledge.standingOf(`key/${series}`)
      for (const version of versions) {
        const named = standing.find((one) => one.version === (version.version === '' ? id : version.version))
        if (named !== undefined) add(`key/${series}`, { ...version, ...named })
      }
    }
  }
  return Array.from(merged, ([secret, versions]) => ({ secret, versions: [...versions.values()] })).sort(
    (one, other) => (one.secret < other.secret ? -1 : 1),
  )
}
