import { encodeBase64url, type JournalEvent } from '@waxseal/core'
import type { ExpectedHead } from './expected-head.js'
import { GrowingTree } from './growing-tree.js'
import type { FoundFault } from './journal-verdict.js'
import {
  checkpointLine,
  countOfAppendLine,
  FRAME_LENGTH,
  frameNames,
  hasEventFrame,
  readCheckpointLine,
} from './line-format.js'
import type { RecordMark } from './record-mark.js'
import { parseStoredEvent } from './stored-event.js'
import type { TreeHashes } from './tree-hashes.js'

/** What a check tells its events to, and asks for the length that a stream has so far. */
export interface RecordIndex {
  lengthOf(tenant: string, stream: string): number
  /** Takes the next event and the byte of the record at which its line begins. */
  add(event: JournalEvent, byte: number): void
}

/** How a record is checked. */
export interface CheckOptions {
  readonly hashes: TreeHashes
  readonly expected?: ExpectedHead | undefined
  /** Begins behind this checkpoint; the index holds what is before it. */
  readonly from?: RecordMark | undefined
  /** Told the roots of the tree's runs. */
  readonly onRun?: ((root: Uint8Array) => void) | undefined
}

interface PendingEvent {
  readonly event: JournalEvent
  readonly leaf: Uint8Array
  readonly byte: number
}

const NO_BEGINNING: FoundFault = ['malformed', 'the segment does not begin with a checkpoint']
const CLOSING_BRACE = 0x7d
const LONGEST_MARK = 256

// A byte order mark is a byte too many like any other.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Checks whole lines in their order: leaves, places, streams, appends, checkpoints, segments and the expected head. */
export class RecordChecker {
  readonly tree: GrowingTree
  readonly #hashes: TreeHashes
  readonly #index: RecordIndex
  readonly #expected: ExpectedHead | undefined
  /** Events of an announced append that is not whole yet. */
  #pending: PendingEvent[] = []
  #announced = 0
  #checkpointDue = false
  #checkpoint = { size: 0, byte: 0, end: 0 }
  /** A segment begins with the checkpoint before it once more. In bytes that came as one nobody knows where that is. */
  #repetition: 'allowed' | 'due' | 'refused' = 'refused'
  #inFiles = false

  constructor(index: RecordIndex, { hashes, expected, from, onRun }: CheckOptions) {
    this.tree = new GrowingTree(hashes, from, onRun)
    this.#hashes = hashes
    this.#index = index
    this.#expected = expected
    if (from === undefined) return
    const { size, root, byte } = from
    this.#checkpoint = { size, byte, end: byte + checkpointLine(size, root, byte).length + 1 }
    this.#inFiles = true
  }

  /** How many events the last checkpoint covers, and the bytes at which its line begins and ends. */
  get checkpoint(): { readonly size: number; readonly byte: number; readonly end: number } {
    return this.#checkpoint
  }

  /** False amid an announced append. */
  get isWhole(): boolean {
    return this.#announced === 0
  }

  /** Takes the line that begins at the byte. */
  take(line: Uint8Array, byte: number): FoundFault {
    const isMark = this.#checkpointDue || this.#repetition === 'due' || !hasEventFrame(line)
    if (isMark) return this.#takeMark(decoder.decode(line.subarray(0, LONGEST_MARK)), byte)
    if (line.at(-1) !== CLOSING_BRACE) return ['malformed', 'the line does not end as an event line']
    return this.#takeEvent(line, byte)
  }

  /** A file of the record begins, named by its first event. */
  beginSegment(first: number): FoundFault {
    this.#inFiles = true
    this.#repetition = first === 0 ? 'refused' : 'due'
    if (first === this.tree.size) return undefined
    return ['sequence', `the segment of event ${first} stands behind ${this.tree.size} events`]
  }

