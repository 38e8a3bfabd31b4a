import type { HeaderField } from '../header-fields.js'
import { headersNamed } from '../letter.js'
import type { ArcCode, ArcPart } from './arc-result.js'
import { readArcInstance, readArcTags } from './arc-signature.js'

/** One field of a set with its tags; ARC-Authentication-Results has none. */
export interface ArcField {
  readonly field: HeaderField
  readonly tags: ReadonlyMap<string, string>
}

/** The three fields of one forwarder. */
export type ArcFields = Readonly<Record<ArcPart, ArcField>>

/** Why the sets cannot be told apart, and where. */
export interface ArcFault {
  readonly code: ArcCode
  readonly part: ArcPart
  readonly instance?: number
  readonly field?: number
}

/** Each seal covers all fields before it: what grows with the square must be short. */
const MAX_BYTES = 256 * 1024
const PARTS = [
  ['seal', 'arc-seal'],
  ['message', 'arc-message-signature'],
  ['results', 'arc-authentication-results'],
] as const
const NO_TAGS: ReadonlyMap<string, string> = new Map()

/** Sorts the fields of a letter into sets, from the first to the last (RFC 8617 section 5.2, steps 1 to 3). */
export function readArcSets(headers: readonly HeaderField[]): ArcFields[] | ArcFault {
  const sets = new Map<number, { [Part in ArcPart]?: ArcField }>()
  let bytes = 0
  for (const [part, name] of PARTS) {
    for (const field of headersNamed(headers, name)) {
      bytes += field.end - field.start
      if (bytes > MAX_BYTES) return { code: 'chain-too-long', part, field: field.number }
      const tags = part === 'results' ? NO_TAGS : readArcTags(field.value)
      if (!tags) return { code: 'signature-syntax', part, field: field.number }
      const instance = readArcInstance(part === 'results' ? resultsInstance(field.value) : tags.get('i'))
      if (instance === undefined) return { code: 'instance-invalid', part, field: field.number }
      const set = sets.get(instance) ?? {}
      if (set[part]) return { code: 'set-repeated', instance, part, field: field.number }
      set[part] = { field, tags }
      sets.set(instance, set)
    }
  }
  return inOrder(sets)
}

function inOrder(sets: ReadonlyMap<number, { readonly [Part in ArcPart]?: ArcField }>): ArcFields[] | ArcFault {
  const ordered: ArcFields[] = []
  for (let instance = 1; instance <= Math.max(0, ...sets.keys()); instance++) {
    const { seal, message, results } = sets.get(instance) ?? {}
    if (!seal || !message || !results) {
      const part = !seal ? 'seal' : !message ? 'message' : 'results'
      const near = seal ?? message ?? results
      return { code: 'set-incomplete', instance, part, ...(near ? { field: near.field.number } : {}) }
    }
    ordered.push({ seal, message, results })
  }
  return ordered
}

/** `i=1;` before everything else (RFC 8617 section 4.1.1). */
function resultsInstance(value: string): string | undefined {
  return /^[ \t\r\n]*i[ \t\r\n]*=[ \t\r\n]*(\d{1,3})[ \t\r\n]*;/i.exec(value)?.[1]
}
