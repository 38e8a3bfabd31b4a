import type { KeysErrorCode } from '../keys-error-code.js'
import { rotateVersion } from '../rotation/commands.js'
import { type Decision, type NewVersion, refused } from '../rotation/decision.js'
import { currentVersion, type Rotation } from '../rotation/rotation.js'
import { IssuedKey } from './issued-key.js'
import type { KeyBook } from './key-book.js'
import { checkSpec, expiryOf, type KeySpec } from './key-spec.js'
import { newSecret } from './new-secret.js'

/** How a new version comes in: decided by the series as it stands at an instant. */
type ComeIn = (rotation: Rotation, next: NewVersion, at: number) => Decision

/** Issues a key: its first version, current from the start. */
export async function issueKey(book: KeyBook, given: KeySpec): Promise<IssuedKey> {
  const { clock, head } = book.options
  const { spec, by } = checkSpec(given, clock())
  await book.open()
  const { key, id, data } = await newSecret(book)
  const issued = { type: 'key.issued', data: { ...spec, prefix: head.prefix, environment: head.environment } }
  let expiresAt: number | undefined
  await book.commit(id, by, (rotation, at, state): Decision<KeysErrorCode> => {
    expiresAt = expiryOf(spec, at)
    const first = rotateVersion(rotation, {
      version: id,
      data: expiresAt === undefined ? data : { ...data, expiresAt },
    })
    if (!first.ok) return first
    return state.find(id) === undefined ? { ok: true, events: [issued, ...first.events] } : refused('version-known')
  })
  return new IssuedKey({ key, id, series: id, expiresAt })
}

/** Gives a key its next version. `until` is what was promised to the one before, if it lives on. */
export async function nextVersion(
  book: KeyBook,
  { id: known, by, overlap, comeIn }: { id: string; by: string | undefined; overlap?: number; comeIn: ComeIn },
): Promise<IssuedKey> {
  const series = await book.seriesOf(known)
  const { key, id, data } = await newSecret(book)
  let parts: Pick<IssuedKey, 'expiresAt' | 'previous'> = {}
  await book.commit(series.id, by, (rotation, at, state): Decision<KeysErrorCode> => {
    const expiresAt = expiryOf(series.data, at)
    if (expiresAt !== undefined && expiresAt <= at) return refused('key-expired')
    if (state.find(id) !== undefined) return refused('version-known')
    const before = currentVersion(rotation)
    const previous = before && overlap !== undefined ? { id: before.id, until: at + overlap } : undefined
    parts = { ...(expiresAt === undefined ? {} : { expiresAt }), ...(previous === undefined ? {} : { previous }) }
    return comeIn(rotation, { version: id, data: expiresAt === undefined ? data : { ...data, expiresAt } }, at)
  })
  return new IssuedKey({ key, id, series: series.id, ...parts })
}
