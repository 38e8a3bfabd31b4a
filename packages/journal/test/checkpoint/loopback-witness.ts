import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { type IndependentKey, independentKey } from './independent-keys.js'

// A witness over real HTTP, written from c2sp.org/tlog-witness alone; nothing of ours is in it.

/** What a witness remembers of one log. */
interface Seen {
  readonly size: number
  readonly root: string
}

/** A witness to test against. */
export interface LoopbackWitness {
  readonly url: string
  readonly key: string
  /** Status of every answer so far. */
  readonly statuses: number[]
  /** Proof lines of every request so far. */
  readonly proofLengths: number[]
  /** By origin; may be changed, as when its disk was lost. */
  readonly seen: Map<string, Seen>
  /** Seconds of the next cosignatures. */
  time: number
  /** Answers instead of the witness. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  close(): Promise<void>
}

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()

/** RFC 6962 section 2.1.2 read backwards: what the proof makes of both trees. Not the loop of RFC 9162 that we use. */
function rootsOf(first: number, second: number, proof: readonly Buffer[], known: Buffer): [Buffer, Buffer] | undefined {
  const left = [...proof]
  const next = () => left.shift() ?? Buffer.alloc(0)
  function walk(m: number, n: number, whole: boolean): [Buffer, Buffer] {
    if (m === n) {
      const hash = whole ? known : next()
      return [hash, hash]
    }
    const k = 2 ** (Math.ceil(Math.log2(n)) - 1)
    const [one, other] = m <= k ? walk(m, k, whole) : walk(m - k, n - k, false)
    const hash = next()
    if (m <= k) return [one, sha256(Buffer.of(1), other, hash)]
    return [sha256(Buffer.of(1), hash, one), sha256(Buffer.of(1), hash, other)]
  }
  const roots = walk(first, second, true)
  return left.length === 0 ? roots : undefined
}

/** Whether a trusted key signed, and none of them falsely. */
function isSigned(text: string, lines: readonly string[], trusted: readonly IndependentKey[]): boolean {
  const verdicts = lines.flatMap((line) => {
    const [, name, base64 = ''] = line.split(' ')
    const bytes = Buffer.from(base64, 'base64')
    const id = bytes.subarray(0, 4).toString('hex')
    const by = trusted.find((one) => one.text.startsWith(`${name}+${id}+`))
    return by === undefined ? [] : [by.verify(text, bytes.subarray(4))]
  })
  return verdicts.length > 0 && verdicts.every(Boolean)
}

function isProved(old: number, size: number, oldRoot: string, root: string, proof: readonly Buffer[]): boolean {
  if (old === 0 || old === size) return proof.length === 0
  const known = Buffer.from(oldRoot, 'base64')
  const [first, second] = rootsOf(old, size, proof, known) ?? []
  return first?.equals(known) === true && second?.toString('base64') === root
}

/** Starts a witness that knows the logs given: origin → keys that it trusts. */
export async function loopbackWitness(
  logs: Readonly<Record<string, readonly IndependentKey[]>>,
  seedOfKey: Uint8Array,
): Promise<LoopbackWitness> {
  const key = independentKey('witness.example/w1', seedOfKey, 4)
  const witness = {
    key: key.text,
    statuses: [] as number[],
    proofLengths: [] as number[],
    seen: new Map<string, Seen>(),
    time: 1_767_225_600,
    intercept: undefined as LoopbackWitness['intercept'],
  }

  function addCheckpoint(request: string): { status: number; type?: string; body?: string } {
    const split = request.indexOf('\n\n')
    const [oldLine = '', ...proofLines] = request.slice(0, split).split('\n')
    const oldSize = /^old (0|[1-9]\d*)$/.exec(oldLine)?.[1]
    const note = request.slice(split + 2)
    const end = note.lastIndexOf('\n\n')
    const [text, lines] = [
      note.slice(0, end + 1),
      note
        .slice(end + 2)
        .split('\n')
        .slice(0, -1),
    ]
    const [origin = '', sizeText = '', rootText = ''] = text.split('\n')
    if (split < 0 || end < 0 || oldSize === undefined || proofLines.length > 63) return { status: 400 }
    witness.proofLengths.push(proofLines.length)
    const trusted = logs[origin]
    if (trusted === undefined) return { status: 404 }
    if (!isSigned(text, lines, trusted)) return { status: 403 }
    const [old, size] = [Number(oldSize), Number(sizeText)]
    if (old > size) return { status: 400 }
    const seen = witness.seen.get(origin)
    if (old !== (seen?.size ?? 0)) return { status: 409, type: 'text/x.tlog.size', body: `${seen?.size ?? 0}\n` }
    const proof = proofLines.map((line) => Buffer.from(line, 'base64'))
    if (old > 0 && old === size && rootText !== seen?.root) return { status: 409 }
    if (!isProved(old, size, seen?.root ?? '', rootText, proof)) return { status: 422 }
    witness.seen.set(origin, { size, root: rootText })
    return { status: 200, body: `${key.cosign(text, witness.time)}\n` }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const known = request.method === 'POST' && request.url === '/prefix/add-checkpoint'
    const { status, type, body } = known ? addCheckpoint(await readText(request)) : { status: 404 }
    witness.statuses.push(status)
    response.writeHead(status, { 'content-type': type ?? 'text/plain' }).end(body ?? '')
  }

  const server: Server = createServer((request, response) => {
    if (witness.intercept?.(request, response) !== true) void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(witness, {
    url: `http://127.0.0.1:${port}/prefix`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
}
