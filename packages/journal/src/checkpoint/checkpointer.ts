import { type Journal, type JournalHead, WaxsealError } from '@waxseal/core'
import type { CheckpointSigner } from './checkpoint-signer.js'
import { addSignatures, keyOf, type NoteSignature, parseNote, parseSignatures } from './note.js'
import { type CheckpointStore, SignedTree } from './signed-tree.js'
import { parseVerifierKey } from './verifier-key.js'
import { verifySignature } from './verify-checkpoint.js'
import { type ProofFrom, type Witness, witnessError } from './witness.js'

/** What a checkpointer is made of. */
export interface CheckpointerOptions {
  readonly journal: Journal
  readonly signer: CheckpointSigner
  /** @default none: the checkpoint is only signed and kept */
  readonly witnesses?: readonly Witness[]
  /** Where the last checkpoint is kept. @default memory: after a start the whole journal is read once, and nothing guards what was signed before */
  readonly store?: CheckpointStore
  /** Publishes by itself. @default only when `publish` is called */
  readonly automatic?: {
    /** After so many events. */
    readonly every: number
    /** Is told what failed: a witness, or with no `witness` the publishing itself. The journal goes on, whatever it is. */
    onFailure(failure: CheckpointFailure): void
  }
}

/** What went wrong. Look at the code of the error: see `WitnessErrorCode`. */
export interface CheckpointFailure {
  /** The name of the witness that did not take the checkpoint. */
  readonly witness?: string
  readonly error: unknown
}

/** A checkpoint that was published. */
export interface Publication {
  /** The signed text with the signatures of those witnesses that added theirs. */
  readonly checkpoint: string
  readonly head: JournalHead
  /** The witnesses that did not take it, in their order. They are asked again with the next one. */
  readonly failures: readonly CheckpointFailure[]
}

/** Signs and publishes heads of one journal. */
export interface Checkpointer {
  /**
   * Signs the journal's head, hands it to all witnesses at once, and keeps it. A witness that fails is no rejection: see `failures`.
   *
   * Rejects with `checkpoint-inconsistent` when the journal does not continue what was signed before: it was changed or cut off. Nothing
   * is signed then. Rejects with `checkpoint-store-corrupt` when what the store holds is not ours, and with what journal, signer and store throw.
   */
  publish(): Promise<Publication>
  /** The last checkpoint that was published, also before a restart. */
  last(): Promise<string | undefined>
  /** Ends publishing by itself and waits for what is under way. */
  close(): Promise<void>
}

/**
 * Publishes signed checkpoints of a journal, so that a record that was made anew or cut off is found: on demand, after every so many events,
 * or both. Costs the hashes of the events since the last one, not of the whole journal.
 *
 * Throws `checkpointer-option-invalid`, and `verifier-key-invalid` when the key that a witness states is none.
 *
 * @example
 * ```ts
 * import { createCheckpointer, createCheckpointSigner, deliveryWitness, memoryJournal, memoryKeyRing } from '@waxseal/journal'
 *
 * const journal = memoryJournal()
 * const keyRing = memoryKeyRing({ keys: [{ id: 'k1', secret: new Uint8Array(32).fill(7) }] })
 * const checkpointer = createCheckpointer({
 *   journal,
 *   signer: createCheckpointSigner({ keyRing, origin: 'crm.example.com/record' }),
 *   witnesses: [deliveryWitness('mail', (checkpoint) => console.log(checkpoint.split('\n')[1]))], // 1
 * })
 * await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * const { failures } = await checkpointer.publish()
 * console.log(failures) // []
 * ```
 */
export function createCheckpointer(options: CheckpointerOptions): Checkpointer {
  const { journal, signer, witnesses = [], store, automatic } = options
  const every = automatic?.every ?? Number.POSITIVE_INFINITY
  if (automatic !== undefined && (!Number.isSafeInteger(every) || every < 1)) {
    throw new WaxsealError('checkpointer-option-invalid', '`every` is no number of events')
  }
  const stated = new Set(witnesses.flatMap(({ key }) => (key === undefined ? [] : keyOf(parseVerifierKey(key)))))
  const tree = new SignedTree(journal, signer, store)
  let queue: Promise<unknown> = Promise.resolve()

  function publish(): Promise<Publication> {
    const published = queue.then(publishNow)
    queue = published.catch(() => undefined)
    return published
  }

  async function publishNow(): Promise<Publication> {
    const head = await tree.grow()
    const signed = await signer.sign(head)
    const proofFrom = (size: number) => tree.proofFrom(size, head.size)
    const answers = await Promise.allSettled(witnesses.map((witness) => cosign(witness, signed, proofFrom)))
    const failures: CheckpointFailure[] = []
    const verified: string[] = []
    const others: NoteSignature[] = []
    for (const [index, answer] of answers.entries()) {
      const witness = witnesses[index]
      if (answer.status === 'rejected') failures.push({ witness: witness?.name ?? '', error: answer.reason })
      else if (witness?.key === undefined) others.push(...answer.value)
      else verified.push(...answer.value.map(({ line }) => line))
    }
    // Nobody knows whether the others' lines are good: they never take the place of one that is.
    const unknown = others.filter((one) => !stated.has(keyOf(one))).map(({ line }) => line)
    const checkpoint = addSignatures(addSignatures(signed, verified), unknown, tree.last)
    await tree.keep(head, checkpoint, failures.length === 0)
    return { checkpoint, head, failures }
  }

  let events = 0
  let running: Promise<void> | undefined

  async function publishDue(): Promise<void> {
    while (events >= every) {
      events = 0
      try {
        for (const failure of (await publish()).failures) tell(failure)
      } catch (error) {
        tell({ error })
      }
    }
    running = undefined
  }

  function tell(failure: CheckpointFailure): void {
    try {
      automatic?.onFailure(failure)
    } catch {
      // A fault of who is told is its own.
    }
  }

  const end =
    automatic &&
    journal.subscribe(journal.head().size, () => {
      if (++events >= every) running ??= publishDue()
    })

  return {
    publish,
    async last() {
      await tree.load()
      return tree.last
    },
    async close() {
      end?.()
      events = 0
      await running
      await queue
    },
  }
}

async function cosign(witness: Witness, checkpoint: string, proofFrom: ProofFrom): Promise<readonly NoteSignature[]> {
  const lines = await witness.submit(checkpoint, proofFrom)
  if (lines.length === 0) return []
  const signatures = parseSignatures(lines.map((line) => `${line}\n`).join(''))
  if (signatures === undefined) {
    throw witnessError('witness-answer-invalid', 'the witness gave something else than signature lines')
  }
  if (witness.key === undefined) return signatures
  const key = parseVerifierKey(witness.key)
  const text = parseNote(checkpoint)?.text ?? ''
  for (const signature of signatures) {
    if (keyOf(signature) === keyOf(key) && (await verifySignature(key, signature, text))) return [signature]
  }
  throw witnessError('witness-answer-invalid', 'the witness gave no good signature of the key that it states')
}
