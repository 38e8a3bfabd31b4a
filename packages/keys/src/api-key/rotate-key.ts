import { type Duration, durationMs } from '@waxseal/core'
import {
  abortVersion,
  beginVersion,
  endRotation,
  replaceVersion,
  rotateVersion,
  switchVersion,
} from '../rotation/commands.js'
import { Arguments } from './arguments.js'
import type { IssuedKey } from './issued-key.js'
import type { KeyBook } from './key-book.js'
import { nextVersion } from './next-version.js'

/** How to rotate. */
export interface RotateOptions {
  /** For how long the version before is still accepted. Not for a staged one: `promote` says it. @default '24h' */
  readonly overlap?: Duration | undefined
  /** Leaves the version before in its place until `promote`. @default false */
  readonly staged?: boolean | undefined
  /** The principal who is shown the secret. */
  readonly by?: string | undefined
}

/** How to let a staged version take over. */
export interface PromoteOptions {
  /** For how long the version before is still accepted. @default '24h' */
  readonly overlap?: Duration | undefined
  /** The principal who does it. */
  readonly by?: string | undefined
}

/** Why something is given up, and by whom. Both stand in the record. */
export interface GiveUpOptions {
  readonly reason: string
  /** The principal who does it; of a replacement, who is shown the new secret. */
  readonly by?: string | undefined
}

const OVERLAP = /* @__PURE__ */ durationMs('24h') ?? 0

/** Makes the next version: at once, beside the one before; or staged, until it is promoted. */
export async function rotateKey(book: KeyBook, id: string, options: RotateOptions = {}): Promise<IssuedKey> {
  const given = new Arguments('rotate', options, ['overlap', 'staged', 'by'])
  const by = given.text('by')
  const overlap = given.duration('overlap')
  if (!given.flag('staged')) {
    const span = overlap ?? OVERLAP
    return nextVersion(book, {
      id,
      by,
      overlap: span,
      comeIn: (rotation, next, at) => rotateVersion(rotation, { ...next, until: at + span }),
    })
  }
  if (overlap !== undefined) throw given.invalid('overlap', 'of a staged version is said to `promote`')
  return nextVersion(book, { id, by, comeIn: beginVersion })
}

/** Lets a staged version that was used take over. */
export async function promoteKey(book: KeyBook, id: string, options: PromoteOptions = {}): Promise<void> {
  const given = new Arguments('promote', options, ['overlap', 'by'])
  const overlap = given.duration('overlap') ?? OVERLAP
  const { id: series } = await book.seriesOf(id)
  await book.commit(series, given.text('by'), (rotation, at) =>
    switchVersion(rotation, { version: id, until: at + overlap }),
  )
}

/** Gives up a staged version. */
export async function abortKey(book: KeyBook, id: string, options: GiveUpOptions): Promise<void> {
  const { reason, by } = checkGiveUp('abort', options)
  const { id: series } = await book.seriesOf(id)
  await book.commit(series, by, (rotation) => abortVersion(rotation, { version: id, reason }))
}

/** The emergency: a new version, and all others retired in the same append. */
export async function replaceKey(book: KeyBook, id: string, options: GiveUpOptions): Promise<IssuedKey> {
  const { reason, by } = checkGiveUp('replace', options)
  return nextVersion(book, { id, by, comeIn: (rotation, next) => replaceVersion(rotation, { ...next, reason }) })
}

/** Ends a key with all its versions. */
export async function revokeKey(book: KeyBook, id: string, options: GiveUpOptions): Promise<void> {
  const { reason, by } = checkGiveUp('revoke', options)
  const { id: series } = await book.seriesOf(id)
  await book.commit(series, by, (rotation) => endRotation(rotation, { reason }))
}

function checkGiveUp(command: string, options: GiveUpOptions): { reason: string; by: string | undefined } {
  const given = new Arguments(command, options, ['reason', 'by'])
  return { reason: given.requiredText('reason'), by: given.text('by') }
}
