import { encodeBase64url, type JournalHead } from '@waxseal/core'
import { isCount, readRoot } from '../proofs/inclusion.js'
import { HASH_LENGTH } from '../proofs/leaf-range.js'
import { decodeBase64, encodeBase64 } from './base64.js'
import { type NoteSignature, parseNote } from './note.js'

/** What a checkpoint says: the head of a log of that name. Extension lines are rare; we write none. */
export interface Checkpoint extends JournalHead {
  /** The name of the log. */
  readonly origin: string
  readonly extensions: readonly string[]
}

/** A checkpoint that was read, not verified. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly signatures: readonly NoteSignature[]
  /** What is signed. */
  readonly text: string
}

/** The text that is signed: origin, size and root, each on a line of its own (C2SP tlog-checkpoint). */
export function checkpointText(origin: string, head: JournalHead): string {
  return `${origin}\n${head.size}\n${encodeBase64(readRoot(head) ?? new Uint8Array())}\n`
}

/**
 * Reads a checkpoint (C2SP tlog-checkpoint, a signed-note) WITHOUT verifying it: use `verifyCheckpoint` before you believe it.
 * `undefined` when it is none.
 *
 * @example
 * ```ts
 * import { parseCheckpoint } from '@waxseal/journal'
 *
 * const text = 'go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
 *   '— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n'
 * console.log(parseCheckpoint(text)?.checkpoint.size) // 20852163
 * ```
 */
export function parseCheckpoint(text: string): SignedCheckpoint | undefined {
  const note = parseNote(text)
  if (note === undefined) return undefined
  const [origin = '', digits = '', base64 = '', ...extensions] = note.text.slice(0, -1).split('\n')
  const root = decodeBase64(base64)
  const size = /^(?:0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : -1
  if (origin === '' || !isCount(size) || root?.length !== HASH_LENGTH || extensions.includes('')) return undefined
  return { checkpoint: { origin, size, root: encodeBase64url(root), extensions }, ...note }
}
