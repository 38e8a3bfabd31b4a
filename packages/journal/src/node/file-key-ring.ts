import { link, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  type Clock,
  decodeBase64url,
  encodeBase64url,
  isWaxsealError,
  type KeyRing,
  type Random,
  systemClock,
  systemCode,
  systemRandom,
  WaxsealError,
} from '@waxseal/core'
import { corrupt, KEY_LENGTH, type RingSecret, ringOf } from '../derived-keys.js'
import { syncDirectory } from './directory.js'
import { readPrivateFile, removeFile, writePrivateFile } from './private-file.js'

const MAX_FILE_BYTES = 1024 * 1024

/** Options of a file key ring. They matter on first start only. */
export interface FileKeyRingOptions {
  /** @default systemRandom */
  readonly random?: Random
  /** When the first key was made. @default systemClock */
  readonly clock?: Clock
}

/**
 * The key ring in a file, `{"version":1,"keys":[{"id","secret","createdAt"}]}`, the current key last. On first start the file is made
 * with one random key, readable by its owner only; of several processes that start at once one makes it and all use it. An
 * existing file is never written to. Keys are derived as in `memoryKeyRing`.
 *
 * Throws `key-ring-exposed` when others than the owner may read the file, `key-ring-corrupt` when it is not such a file, and
 * `key-ring-unreadable` when the system refuses it. Keep a copy: without the ring no token, pseudonym or seal can be resolved.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { fileKeyRing } from '@waxseal/journal/node'
 *
 * const ring = await fileKeyRing(join(await mkdtemp(join(tmpdir(), 'keys-')), 'keys.json'))
 * console.log((await ring.ids()).length) // 1
 * ```
 */
export async function fileKeyRing(path: string, options: FileKeyRingOptions = {}): Promise<KeyRing> {
  try {
    const text = await readPrivate(path)
    if (text !== undefined) return ringOf(parseRing(text))
    await createRing(path, options.random ?? systemRandom, options.clock ?? systemClock)
    return ringOf(parseRing((await readPrivate(path)) ?? ''))
  } catch (error) {
    const code = systemCode(error)
    if (isWaxsealError(error) || code === undefined) throw error
    const message = `the key ring cannot be read or made: \`${code}\``
    throw new WaxsealError('key-ring-unreadable', message, { cause: error })
  }
}

/** The text of the file if it is there. */
async function readPrivate(path: string): Promise<string | undefined> {
  const bytes = await readPrivateFile(path, MAX_FILE_BYTES)
  switch (bytes) {
    case 'missing':
      return undefined
    case 'exposed':
      throw new WaxsealError('key-ring-exposed', 'others than the owner may read the key ring: set its mode to `0600`')
    case 'too-large':
      throw corrupt('the key ring is too large')
    default:
      return new TextDecoder().decode(bytes)
  }
}

/** Writes a new ring aside and links it to its name, which succeeds for one of several processes and never replaces a file. */
async function createRing(path: string, random: Random, clock: Clock): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const key = { id: 'k1', secret: encodeBase64url(random(KEY_LENGTH)), createdAt: new Date(clock()).toISOString() }
  const text = `${JSON.stringify({ version: 1, keys: [key] }, undefined, 2)}\n`
  try {
    await writePrivateFile(path, text, async (draft) => {
      await link(draft, path)
      await removeFile(draft)
    })
    await syncDirectory(dirname(path))
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}

function parseRing(text: string): RingSecret[] {
  const ring = parseJson(text)
  if (!isRecord(ring) || ring.version !== 1 || !Array.isArray(ring.keys)) throw corrupt('the file is no key ring')
  return ring.keys.map((key: unknown, index) => {
    if (!isRecord(key)) throw corrupt(`key ${index} of the ring is malformed`)
    const { id, secret, createdAt } = key
    const bytes = typeof secret === 'string' ? decodeBase64url(secret) : undefined
    if (typeof id !== 'string' || bytes === undefined || !isTime(createdAt)) {
      throw corrupt(`key ${index} of the ring is malformed`)
    }
    return { id, secret: bytes }
  })
}

/** The parser's own error quotes the text, and the text holds secrets. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw corrupt('the file is no JSON')
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}
