import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { WaxsealError } from '@waxseal/core'
import { parseCheckpoint } from '@waxseal/journal'
import { type AuditProof, prove } from '@waxseal/journal/audit'
import { EXIT, type Io } from '../io.js'
import { checkProofFile } from './journal-check.js'
import { jsonText } from './journal-json.js'
import { requireJournal, TRUST_OPTIONS } from './journal-trust.js'

const USAGE = [
  'usage: waxseal journal prove DIRECTORY|FILE SEQ [--size N | --checkpoint FILE]',
  '       waxseal journal prove --check PROOF.json [--expect SIZE:ROOT]... [--key TEXT]... [--origin NAME] [--json]',
]

/**
 * `waxseal journal prove`: one event and the proof that it is in the record, as a JSON document that stands alone; with `--check`, whether such
 * a document proves it.
 */
export async function proveEvent(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...TRUST_OPTIONS, size: { type: 'string' }, check: { type: 'string' }, json: { type: 'boolean' } },
  })
  const { check, size, expect, key, origin, json, checkpoint: checkpoints = [] } = values
  const making = size !== undefined || checkpoints.length > 0 || positionals.length > 0
  if (check !== undefined && !making) return await checkProofFile(check, { expect, key, origin, json }, io)
  const [path, seq] = positionals
  const [checkpoint] = checkpoints
  const checking = check ?? expect ?? key ?? origin ?? json
  const twice = checkpoints.length > 1 || (checkpoint !== undefined && size !== undefined)
  if (path === undefined || seq === undefined || positionals.length > 2 || checking !== undefined || twice) {
    for (const line of USAGE) io.complain(line)
    return EXIT.usage
  }
  const place = readCount(seq)
  const wanted = size === undefined ? undefined : readCount(size)
  await requireJournal(path)
  return print(path, place, checkpoint === undefined ? { size: wanted } : await readNote(checkpoint), io)
}

interface Wanted {
  readonly size: number | undefined
  readonly root?: string
  readonly checkpoint?: string
}

function print(path: string, place: number, { size, root, checkpoint }: Wanted, io: Io): number {
  const refuse = (why: string) => {
    io.complain(why)
    return EXIT.wanting
  }
  try {
    const proof = prove(path, place, size)
    if ('ok' in proof)
      return refuse(`the record is not whole: ${proof.message}; \`waxseal journal verify\` tells where`)
    if (root !== undefined && root !== proof.root) return refuse('the record is not the one whose checkpoint this is')
    const document: AuditProof = checkpoint === undefined ? proof : { ...proof, checkpoint }
    for (const line of jsonText(document, 2).split('\n')) io.print(line)
    return EXIT.done
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message)
    throw error
  }
}

async function readNote(file: string): Promise<Wanted> {
  const checkpoint = await readFile(file, 'utf8')
  const signed = parseCheckpoint(checkpoint)
  if (signed === undefined) throw new WaxsealError('checkpoint-invalid', `the file \`${file}\` holds no checkpoint`)
  return { ...signed.checkpoint, checkpoint }
}

/** A whole number. Throws `number-invalid`. */
export function readCount(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new WaxsealError('number-invalid', 'the place of an event and a size are whole numbers')
}
