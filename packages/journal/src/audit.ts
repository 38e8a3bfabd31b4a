/**
 * The auditor's verifier: one file that needs Node and nothing of the rest of this package, so that it can be read whole and trusted by
 * itself. It shares no code with the journal that it checks. To run it: `node audit.js PATH [--expect SIZE:ROOT] [--checkpoint FILE] [--key TEXT]`
 *
 * A journal is a directory of files `<place of the first event, 12 digits>.jsonl`, read in their order as one record of lines:
 *
 *     {"leaf":"<hash>","event":<JSON>}          an event; the hash is SHA-256(0x00 ‖ bytes of the JSON as they stand)
 *     {"append":<count>}                        the next events are one append; a checkpoint follows them
 *     {"size":<n>,"root":"<hash>","byte":<b>}   a checkpoint: the first n events have this RFC 9162 root; its line begins at byte b
 *
 * Hashes are base64url without padding. Every file but the first begins with the checkpoint before it, once more. Only behind the last
 * checkpoint a line may be unfinished: a crash, or a host that is writing just now.
 *
 * The file `journal.index` beside them is not read: it is no part of the record, and what it says changes nothing that is proven here.
 */
import { createPublicKey, hash, verify } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'

/** How many events, and the root of their tree (base64url). */
export interface AuditHead {
  readonly size: number
  readonly root: string
}

/** The first fault of a record: its line in its file counts from 1, the byte at which that begins from 0. */
export interface AuditFault {
  readonly ok: false
  readonly code: string
  readonly message: string
  readonly file: string
  readonly line: number
  readonly byte: number
}

/** What an audit found: the head of all whole events, and how many bytes stand behind the last checkpoint; or the first fault. */
export type AuditReport = { readonly ok: true; readonly head: AuditHead; readonly tornTail: number } | AuditFault

/** An event, and the proof that it is in the tree of a head (RFC 9162 section 2.1.3): a document that stands alone. */
export interface AuditProof extends AuditHead {
  /** The event's JSON, byte by byte as it was hashed. */
  readonly entry: string
  readonly index: number
  /** Hashes in base64url, from the leaf upwards. */
  readonly proof: readonly string[]
  /** A signed checkpoint of this size and root. */
  readonly checkpoint?: string
}

/** What somebody who checks a proof knows to be so. */
export interface AuditTrust {
  readonly heads?: readonly AuditHead[] | undefined
  /** Public keys `name+id+base64` for the checkpoint in the proof. */
  readonly keys?: readonly string[] | undefined
  /** The name of the log. @default that of a key of the log */
  readonly origin?: string | undefined
}

// ── Hashes ──

/** In one call, and as text of one character a byte: for Node the fastest way. */
const sha256 = (...parts: readonly Uint8Array[]) =>
  Buffer.from(hash('sha256', Buffer.concat(parts), 'binary'), 'binary')
const leafOf = (entry: Uint8Array) => sha256(Uint8Array.of(0), entry)
const nodeOf = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right)
/** The largest power of two below a number of leaves: where their tree is split. */
function splitOf(leaves: number): number {
  let width = 1
  while (width * 2 < leaves) width *= 2
  return width
}

function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only = sha256()] = leaves
  if (leaves.length < 2) return only
  const middle = splitOf(leaves.length)
  return nodeOf(rootOf(leaves.slice(0, middle)), rootOf(leaves.slice(middle)))
}

// ── The record ──

const SEGMENT = /^\d{12}\.jsonl$/
const FRAME = `{"leaf":"${'A'.repeat(43)}","event":`
const CHECKPOINT = /^\{"size":(0|[1-9]\d{0,14}),"root":"([\w-]{43})","byte":(0|[1-9]\d{0,14})\}$/
const APPEND = /^\{"append":([1-9]\d{0,8})\}$/
/** 256 kB of data, three names of 512 characters, each of which may be escaped to six, and what is around them. */
const LONGEST_LINE = 256 * 1024 + 3 * 512 * 6 + 1024
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

class Fault extends Error {}

function fail(code: string, message: string): never {
  throw new Fault(message, { cause: code })
}

function readEvent(json: Buffer) {
  let event: Record<string, unknown> | null = null
  try {
    event = JSON.parse(utf8.decode(json))
  } catch {}
  const { seq, version, tenant, stream, type, at, data } = event ?? {}
  const counts = [seq, version].every((one) => Number.isSafeInteger(one) && Number(one) >= 0)
  const names = [tenant, stream, type].every((one) => typeof one === 'string' && one !== '')
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data)
  if (!counts || !names || !isObject || !Number.isSafeInteger(at)) fail('malformed', 'the entry is no event')
  return { seq, version, stream: JSON.stringify([tenant, stream]) }
}

