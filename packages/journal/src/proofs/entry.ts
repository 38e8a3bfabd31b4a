import { type Journal, type JournalEvent, utf8, WaxsealError } from '@waxseal/core'
import { leafHash } from '../merkle-tree.js'
import { LeafRange } from './leaf-range.js'

/**
 * The entry that an event is in the Merkle tree: the UTF-8 bytes of its JSON, with the members in the one order in which journals write
 * them. Its `leafHash` is the event's leaf.
 *
 * @example
 * ```ts
 * import { entryOf } from '@waxseal/journal'
 *
 * const event = { seq: 0, tenant: 'default', stream: 'policy', version: 0, type: 'policy.adopted', at: 0, data: {} }
 * console.log(new TextDecoder().decode(entryOf(event)).slice(0, 34)) // {"seq":0,"tenant":"default","strea
 * ```
 */
export function entryOf({ seq, tenant, stream, version, type, at, data }: JournalEvent): Uint8Array {
  return utf8(JSON.stringify({ seq, tenant, stream, version, type, at, data }))
}

/**
 * Reads a journal and gives the leaf hashes of its first `size` events, packed, 32 bytes each: what proofs are made of.
 *
 * Throws what the journal throws, and `proof-impossible` when it has fewer events.
 *
 * @param size @default as many as the journal's head covers
 * @example
 * ```ts
 * import { inclusionProof, leafHashes, memoryJournal } from '@waxseal/journal'
 *
 * const journal = memoryJournal()
 * const draft = { type: 'test.happened', at: 0, data: {} }
 * await journal.append({ tenant: 'default', stream: 'test' }, [draft, draft, draft])
 * const proof = inclusionProof(await leafHashes(journal), 2)
 * console.log(proof.length) // 1
 * ```
 */
export async function leafHashes(journal: Journal, size?: number): Promise<Uint8Array> {
  const wanted = size ?? journal.head().size
  const range = new LeafRange()
  if (wanted > 0) {
    for await (const event of journal.read()) {
      range.push(leafHash(entryOf(event)))
      if (range.size === wanted) break
    }
  }
  if (range.size === wanted) return range.leaves()
  throw new WaxsealError('proof-impossible', `the journal has ${range.size} events, not ${wanted}`)
}
