import { GoFault } from './go-fault.js'
import type { JsonBody } from './go-method.js'

/** A recipient of a Go message; the address is not checked yet. */
export interface GoRecipient {
  readonly email: string
  readonly substitutions: ReadonlyMap<string, string>
}

const MAX_RECIPIENTS = 500

/** Tells an object from a list and from `null`. */
export function isObject(value: unknown): value is JsonBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads `message.recipients`. */
export function readRecipients(value: unknown): GoRecipient[] {
  if (value === undefined) throw new GoFault(204, 'recipients are missing')
  if (!Array.isArray(value)) throw new GoFault(2307, 'recipients have a wrong type')
  if (value.length === 0) throw new GoFault(2306, 'recipients are empty')
  if (value.length > MAX_RECIPIENTS) throw new GoFault(1524, `more than ${MAX_RECIPIENTS} recipients`)
  return value.map((recipient: unknown) => {
    if (!isObject(recipient) || typeof recipient.email !== 'string') throw new GoFault(204, 'a recipient is malformed')
    readMetadata(recipient.metadata)
    return { email: recipient.email.trim(), substitutions: readSubstitutions(recipient.substitutions, 224, 212) }
  })
}

/** Reads values for `{{name}}`; a wrong name and a wrong value have each a code of their own. */
export function readSubstitutions(value: unknown, nameCode: number, valueCode: number): Map<string, string> {
  // PHP writes an empty map as `[]`.
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return new Map()
  if (!isObject(value)) throw new GoFault(valueCode, 'substitutions have a wrong type')
  return new Map(
    Object.entries(value).map(([name, item]) => {
      if (!/^[A-Za-z]\w{0,63}$/.test(name)) throw new GoFault(nameCode, 'a substitution has a wrong name')
      if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') {
        throw new GoFault(valueCode, 'a substitution has a wrong type')
      }
      return [name, String(item)]
    }),
  )
}

function readMetadata(value: unknown): void {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return
  if (!isObject(value) || Object.keys(value).length > 10) throw new GoFault(217, 'more than 10 metadata keys')
  for (const [key, item] of Object.entries(value)) {
    if (key.trim() === '') throw new GoFault(220, 'a metadata key is blank')
    if (key.length > 64) throw new GoFault(218, 'a metadata key is too long')
    if (typeof item !== 'string' && !Number.isInteger(item)) throw new GoFault(216, 'a metadata value has a wrong type')
    if (String(item).length > 1024) throw new GoFault(219, 'a metadata value is too long')
  }
  if (Buffer.byteLength(JSON.stringify(value)) > 4000) throw new GoFault(1540, 'metadata is above 4000 bytes')
}
