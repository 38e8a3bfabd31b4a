import { decodeBase64url, encodeBase64url, type Journal, type JournalHead, WaxsealError } from '@waxseal/core'
import { leafHash } from '../merkle-tree.js'
import { consistencyProof, proveConsistency } from '../proofs/consistency.js'
import { entryOf, leafHashes } from '../proofs/entry.js'
import { LeafRange } from '../proofs/leaf-range.js'
import type { CheckpointSigner } from './checkpoint-signer.js'
import { verifyCheckpoint } from './verify-checkpoint.js'

/** A published checkpoint as it is kept: plain JSON. */
export interface KeptCheckpoint {
  readonly checkpoint: string
  /** Roots of the full subtrees of its tree, base64url, the largest first: with them the tree grows on without its history. */
  readonly peaks: readonly string[]
}

/** Keeps the last checkpoint of one journal. It is checked when it is loaded: keep it where you like. */
export interface CheckpointStore {
  load(): Promise<KeptCheckpoint | undefined>
  save(kept: KeptCheckpoint): Promise<void>
}

/** While a witness fails, so many leaves are kept for the proof that it will need; then the journal is read for it. 8 MB. */
const MAX_KEPT_LEAVES = 2 ** 18

/** The tree of a journal from the last checkpoint on: what was signed, and what has come since. */
export class SignedTree {
  /** The last checkpoint. */
  last: string | undefined
  readonly #journal: Journal
  readonly #signer: CheckpointSigner
  readonly #store: CheckpointStore | undefined
  #range = new LeafRange()
  #signedSize = 0
  #loaded = false

  constructor(journal: Journal, signer: CheckpointSigner, store: CheckpointStore | undefined) {
    this.#journal = journal
    this.#signer = signer
    this.#store = store
  }

  /** Takes in all that is durable by now; gives the head, which continues the one that was signed last. */
  async grow(): Promise<JournalHead> {
    await this.load()
    const head = await this.#journal.catchUp()
    if (head.size > this.#range.size) {
      for await (const event of this.#journal.read({ from: this.#range.size })) {
        this.#range.push(leafHash(entryOf(event)))
        if (this.#range.size === head.size) break
      }
    }
    if (this.#range.size === head.size && rootOf(this.#range) === head.root) return head
    this.#range = new LeafRange([], this.#range.peaksAt(this.#signedSize))
    const details = { signed: this.#signedSize, size: head.size }
    throw new WaxsealError('checkpoint-inconsistent', 'the journal does not continue what was signed', { details })
  }

  /** The consistency proof between two sizes. */
  async proofFrom(first: number, second: number): Promise<readonly Uint8Array[]> {
    if (first >= this.#range.start) return proveConsistency(this.#range, first, second)
    return consistencyProof(await leafHashes(this.#journal, second), first)
  }

  /** Keeps a checkpoint as the last one; `settled` when no witness is behind it. */
  async keep({ size }: JournalHead, checkpoint: string, settled: boolean): Promise<void> {
    const { peaks } = this.#range.peaksAt(size)
    await this.#store?.save({ checkpoint, peaks: peaks.map(encodeBase64url) })
    this.last = checkpoint
    this.#signedSize = size
    if (settled || size - this.#range.start > MAX_KEPT_LEAVES) this.#range = this.#range.from(size)
  }

  /** Loads the last checkpoint, once. */
  async load(): Promise<void> {
    if (this.#loaded) return
    const kept = await this.#store?.load()
    if (kept !== undefined) await this.#restore(kept)
    this.#loaded = true
  }

  async #restore({ checkpoint, peaks }: KeptCheckpoint): Promise<void> {
    const { origin } = this.#signer
    const verdict = await verifyCheckpoint(checkpoint, await this.#signer.verifierKeys(), { origin })
    const range = verdict.ok ? rangeOf(verdict.checkpoint.size, peaks) : undefined
    if (!verdict.ok || range === undefined || rootOf(range) !== verdict.checkpoint.root) {
      throw new WaxsealError(
        'checkpoint-store-corrupt',
        'what is kept is no checkpoint of this journal by a key of the ring',
      )
    }
    this.#range = range
    this.#signedSize = range.size
    this.last = checkpoint
  }
}

function rangeOf(size: number, texts: readonly string[]): LeafRange | undefined {
  try {
    return new LeafRange([], { size, peaks: texts.map((text) => decodeBase64url(text) ?? new Uint8Array()) })
  } catch {
    return undefined
  }
}

function rootOf(range: LeafRange): string {
  return encodeBase64url(range.root())
}
