import type { DkimResult } from './dkim-result.js'
import { type Identity, identityOf } from './identity.js'
import { headersNamed, type Letter } from './letter.js'
import { parseMailboxes } from './mailboxes.js'
import { bodyPlace, headerPlace } from './place.js'
import type { Statement } from './verdict.js'

/** A way in which a letter can be altered under a valid signature, and what that makes of it. */
export interface CoverageGap {
  readonly kind: 'spoofed' | 'unknown'
  readonly statement: Statement
}

/** Fields of which RFC 5322 section 3.6 allows one, and a reader acts upon. */
const SINGULAR = [
  'cc',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'message-id',
  'mime-version',
  'reply-to',
  'sender',
  'subject',
  'to',
] as const

/** What of a letter a passing signature leaves open to others: fields on top of those it covers, unsigned fields, an unsigned tail. */
export function coverageGaps(letter: Letter, result: DkimResult, identities: readonly Identity[]): CoverageGap[] {
  const gaps: CoverageGap[] = []
  const covered = new Set(result.signedFields)
  const add = (kind: CoverageGap['kind'], code: Statement['code'], text: string, rule: string, place: object) =>
    gaps.push({ kind, statement: { code, strength: 'contradicted', text, ...place, rule } })
  if (result.bodyUnsigned) {
    const text = `\`${result.domain}\` signed only the first ${result.bodyLength} octets of the body; ${result.bodyUnsigned} were added`
    add('spoofed', 'body-partly-signed', text, 'RFC 6376 §8.2', bodyPlace(letter))
  }
  for (const name of SINGULAR) {
    const fields = headersNamed(letter.headers, name)
    const open = fields.find(({ number }) => !covered.has(number))
    if (fields.length > 1 && open) {
      const text = `the field \`${name}\` stands in the letter ${fields.length} times, and not each is signed`
      add('spoofed', 'field-repeated', text, 'RFC 6376 §8.15', headerPlace(letter, open.number))
    } else if (open && name === 'subject') {
      add('unknown', 'subject-unsigned', 'the subject is not signed', 'RFC 6376 §5.4', headerPlace(letter, open.number))
    } else if (open && name === 'content-type') {
      const text = 'the content type is not signed: another could show another body'
      add('unknown', 'content-type-unsigned', text, 'RFC 6376 §8.2', headerPlace(letter, open.number))
    } else if (open && name === 'reply-to' && !answersUs(open.value, identities)) {
      const text = 'answers would go to a foreign address, and that field is not signed'
      add('unknown', 'reply-to-unsigned', text, 'RFC 6376 §5.4', headerPlace(letter, open.number))
    }
  }
  return gaps
}

function answersUs(value: string, identities: readonly Identity[]): boolean {
  const { mailboxes, faults } = parseMailboxes(value)
  return faults.length === 0 && mailboxes.every(({ domain }) => identityOf(domain, identities) !== undefined)
}