/**
 * Audits a journal: recomputes every leaf, place, stream version, checkpoint and root, and compares with heads that were kept
 * elsewhere, each where it stands. Without one, a record that was made anew or cut off looks whole. Throws what the file system throws.
 *
 * @param path a directory, or one file with the whole record
 * @param onEvent is told the JSON and the leaf of every event, in order
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { audit } from '@waxseal/journal/audit'
 * import { fileJournal } from '@waxseal/journal/node'
 *
 * const directory = await mkdtemp(join(tmpdir(), 'journal-'))
 * const journal = await fileJournal(directory)
 * await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * console.log(audit(directory, [journal.head()]).ok) // true
 * await journal.close()
 * ```
 */
export function audit(
  path: string,
  heads: readonly AuditHead[] = [],
  onEvent: (json: Buffer, leaf: Buffer) => void = () => {},
): AuditReport {
  const inFiles = statSync(path).isDirectory()
  /** Roots of the full subtrees of the tree, the largest first. */
  const peaks: Buffer[] = []
  const streams = new Map<string, number>()
  let size = 0
  let line = 1
  /** Byte of the whole record at which the line begins, and at which its file does. */
  let byte = 0
  let fileStart = 0
  let checkpoint = { size: 0, end: 0 }
  /** Events of an announced append that is not whole yet, and whether the checkpoint behind it is due. */
  const pending: { readonly json: Buffer; readonly leaf: Buffer; readonly stream: string }[] = []
  let announced = 0
  let closing = false
  /** Whether the next line is the checkpoint before it once more. In a single file nobody knows where segments began. */
  let repeats: 'must' | 'may' | 'no' = 'no'

  function root(): string {
    const top = peaks.length === 0 ? sha256() : peaks.reduceRight((right, left) => nodeOf(left, right))
    return top.toString('base64url')
  }

  function checkHeads(): void {
    if (heads.every((head) => head.size !== size || head.root === root())) return
    fail('expected-mismatch', `the first ${size} events do not have the expected root`)
  }

  function add({ json, leaf, stream }: (typeof pending)[number]): void {
    let node = leaf
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeOf(peaks.pop() ?? node, node)
    peaks.push(node)
    size++
    streams.set(stream, (streams.get(stream) ?? 0) + 1)
    onEvent(json, leaf)
    checkHeads()
  }

  function takeEvent(text: Buffer): void {
    if (text.at(-1) !== 0x7d) fail('malformed', 'the line does not end as an event line')
    const json = text.subarray(FRAME.length, -1)
    const leaf = leafOf(json)
    const claimed = text.toString('latin1', 9, 52)
    if (leaf.toString('base64url') !== claimed) fail('leaf-mismatch', 'the event does not have this leaf hash')
    const { seq, version, stream } = readEvent(json)
    const place = size + pending.length
    if (seq !== place) fail('sequence', `event ${seq} stands at place ${place}`)
    if ((pending[0]?.stream ?? stream) !== stream) fail('malformed', 'one append holds events of two streams')
    const due = (streams.get(stream) ?? 0) + pending.length
    if (version !== due) fail('sequence', `version ${version} stands at place ${due} of its stream`)
    repeats = 'no'
    pending.push({ json, leaf, stream })
    if (pending.length < announced) return
    closing = announced > 0
    announced = 0
    for (const one of pending.splice(0)) add(one)
  }

  function takeMark(text: string): void {
    if (announced > 0) fail('malformed', 'an append is not whole')
    const [, count, claimed, place] = CHECKPOINT.exec(text) ?? []
    if (count === undefined) {
      if (closing) fail('malformed', 'no checkpoint closes the append')
      if (repeats === 'must') fail('malformed', 'the segment does not begin with a checkpoint')
      repeats = 'no'
      announced = Number(APPEND.exec(text)?.[1] ?? 0)
      if (announced < 2) fail('malformed', 'the line is neither event nor checkpoint')
      return
    }
    const repeated = size === checkpoint.size
    if (Number(count) !== size || Number(place) !== byte || (repeated && repeats === 'no')) {
      fail('sequence', `a checkpoint of ${count} events stands behind ${size} at byte ${byte}`)
    }
    if (claimed !== root()) fail('root-mismatch', `the first ${size} events do not have this root`)
    closing = false
    repeats = repeated || inFiles ? 'no' : 'may'
    checkpoint = { size, end: byte + text.length + 1 }
  }

  function take(text: Buffer): void {
    if (text.length > LONGEST_LINE) fail('malformed', 'the line is longer than any line of a journal')
    const frame = text.toString('latin1', 0, FRAME.length)
    const isEvent = frame.slice(0, 9) === FRAME.slice(0, 9) && frame.slice(52) === FRAME.slice(52)
    if (isEvent && !closing && repeats !== 'must') takeEvent(text)
    else takeMark(text.toString('latin1', 0, 256))
    byte += text.length + 1
    line++
  }

  /** What a crash left of a line is the beginning of one, perhaps with zeros behind it. */
  function checkTorn(rest: Buffer): void {
    const text = rest.toString('latin1').replace(/\0+$/, '')
    const next = `{"size":${size},"root":"${root()}","byte":${byte}}`
    const mask = (some: string) => some.slice(0, FRAME.length).replace(/[\w-]/g, 'A')
    const isMark = next.startsWith(text) || '{"append":'.startsWith(text) || /^\{"append":\d*\}?$/.test(text)
    if (!isMark && !mask(FRAME).startsWith(mask(text))) fail('malformed', 'the last line is no beginning of a line')
  }

  /** A file of the record, named by the place of its first event. Only the last one may be torn, but behind its first line. */
  function takeFile(first: number, bytes: Buffer, isLast: boolean): number {
    fileStart = byte
    line = 1
    checkHeads()
    if (first !== size) fail('sequence', `the segment of event ${first} stands behind ${size} events`)
    repeats = first === 0 ? 'no' : 'must'
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, byte - fileStart)) {
      take(bytes.subarray(byte - fileStart, end))
    }
    const rest = bytes.subarray(byte - fileStart)
    if (rest.length > LONGEST_LINE) fail('malformed', 'the line is longer than any line of a journal')
    if (repeats === 'must') fail('malformed', 'the segment does not begin with a checkpoint')
    const isClosed = announced === 0 && bytes.length > 0 && checkpoint.end === byte + rest.length
    if (!isLast && !isClosed) fail('sequence', 'the segment does not end with a checkpoint')
    if (isLast && rest.length > 0) checkTorn(rest)
    const missing = heads.find((head) => !(Number.isInteger(head.size) && head.size >= 0 && head.size <= size))
    if (!isLast || missing === undefined) return rest.length
    return fail('expected-missing', `the record has ${size} events, ${missing.size} are expected`)
  }

  const list = () =>
    inFiles
      ? readdirSync(path)
          .filter((name) => SEGMENT.test(name))
          .sort()
      : [basename(path)]
  const read = (name: string) => readFileSync(inFiles ? join(path, name) : path)
  let [file] = list()
  if (file === undefined) throw new Error('the directory holds no journal')
  try {
    for (;;) {
      const name: string = file
      const following = () => list().find((other) => other > name)
      const known = following()
      let bytes = read(name)
      // A host may write meanwhile: a file that has come behind this one tells that this one is whole by now.
      const next = known ?? following()
      if (next !== known) bytes = read(name)
      const torn = takeFile(inFiles ? Number.parseInt(name, 10) : 0, bytes, next === undefined)
      if (next === undefined) return { ok: true, head: { size, root: root() }, tornTail: byte + torn - checkpoint.end }
      file = next
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { cause, message } = error
    return { ok: false, code: String(cause), message, file, line, byte: byte - fileStart }
  }
}