  /** A file of the record ends at the byte. Only the last one may be torn, but behind its first line: it was not there before. */
  endSegment(byte: number, isLast: boolean): FoundFault {
    if (this.#repetition === 'due') return NO_BEGINNING
    if (isLast || (this.isWhole && byte > 0 && this.#checkpoint.end === byte)) return undefined
    return ['sequence', 'the segment does not end with a checkpoint']
  }

  /** Whether the record so far differs from the expected head where that stands. */
  checkExpected(): FoundFault {
    return this.#expected?.check(this.tree)
  }

  /** The checkpoint that would be right at the byte. */
  checkpointAt(byte: number): string {
    return checkpointLine(this.tree.size, this.#root(), byte)
  }

  #takeEvent(line: Uint8Array, byte: number): FoundFault {
    const json = line.subarray(FRAME_LENGTH, -1)
    const leaf = this.#hashes.leaf(json)
    if (!frameNames(line, leaf)) return ['leaf-mismatch', 'the event does not have this leaf hash']
    const event = parseStoredEvent(json)
    if (event === undefined) return ['malformed', 'the entry is no event']
    const fault = this.#checkPlace(event)
    if (fault !== undefined) return fault
    this.#repetition = 'refused'
    if (this.#announced === 0) return this.#add(event, leaf, byte)
    this.#pending.push({ event, leaf, byte })
    return this.#pending.length < this.#announced ? undefined : this.#addPending()
  }

  #checkPlace({ seq, tenant, stream, version }: JournalEvent): FoundFault {
    const place = this.tree.size + this.#pending.length
    if (seq !== place) return ['sequence', `event ${seq} stands at place ${place}`]
    const first = this.#pending[0]?.event
    if (first !== undefined && (tenant !== first.tenant || stream !== first.stream)) {
      return ['malformed', 'one append holds events of two streams']
    }
    const streamPlace = this.#index.lengthOf(tenant, stream) + this.#pending.length
    if (version === streamPlace) return undefined
    return ['sequence', `version ${version} stands at place ${streamPlace} of its stream`]
  }

  #takeMark(text: string, byte: number): FoundFault {
    if (this.#announced > 0) return ['malformed', 'an append is not whole']
    const checkpoint = readCheckpointLine(text)
    if (checkpoint !== undefined) return this.#takeCheckpoint(checkpoint, byte + text.length + 1, byte)
    if (this.#checkpointDue) return ['malformed', 'no checkpoint closes the append']
    if (this.#repetition === 'due') return NO_BEGINNING
    this.#repetition = 'refused'
    this.#announced = countOfAppendLine(text) ?? 0
    return this.#announced > 0 ? undefined : ['malformed', 'the line is neither event nor checkpoint']
  }

  #takeCheckpoint(claimed: { size: number; root: string; byte: number }, end: number, byte: number): FoundFault {
    const { size } = this.tree
    const repeated = size === this.#checkpoint.size
    if (claimed.size !== size || claimed.byte !== byte || (repeated && this.#repetition === 'refused')) {
      return ['sequence', `a checkpoint of ${claimed.size} events stands behind ${size} at byte ${byte}`]
    }
    if (claimed.root !== this.#root()) return ['root-mismatch', `the first ${size} events do not have this root`]
    this.#checkpointDue = false
    this.#checkpoint = { size, byte, end }
    this.#repetition = repeated || this.#inFiles ? 'refused' : 'allowed'
    return undefined
  }

  #addPending(): FoundFault {
    const whole = this.#pending
    this.#pending = []
    this.#announced = 0
    this.#checkpointDue = true
    for (const { event, leaf, byte } of whole) {
      const fault = this.#add(event, leaf, byte)
      if (fault !== undefined) return fault
    }
    return undefined
  }

  #add(event: JournalEvent, leaf: Uint8Array, byte: number): FoundFault {
    this.tree.append(leaf)
    this.#index.add(event, byte)
    return this.checkExpected()
  }

  #root(): string {
    return encodeBase64url(this.tree.root())
  }
}
