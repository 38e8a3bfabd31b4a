import { concatBytes, utf8 } from '@waxseal/core'
import { type Checkpoint, parseCheckpoint } from './checkpoint.js'
import { verifyEd25519 } from './ed25519.js'
import type { NoteSignature } from './note.js'
import { parseVerifierKey, type VerifierKey, type VerifierKeyKind } from './verifier-key.js'

/** A signature that is good, by a key that was given. */
export interface VerifiedSignature {
  readonly name: string
  readonly id: string
  readonly kind: VerifierKeyKind
  /** Of a cosignature: when its witness signed, in epoch milliseconds (whole seconds). */
  readonly at?: number
}

/**
 * What a verification found.
 *
 * - `malformed`: the text is no checkpoint.
 * - `origin`: it is one of another log.
 * - `signature-invalid`: a signature that names a key of yours is not by it. Nothing of such a note is believed.
 * - `unsigned`: fewer of your keys signed it than asked for.
 */
export type CheckpointVerdict =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly signatures: readonly VerifiedSignature[] }
  | { readonly ok: false; readonly code: 'malformed' | 'origin' | 'signature-invalid' | 'unsigned' }

/** How strictly a checkpoint is verified. */
export interface VerifyCheckpointOptions {
  /**
   * The name of the log. A witness signs for many logs: with cosignature keys alone it must be given.
   *
   * @default the names of the keys of kind `signature`
   */
  readonly origin?: string
  /** How many of the keys must have signed. @default 1 */
  readonly atLeast?: number
}

/**
 * Verifies a checkpoint against public keys (C2SP tlog-checkpoint, signed-note, tlog-cosignature): the log's own, and those of witnesses.
 * Signatures of other keys are ignored, as the standard says.
 *
 * Throws `verifier-key-invalid` when a key is none; everything else is a verdict.
 *
 * @param keys texts `name+id+base64`
 * @example
 * ```ts
 * import { verifyCheckpoint } from '@waxseal/journal'
 *
 * const key = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
 * const text = 'go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
 *   '— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n'
 * const verdict = await verifyCheckpoint(text, [key], { origin: 'go.sum database tree' })
 * console.log(verdict.ok && verdict.checkpoint.size) // 20852163
 * ```
 */
export async function verifyCheckpoint(
  text: string,
  keys: readonly string[],
  { origin, atLeast = 1 }: VerifyCheckpointOptions = {},
): Promise<CheckpointVerdict> {
  const known = keys.map(parseVerifierKey)
  const signed = parseCheckpoint(text)
  if (signed === undefined) return { ok: false, code: 'malformed' }
  const { checkpoint } = signed
  const origins =
    origin === undefined ? known.filter(({ kind }) => kind === 'signature').map(({ name }) => name) : [origin]
  if (!origins.includes(checkpoint.origin)) return { ok: false, code: 'origin' }
  const good = new Map<string, VerifiedSignature>()
  for (const signature of signed.signatures) {
    for (const key of known) {
      if (key.name !== signature.name || key.id !== signature.id) continue
      const verified = await verifySignature(key, signature, signed.text)
      if (verified === undefined) return { ok: false, code: 'signature-invalid' }
      good.set(`${key.name}+${key.id}`, verified)
    }
  }
  // At least one: with none, anybody's text would do.
  if (good.size < Math.max(1, atLeast)) return { ok: false, code: 'unsigned' }
  return { ok: true, checkpoint, signatures: [...good.values()] }
}

/** The signature as verified; `undefined` when it is not that of the key over the text. */
export async function verifySignature(
  { name, id, kind, publicKey }: VerifierKey,
  { signature }: NoteSignature,
  text: string,
): Promise<VerifiedSignature | undefined> {
  if (kind === 'signature') {
    return (await verifyEd25519(publicKey, signature, utf8(text))) ? { name, id, kind } : undefined
  }
  // tlog-cosignature: eight bytes of a time in seconds, then the signature over that time and the text.
  if (signature.length < 8) return undefined
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
  const message = concatBytes(utf8(`cosignature/v1\ntime ${seconds}\n`), utf8(text))
  const at = Number(seconds) * 1_000
  const verified = Number.isSafeInteger(at) && (await verifyEd25519(publicKey, signature.subarray(8), message))
  return verified ? { name, id, kind, at } : undefined
}
