import type { DkimResult } from './dkim-result.js'
import type { Letter } from './letter.js'
import { isSameOrganization } from './organizational-domain.js'
import { headerPlace } from './place.js'
import type { Statement, StatementCode, Strength } from './verdict.js'

type Finding = readonly [code: StatementCode, strength: Strength, text: string, rule: string]

/** What the signatures say of a letter, one statement each; those beyond the limit share one. */
export function dkimStatements(
  letter: Letter,
  dkim: readonly DkimResult[],
  fromDomain: string | undefined,
): Statement[] {
  if (dkim.length === 0)
    return [{ code: 'dkim-absent', strength: 'claimed', text: 'nobody signed the letter with DKIM' }]
  const statements: Statement[] = []
  let beyond = 0
  for (const result of dkim) {
    if (result.code === 'signature-limit') {
      beyond++
      continue
    }
    const [code, strength, text, rule] = findingOf(result, fromDomain)
    statements.push({ code, strength, text, ...headerPlace(letter, result.field), rule })
  }
  if (beyond > 0) {
    const text = `${beyond} more signatures were not looked at`
    statements.push({ code: 'signature-limit', strength: 'claimed', text, rule: 'RFC 6376 §6.1' })
  }
  return statements
}

function findingOf(result: DkimResult, fromDomain: string | undefined): Finding {
  const signer = result.domain === '' ? 'a signature' : `the signature of \`${result.domain}\``
  if (result.status === 'pass') {
    return fromDomain !== undefined && isSameOrganization(result.domain, fromDomain)
      ? ['dkim-aligned', 'proved', `\`${result.domain}\`, the domain of the author, signed the letter`, 'RFC 6376 §6.1']
      : [
          'dkim-other-domain',
          'proved',
          `\`${result.domain}\` signed the letter, which proves nothing of its author`,
          'RFC 6376 §6.1',
        ]
  }
  switch (result.code) {
    case 'body-hash-mismatch':
      return [
        'body-changed',
        'contradicted',
        `the body was changed after signing: ${signer} does not fit it`,
        'RFC 6376 §6.1.3',
      ]
    case 'signature-mismatch': {
      const body = result.bodyHash === 'mismatch' ? ', and neither does the body' : ''
      return ['headers-changed', 'contradicted', `the header fields do not fit ${signer}${body}`, 'RFC 6376 §6.1.3']
    }
    case 'expired':
      return ['signature-refused', 'claimed', `${signer} is right but has expired`, 'RFC 6376 §3.5']
    case 'not-yet-valid':
      return ['signature-refused', 'claimed', `${signer} is right but dated in the future`, 'RFC 6376 §3.5']
    case 'weak-hash':
      return [
        'signature-refused',
        'claimed',
        `${signer} is right but made with SHA-1, which no longer proves anything`,
        'RFC 8301 §3.1',
      ]
    case 'weak-key':
      return [
        'signature-refused',
        'claimed',
        `${signer} is right but its key of ${result.keyBits} bits can be broken`,
        'RFC 8301 §3.2',
      ]
    case 'key-missing':
      return ['signature-unusable', 'claimed', `${signer} cannot be checked: its key is not in DNS`, 'RFC 6376 §6.1.2']
    case 'key-revoked':
      return ['signature-unusable', 'claimed', `${signer} proves nothing: its key was revoked`, 'RFC 6376 §3.6.1']
    case 'dns-temporary':
      return ['key-unavailable', 'claimed', `the key of ${signer} could not be fetched now`, 'RFC 6376 §6.1.2']
    default:
      return ['signature-unusable', 'claimed', `${signer} cannot be used: \`${result.code}\``, 'RFC 6376 §6.1']
  }
}
