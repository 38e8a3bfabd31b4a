import type { Author } from './author.js'
import { type CoverageGap, coverageGaps } from './coverage.js'
import type { DkimResult } from './dkim-result.js'
import { type Identity, isOwnAccount } from './identity.js'
import type { Letter, LetterFaultCode } from './letter.js'
import { isSameOrganization } from './organizational-domain.js'
import { headerPlace } from './place.js'
import type { FoundService } from './services.js'
import type { Statement } from './verdict.js'

/** How far the signatures of a letter bear out its author. */
export interface Authority {
  /** The signature that proves the letter ours, all of it. */
  readonly accepted?: DkimResult
  /** What the best passing signature leaves open. */
  readonly gaps: readonly CoverageGap[]
  /** A signature of our own domain that is right but refused, or could not be checked for now. */
  readonly undecided: boolean
  /** Lines that mail programs read in different ways. */
  readonly lines: readonly Statement[]
}

/** What programs take for a different header than we do: under it a signature proves nothing. */
const DIVISIVE: ReadonlySet<LetterFaultCode> = new Set<LetterFaultCode>([
  'blank-continuation',
  'field-name-invalid',
  'leading-blank',
  'line-without-name',
  'lone-cr',
  'nul',
  'space-before-colon',
])

/** Looks for the signature that proves a letter ours: of the author's own domain, or of a service that names our account. */
export function findAuthority(
  letter: Letter,
  dkim: readonly DkimResult[],
  { domain, identity, several = [] }: Author,
  service: FoundService | undefined,
  identities: readonly Identity[],
): Authority {
  const fault = letter.faults.find(({ code }) => DIVISIVE.has(code))
  const text = `mail programs differ on how to read the header: \`${fault?.code}\``
  const lines: Statement[] = fault
    ? [
        {
          code: 'lines-malformed',
          strength: 'contradicted',
          text,
          ...headerPlace(letter, fault.header),
          rule: 'RFC 5322 §2.2',
        },
      ]
    : []
  if (!domain || !identity) {
    // Several authors, all of them ours and signed for: odd, but nobody was deceived.
    const undecided = dkim.some(
      (result) => result.status === 'pass' && several.some((own) => isSameOrganization(result.domain, own)),
    )
    return { gaps: [], undecided, lines }
  }
  const aligned = dkim.filter((result) => isSameOrganization(result.domain, domain))
  const candidates = aligned.filter(({ status }) => status === 'pass')
  if (service?.signature && service.proved && isOwnAccount(identity, service.id, service.proved.account)) {
    candidates.push(service.signature)
  }
  const judged = candidates.map((result) => ({ result, gaps: coverageGaps(letter, result, identities) }))
  const whole = judged.find(({ gaps }) => gaps.length === 0)
  const undecided = aligned.some(
    ({ status, headerSignature, bodyHash }) =>
      status === 'temperror' || (headerSignature === 'valid' && bodyHash === 'match'),
  )
  return {
    ...(whole && lines.length === 0 ? { accepted: whole.result } : {}),
    gaps: whole ? [] : (judged[0]?.gaps ?? []),
    undecided,
    lines,
  }
}