// ── Proofs ──

function pathOf(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return []
  const middle = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)]
  return index < middle ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - middle, right), rootOf(left)]
}

/** The root that a path makes of a leaf: the last hash of the path is the other half of the whole tree. */
function climb(index: number, size: number, leaf: Buffer, path: readonly Buffer[]): Buffer | undefined {
  const other = path.at(-1)
  if (size === 1 || other === undefined) return size === 1 && other === undefined ? leaf : undefined
  const middle = splitOf(size)
  const below = path.slice(0, -1)
  const half = index < middle ? climb(index, middle, leaf, below) : climb(index - middle, size - middle, leaf, below)
  return half && (index < middle ? nodeOf(half, other) : nodeOf(other, half))
}

/**
 * Says what the event at a place is, and proves that it is in the tree of the first `size` events (all of them by default). Gives the
 * first fault of a record that is not whole. Throws a `RangeError` when there is no such event.
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises'
 * import { tmpdir } from 'node:os'
 * import { join } from 'node:path'
 * import { checkProof, prove } from '@waxseal/journal/audit'
 * import { fileJournal } from '@waxseal/journal/node'
 *
 * const directory = await mkdtemp(join(tmpdir(), 'journal-'))
 * const journal = await fileJournal(directory)
 * await journal.append({ tenant: 'default', stream: 'policy' }, [{ type: 'policy.adopted', at: 0, data: {} }])
 * const proof = prove(directory, 0)
 * console.log('entry' in proof && checkProof(proof, { heads: [journal.head()] })) // proven
 * await journal.close()
 * ```
 */
