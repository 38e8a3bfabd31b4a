import { systemCode, WaxsealError } from '@waxseal/core'
import { encodeBase64 } from './base64.js'
import { parseCheckpoint, type SignedCheckpoint } from './checkpoint.js'
import { parseSignatures } from './note.js'
import { parseVerifierKey } from './verifier-key.js'
import { verifySignature } from './verify-checkpoint.js'
import { type ProofFrom, type Witness, witnessError } from './witness.js'

/** Where a witness is and by what it is known. */
export interface HttpWitnessOptions {
  /** The submission prefix: `/add-checkpoint` is put behind it. */
  readonly url: string
  /** The witness's public key as text, of kind `cosignature` (its base64 begins with `B`). Its name is the witness's. */
  readonly key: string
  /** @default the runtime's own */
  readonly fetch?: typeof fetch
  /** Milliseconds for one request. @default 10_000 */
  readonly timeout?: number
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** The longest answer that is read, in bytes: a few signature lines. */
const MAX_ANSWER = 64 * 1024
/** A witness may be ahead of what we know of it once; if it moves on between our requests, others publish too. */
const MAX_TRIES = 3

/**
 * A witness that is reached by HTTP (C2SP tlog-witness, `add-checkpoint`), such as those that cosign public logs. It remembers what it
 * signed and signs only what continues that. Its answer is verified (C2SP tlog-cosignature, Ed25519) before it is given back.
 *
 * Throws `verifier-key-invalid`; `submit` rejects with the codes of `WitnessErrorCode`.
 *
 * @example
 * ```ts
 * import { httpWitness } from '@waxseal/journal'
 *
 * const witness = httpWitness({
 *   url: 'https://witness.example',
 *   key: 'witness.example/w1+aa4a09d1+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs',
 *   fetch: async () => new Response('unknown log', { status: 404 }),
 * })
 * console.log(witness.name) // witness.example/w1
 * ```
 */
export function httpWitness({ url, key, timeout = 10_000, ...options }: HttpWitnessOptions): Witness {
  const known = parseVerifierKey(key)
  if (known.kind !== 'cosignature') {
    throw new WaxsealError('verifier-key-invalid', 'the key of a witness must be of kind `cosignature`')
  }
  const send = options.fetch ?? fetch
  const place = `${url.replace(/\/$/, '')}/add-checkpoint`
  /** The size that the witness signed last, as far as we know: with 0 it tells. */
  let size = 0

  async function ask(body: string): Promise<Answer> {
    try {
      const response = await send(place, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
      })
      return {
        status: response.status,
        type: response.headers.get('content-type') ?? '',
        body: await readShort(response),
      }
    } catch (error) {
      throw witnessError('witness-unreachable', `the witness cannot be reached: ${systemCode(error) ?? 'no answer'}`, {
        cause: error,
      })
    }
  }

  async function cosignaturesOf(answer: Answer, signed: SignedCheckpoint): Promise<readonly string[]> {
    const lines: string[] = []
    for (const signature of parseSignatures(answer.body) ?? []) {
      if (signature.name !== known.name || signature.id !== known.id) continue
      const verified = await verifySignature(known, signature, signed.text)
      if (verified?.at === undefined || verified.at === 0) throw invalidAnswer()
      lines.push(signature.line)
    }
    if (lines.length === 0) throw invalidAnswer()
    return lines
  }

  async function submit(checkpoint: string, proofFrom: ProofFrom): Promise<readonly string[]> {
    const signed = parseCheckpoint(checkpoint)
    if (signed === undefined) throw witnessError('witness-refused', 'this is no checkpoint')
    const { size: wanted } = signed.checkpoint
    if (size > wanted) size = 0
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const proof = size === 0 || size === wanted ? [] : await proofFrom(size)
      const lines = [`old ${size}`, ...proof.map(encodeBase64), '', checkpoint]
      const answer = await ask(lines.join('\n'))
      if (answer.status === 200) {
        const cosignatures = await cosignaturesOf(answer, signed)
        size = wanted
        return cosignatures
      }
      const signedSize = sizeOf(answer)
      if (signedSize === undefined || signedSize === size) throw refusal(answer, size === wanted)
      if (signedSize > wanted) {
        const message = `the witness has signed ${signedSize} events, the record has ${wanted}`
        throw witnessError('witness-ahead', message, { details: { size: signedSize, ours: wanted } })
      }
      size = signedSize
    }
    throw witnessError('witness-unreachable', 'the witness signed others of this log while it was asked')
  }

  return { name: known.name, key, submit }
}

/** The size in a conflict's answer. */
function sizeOf({ status, type, body }: Answer): number | undefined {
  if (status !== 409 || type !== 'text/x.tlog.size' || !/^(?:0|[1-9]\d{0,14})\n$/.test(body)) return undefined
  return Number(body)
}

function refusal({ status }: Answer, sameSize: boolean): Error {
  const details = { status }
  if (status === 422 || (status === 409 && sameSize)) {
    return witnessError('witness-conflict', 'the record does not continue the one that the witness signed', { details })
  }
  if (status === 429 || status >= 500)
    return witnessError('witness-unreachable', `the witness answered ${status}`, { details })
  return witnessError('witness-refused', `the witness answered ${status}`, { details })
}

function invalidAnswer(): Error {
  return witnessError('witness-answer-invalid', 'the witness did not answer with its signature over this checkpoint')
}

/** The answer as text, no more of it than an answer has. */
async function readShort(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    if (length > MAX_ANSWER) break
    text += decoder.decode(piece, { stream: true })
  }
  return text + decoder.decode()
}
