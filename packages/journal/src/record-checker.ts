import { encodeBase64url, type JournalEvent, type JournalHead } from '@waxseal/core'
import type { JournalFaultCode } from './journal-verdict.js'
import { checkpointLine, countOfAppendLine, FRAME_LENGTH, leafOfFrame, readCheckpointLine } from './line-format.js'
import { leafHash, MerkleTree } from './merkle-tree.js'
import { parseStoredEvent } from './stored-event.js'

/** What a check tells its events to, and asks for the length that a stream has so far. */
export interface RecordIndex {
  lengthOf(tenant: string, stream: string): number
  /** Takes the next event and where its JSON stands. */
  add(event: JournalEvent, byte: number, length: number): void
}

/** A fault, if there is one. */
export type FoundFault = readonly [code: JournalFaultCode, message: string] | undefined

interface PendingEvent {
  readonly event: JournalEvent
  readonly leaf: Uint8Array
  readonly byte: number
  readonly length: number
}

const CLOSING_BRACE = 0x7d
const LONGEST_MARK = 256

// A byte order mark is a byte too many like any other.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Checks whole lines in their order: leaves, places, streams, appends, checkpoints and the expected head. */
export class RecordChecker {
  readonly tree = new MerkleTree()
  readonly #index: RecordIndex
  readonly #expect: JournalHead | undefined
  /** Events of an announced append that is not whole yet. */
  #pending: PendingEvent[] = []
  #announced = 0
  #checkpointDue = false
  #checkpoint = { size: 0, end: 0 }
  #expectedReached = false

  constructor(index: RecordIndex, expect?: JournalHead) {
    this.#index = index
    this.#expect = expect
  }

  /** Size and last byte of what the last checkpoint covers, the line of the checkpoint included. */
  get checkpoint(): { readonly size: number; readonly end: number } {
    return this.#checkpoint
  }

  /** False amid an announced append. */
  get isWhole(): boolean {
    return this.#announced === 0
  }

  /** Takes the line that begins at the byte. */
  take(line: Uint8Array, byte: number): FoundFault {
    const leaf = leafOfFrame(decoder.decode(line.subarray(0, FRAME_LENGTH)))
    if (this.#checkpointDue || leaf === undefined) {
      return this.#takeMark(decoder.decode(line.subarray(0, LONGEST_MARK)), byte)
    }
    if (line.at(-1) !== CLOSING_BRACE) return ['malformed', 'the line does not end as an event line']
    return this.#takeEvent(leaf, line.subarray(FRAME_LENGTH, -1), byte + FRAME_LENGTH)
  }

  /** Whether the record so far differs from the expected head where that stands. */
  checkExpected(): FoundFault {
    if (this.#expect?.size !== this.tree.size) return undefined
    this.#expectedReached = true
    if (this.#expect.root === this.#root()) return undefined
    return ['expected-mismatch', `the first ${this.tree.size} events do not have the expected root`]
  }

  /** Whether the record ended before the expected head. */
  checkExpectedReached(): FoundFault {
    if (this.#expect === undefined || this.#expectedReached) return undefined
    return ['expected-missing', `the record has ${this.tree.size} events, ${this.#expect.size} are expected`]
  }

  /** The checkpoint that would be right at the byte. */
  checkpointAt(byte: number): string {
    return checkpointLine(this.tree.size, this.#root(), byte)
  }

  #takeEvent(claimed: string, json: Uint8Array, byte: number): FoundFault {
    const leaf = leafHash(json)
    if (encodeBase64url(leaf) !== claimed) return ['leaf-mismatch', 'the event does not have this leaf hash']
    const event = parseStoredEvent(json)
    if (event === undefined) return ['malformed', 'the entry is no event']
    const fault = this.#checkPlace(event)
    if (fault !== undefined) return fault
    const pending = { event, leaf, byte, length: json.length }
    if (this.#announced === 0) return this.#add([pending])
    this.#pending.push(pending)
    if (this.#pending.length < this.#announced) return undefined
    const whole = this.#pending
    this.#pending = []
    this.#announced = 0
    this.#checkpointDue = true
    return this.#add(whole)
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
    this.#announced = countOfAppendLine(text) ?? 0
    return this.#announced > 0 ? undefined : ['malformed', 'the line is neither event nor checkpoint']
  }

  #takeCheckpoint(claimed: { size: number; root: string; byte: number }, end: number, byte: number): FoundFault {
    const { size } = this.tree
    if (claimed.size !== size || size === this.#checkpoint.size || claimed.byte !== byte) {
      return ['sequence', `a checkpoint of ${claimed.size} events stands behind ${size} at byte ${byte}`]
    }
    if (claimed.root !== this.#root()) return ['root-mismatch', `the first ${size} events do not have this root`]
    this.#checkpointDue = false
    this.#checkpoint = { size, end }
    return undefined
  }

  #add(events: readonly PendingEvent[]): FoundFault {
    for (const { event, leaf, byte, length } of events) {
      this.tree.append(leaf)
      this.#index.add(event, byte, length)
      const fault = this.checkExpected()
      if (fault !== undefined) return fault
    }
    return undefined
  }

  #root(): string {
    return encodeBase64url(this.tree.root())
  }
}