export function prove(path: string, index: number, size?: number): AuditProof | AuditFault {
  const leaves: Buffer[] = []
  let entry = ''
  const report = audit(path, [], (json, leaf) => {
    if (leaves.push(leaf) === index + 1) entry = json.toString()
  })
  if (!report.ok) return report
  const tree = leaves.slice(0, size)
  if (leaves[index] === undefined || index >= tree.length || (size ?? tree.length) !== tree.length) {
    throw new RangeError(`there is no event ${index} among the first ${size ?? leaves.length} of ${leaves.length}`)
  }
  const proof = pathOf(index, tree).map((hash) => hash.toString('base64url'))
  return { entry, index, size: tree.length, root: rootOf(tree).toString('base64url'), proof }
}

/**
 * Checks a proof: `false` when it proves nothing, or not what is known; `unproven` when it leads to its root, but nothing that is known
 * says that this is the root of the record; `proven` when a head that was kept or a signed checkpoint says so.
 *
 * @example
 * ```ts
 * import { checkProof } from '@waxseal/journal/audit'
 *
 * const root = 'Aippeebat6pa5MPl5F9-l3ESp-Y1k4INvsHsc4ok-Tw'
 * console.log(checkProof({ entry: 'a', index: 0, size: 1, root, proof: [] }, {})) // unproven
 * ```
 */
export function checkProof(
  claim: AuditProof,
  { heads = [], keys = [], origin }: AuditTrust,
): 'false' | 'proven' | 'unproven' {
  // A claim comes from outside, as JSON: it may be anything.
  const { entry, index, size, root, proof, checkpoint } = (claim as AuditProof | null | undefined) ?? ({} as AuditProof)
  const isText = (value: unknown) => typeof value === 'string'
  if (!Array.isArray(proof) || !proof.every(isText) || !isText(entry) || !isText(root)) return 'false'
  if (checkpoint !== undefined && !isText(checkpoint)) return 'false'
  const path = proof.map((text) => Buffer.from(text, 'base64url'))
  const isPlace = Number.isSafeInteger(size) && Number.isSafeInteger(index) && index >= 0 && index < size
  const areHashes = path.every((hash, at) => hash.length === 32 && hash.toString('base64url') === proof[at])
  if (!isPlace || !areHashes || path.length > 53) return 'false'
  if (climb(index, size, leafOf(Buffer.from(entry)), path)?.toString('base64url') !== root) return 'false'
  const known = heads.filter((head) => head.size === size)
  if (checkpoint !== undefined && keys.length > 0) {
    const signed = readCheckpoint(checkpoint, keys, origin)
    if (signed?.size !== size) return 'false'
    known.push(signed)
  }
  if (known.length === 0) return 'unproven'
  return known.every((head) => head.root === root) ? 'proven' : 'false'
}

// ── Signed checkpoints ──

