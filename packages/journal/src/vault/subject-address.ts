import { normalizeEmailAddress, WaxsealError } from '@waxseal/core'
import { MAX_NAME_LENGTH } from '../event-draft.js'

/** How a person is found: the kind of an address and the address in its normal form. */
export interface SubjectAddress {
  /** `email`, `phone`, or a word of the host's. */
  readonly kind: string
  readonly address: string
}

/**
 * The form in which an address is looked for. A text is an e-mail address. E-mail addresses are normalized; of other kinds two spellings
 * are two persons, so the host brings them into one form before (a phone number: E.164). Throws `subject-invalid`.
 */
export function subjectAddress(given: string | SubjectAddress): SubjectAddress {
  const { kind, address } = typeof given === 'string' ? { kind: 'email', address: given } : given
  const normal = kind === 'email' && typeof address === 'string' ? normalizeEmailAddress(address) : address
  if (!isName(kind) || !isName(normal)) {
    throw new WaxsealError('subject-invalid', 'a subject is found by an address of 1 to 512 characters and its kind')
  }
  return { kind, address: normal }
}

function isName(text: unknown): text is string {
  return typeof text === 'string' && text !== '' && text.length <= MAX_NAME_LENGTH
}
