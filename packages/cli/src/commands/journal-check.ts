import { type JsonObject, type JsonValue, WaxsealError } from '@waxseal/core'
import { type AuditProof, checkProof } from '@waxseal/journal/audit'
import { EXIT, type Io, printable } from '../io.js'
import { readJson } from '../json-file.js'
import { jsonText } from './journal-json.js'
import { checkKeys, readHeads } from './journal-trust.js'

/** What is known of the record, as it was typed. */
export interface TypedTrust {
  readonly expect?: readonly string[] | undefined
  readonly key?: readonly string[] | undefined
  readonly origin?: string | undefined
  readonly json?: boolean | undefined
}

const SAID = {
  proven: 'PROVEN: this event is in the record',
  unproven:
    'UNPROVEN: nothing that is known says that this root is that of the record; pass --expect, or --key for its checkpoint',
  false: 'FALSE: the document does not prove this event',
}

/** `waxseal journal prove --check`: says whether a document proves its event. */
export async function checkProofFile(file: string, typed: TypedTrust, io: Io): Promise<number> {
  const trust = { heads: readHeads(typed.expect), keys: checkKeys(typed.key), origin: typed.origin }
  const proof = readProof(await readJson(file), file)
  const verdict = checkProof(proof, trust)
  const event = eventOf(proof)
  const said = event === undefined && verdict !== 'false' ? 'false' : verdict
  if (typed.json)
    io.print(jsonText({ verdict: said, index: proof.index, size: proof.size, root: proof.root, event: event ?? null }))
  else {
    io.print(SAID[said])
    io.print(`place:  ${proof.index} of ${proof.size}`)
    for (const [name, value] of Object.entries(event ?? {}))
      io.print(`${`${printable(name)}:`.padEnd(8)}${printable(JSON.stringify(value))}`)
  }
  return said === 'proven' ? EXIT.done : said === 'unproven' ? EXIT.unknown : EXIT.wanting
}

/** The event of a proof; `undefined` when the entry is none, or one of another place. */
function eventOf({ entry, index }: AuditProof): JsonObject | undefined {
  try {
    const event = JSON.parse(entry) as JsonValue
    const isObject = typeof event === 'object' && event !== null && !Array.isArray(event)
    return isObject && (event as JsonObject).seq === index ? (event as JsonObject) : undefined
  } catch {
    return undefined
  }
}

function readProof(json: JsonObject, file: string): AuditProof {
  const { entry, index, size, root, proof, checkpoint } = json
  const hashes = Array.isArray(proof) ? proof.filter((hash) => typeof hash === 'string') : undefined
  if (
    typeof entry === 'string' &&
    typeof index === 'number' &&
    typeof size === 'number' &&
    typeof root === 'string' &&
    hashes !== undefined &&
    (checkpoint === undefined || typeof checkpoint === 'string')
  ) {
    // A member that is no hash stays one that leads nowhere.
    const all = hashes.length === (Array.isArray(proof) ? proof.length : 0) ? hashes : ['']
    return { entry, index, size, root, proof: all, ...(checkpoint === undefined ? {} : { checkpoint }) }
  }
  throw new WaxsealError('proof-invalid', `the file \`${file}\` holds no proof of an event`)
}