/** A public key `name+id+base64` (c2sp.org/signed-note): type 1 signs notes, type 4 is of a witness, which signs a time with them. */
function readKey(text: string) {
  const [, name = '', id = '', base64 = ''] = /^([^+\s]+)\+([0-9a-f]{8})\+([\w+/]+)$/.exec(text) ?? []
  const bytes = Buffer.from(base64, 'base64')
  const [type = 0] = bytes
  const isKey = bytes.length === 33 && bytes.toString('base64') === base64 && (type === 1 || type === 4)
  if (!isKey || sha256(Buffer.from(`${name}\n`), bytes).toString('hex', 0, 4) !== id)
    throw new Error('this is no verifier key')
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes.subarray(1)])
  return { id: `${name} ${id}`, name, type, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

/** The signatures of a note, by name and id of their keys; `undefined` when one of the lines is none. */
function readSignatures(text: string): readonly { readonly id: string; readonly bytes: Buffer }[] | undefined {
  const lines = text.split('\n')
  if (lines.pop() !== '') return undefined
  const signatures = lines.map((line) => {
    const [, name, base64 = ''] = /^— ([^\s\x85+]+) ([\w+/]{6,}={0,2})$/.exec(line) ?? []
    const bytes = Buffer.from(base64, 'base64')
    const isWell = name !== undefined && bytes.length > 4 && bytes.toString('base64') === base64
    return isWell ? { id: `${name} ${bytes.toString('hex', 0, 4)}`, bytes: bytes.subarray(4) } : undefined
  })
  return signatures.every((one) => one !== undefined) ? signatures : undefined
}

/**
 * The head in a signed checkpoint (c2sp.org/tlog-checkpoint) of the log `origin`, by default the one that bears the name of a key of type 1.
 * `undefined` when it is none, is of another log, or is signed falsely by one of the keys or by none. Throws when a key is none.
 *
 * @example
 * ```ts
 * import { readCheckpoint } from '@waxseal/journal/audit'
 *
 * const key = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8'
 * console.log(readCheckpoint('sum.golang.org\n0\n\n— nobody', [key])) // undefined
 * ```
 */
export function readCheckpoint(note: string, keys: readonly string[], origin?: string): AuditHead | undefined {
  const known = keys.map(readKey)
  const end = note.lastIndexOf('\n\n')
  const text = note.slice(0, end + 1)
  const signatures = readSignatures(note.slice(end + 2))
  const [name = '', size = '', base64 = '', ...extensions] = text.slice(0, -1).split('\n')
  const root = Buffer.from(base64, 'base64')
  const isSize = /^(?:0|[1-9]\d{0,15})$/.test(size) && Number.isSafeInteger(Number(size))
  const isRoot = root.length === 32 && root.toString('base64') === base64
  // No control characters of ASCII but the line break, and no halves of surrogate pairs.
  const isText = !/[^\P{Cc}\n\x7f-\x9f]|\p{Cs}/u.test(note) && !extensions.includes('') && name !== ''
  if (end < 0 || signatures === undefined || !isSize || !isRoot || !isText) return undefined
  const origins = origin === undefined ? known.filter(({ type }) => type === 1).map((key) => key.name) : [origin]
  if (!origins.includes(name)) return undefined
  const verdicts = signatures.flatMap(({ id, bytes }) =>
    known
      .filter((key) => key.id === id)
      .map(({ type, key }) => {
        if (type === 1) return verify(null, Buffer.from(text), key, bytes)
        const time = bytes.length === 72 ? bytes.readBigUInt64BE(0) : -1n
        return verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key, bytes.subarray(8))
      }),
  )
  const isSigned = verdicts.length > 0 && verdicts.every(Boolean)
  return isSigned ? { size: Number(size), root: root.toString('base64url') } : undefined
}

// ── The command ──

function main(args: string[], print: (line: string) => void): number {
  const many = { type: 'string', multiple: true } as const
  const options = { expect: many, checkpoint: many, key: many, origin: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options })
  const { expect = [], checkpoint = [], key = [], origin } = values
  const heads = [
    ...expect
      .map((text) => /^(\d{1,15}):([\w-]{43})$/.exec(text))
      .map((parts) => parts && { size: Number(parts[1]), root: parts[2] ?? '' }),
    ...checkpoint.map((file) => readCheckpoint(readFileSync(file, 'utf8'), key, origin)),
  ].filter((head) => head !== null && head !== undefined)
  const [path] = positionals
  if (path === undefined || positionals.length > 1 || heads.length < expect.length + checkpoint.length) {
    print('usage: node audit.js PATH [--expect SIZE:ROOT]... [--checkpoint FILE]... [--key TEXT]... [--origin NAME]')
    print('a head must be well formed, a checkpoint signed by a key and by none falsely')
    return 2
  }
  const report = audit(path, heads)
  if (report.ok)
    print(
      `whole: ${report.head.size} events, ${heads.length} kept heads met\nhead:  ${report.head.size}:${report.head.root}`,
    )
  else
    print(
      `NOT WHOLE: ${report.message}\nat line ${report.line}, byte ${report.byte} of ${report.file} (${report.code})`,
    )
  return report.ok ? 0 : 1
}

// Only when this very file is run, not when it is imported or bundled into a program of another name.
const own = import.meta.filename ?? ''
const run = process.argv[1]
if (/^audit\.[jt]s$/.test(basename(own)) && run !== undefined && realpathSync(run) === own) {
  process.exitCode = main(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`))
}
