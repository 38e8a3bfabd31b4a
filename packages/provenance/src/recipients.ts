import { normalizeEmailAddress } from '@waxseal/core'
import { headersNamed, type Letter } from './letter.js'
import { parseMailboxes } from './mailboxes.js'

/** What an author writes; under a signature it is the signer's word. */
const WRITTEN = ['to', 'cc'] as const
/** What servers on the way write, and so can whoever saves the letter: never proof, signed or not. */
const TRACES = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to'] as const
const MAX_FIELDS = 5

/** Whom a letter was for: addresses in normal form. For comparison only, never for output. */
export interface Recipients {
  /** From fields `To` and `Cc` that the signature covers. */
  readonly signed: ReadonlySet<string>
  /** From any other field: whoever hands the letter over could have written it. */
  readonly claimed: ReadonlySet<string>
}

/** Whom a letter was for, as far as its header tells. `covered`: the numbers of the fields that the accepted signature covers. */
export function recipientsOf(letter: Letter, covered: ReadonlySet<number>): Recipients {
  const signed = new Set<string>()
  const claimed = new Set<string>()
  for (const name of [...WRITTEN, ...TRACES]) {
    const written = WRITTEN.some((own) => own === name)
    for (const field of headersNamed(letter.headers, name).slice(0, MAX_FIELDS)) {
      const found = written && covered.has(field.number) ? signed : claimed
      for (const { local, domain } of parseMailboxes(field.value).mailboxes) {
        const address = normalizeEmailAddress(`${local}@${domain}`)
        if (address !== undefined) found.add(address)
      }
    }
  }
  return { signed, claimed }
}
