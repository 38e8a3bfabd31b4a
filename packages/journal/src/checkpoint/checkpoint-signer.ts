import { concatBytes, type JournalHead, type Key, type KeyRing, utf8, WaxsealError } from '@waxseal/core'
import { readRoot } from '../proofs/inclusion.js'
import { encodeBase64 } from './base64.js'
import { checkpointText } from './checkpoint.js'
import { type SigningKey, signingKeyOf } from './ed25519.js'
import { isKeyName } from './note.js'
import { formatVerifierKey, keyIdOf } from './verifier-key.js'

/** What a signer of checkpoints is made of. */
export interface CheckpointSignerOptions {
  /** Its keys of use `checkpoint` are the seeds. */
  readonly keyRing: KeyRing
  /** Whose keys. @default 'default' */
  readonly tenant?: string
  /**
   * The name of this one log in the whole world, without white space or plus: a URL without its scheme, such as
   * `crm.example.com/record`. It is the name of its keys too. Two logs with one name would look like one log that lies.
   */
  readonly origin: string
}

/** Signs heads of one log. */
export interface CheckpointSigner {
  readonly origin: string
  /** The head as a signed text (C2SP tlog-checkpoint), by the ring's current key. */
  sign(head: JournalHead): Promise<string>
  /** The public keys as texts, the current one first: publish them. The others verify checkpoints of before a rotation. */
  verifierKeys(): Promise<readonly string[]>
}

/**
 * Makes the signer of a record's checkpoints out of the host's key ring: Ed25519, so that the same key and head give the same text.
 *
 * Throws `checkpoint-origin-invalid`. Its methods throw what the key ring throws, and `sign` `checkpoint-head-invalid`.
 *
 * @example
 * ```ts
 * import { createCheckpointSigner, memoryJournal, memoryKeyRing, verifyCheckpoint } from '@waxseal/journal'
 *
 * const keyRing = memoryKeyRing({ keys: [{ id: 'k1', secret: new Uint8Array(32).fill(7) }] })
 * const signer = createCheckpointSigner({ keyRing, origin: 'crm.example.com/record' })
 * const text = await signer.sign(memoryJournal().head())
 * const verdict = await verifyCheckpoint(text, await signer.verifierKeys())
 * console.log(verdict.ok && verdict.checkpoint.origin) // crm.example.com/record
 * ```
 */
export function createCheckpointSigner({
  keyRing,
  tenant = 'default',
  origin,
}: CheckpointSignerOptions): CheckpointSigner {
  if (!isKeyName(origin) || /\p{Cc}/u.test(origin)) {
    throw new WaxsealError(
      'checkpoint-origin-invalid',
      'the origin is empty, or has white space, a plus or a control character',
    )
  }
  const purpose = { tenant, use: 'checkpoint' } as const
  /** By the id of the ring's key. */
  const made = new Map<string, Promise<SigningKey>>()

  function signingKey({ id, bytes }: Key): Promise<SigningKey> {
    const known = made.get(id) ?? signingKeyOf(bytes)
    made.set(id, known)
    return known
  }

  return {
    origin,
    async sign(head) {
      if (readRoot(head) === undefined)
        throw new WaxsealError('checkpoint-head-invalid', 'this is no head of a journal')
      const { publicKey, sign } = await signingKey(await keyRing.current(purpose))
      const text = checkpointText(origin, head)
      const id = keyIdOf({ name: origin, kind: 'signature', publicKey })
      return `${text}\n— ${origin} ${encodeBase64(concatBytes(id, await sign(utf8(text))))}\n`
    },
    async verifierKeys() {
      const keys: string[] = []
      for (const id of await keyRing.ids()) {
        const key = await keyRing.find(purpose, id)
        if (key === undefined) continue
        const { publicKey } = await signingKey(key)
        keys.push(formatVerifierKey({ name: origin, kind: 'signature', publicKey }))
      }
      return keys
    },
  }
}
