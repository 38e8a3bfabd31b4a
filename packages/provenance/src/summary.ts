import type { Author } from './author.js'
import type { SealStatement } from './seal-statement.js'
import type { Statement, StatementCode, Verdict } from './verdict.js'

/** What weighs most first: the one reason that the summary gives. */
const REASONS: readonly StatementCode[] = [
  'from-malformed',
  'recipient-differs',
  'lines-malformed',
  'body-changed',
  'headers-changed',
  'body-partly-signed',
  'field-repeated',
  'content-type-unsigned',
  'subject-unsigned',
  'reply-to-unsigned',
  'key-unavailable',
  'signature-refused',
  'signature-unusable',
  'dkim-other-domain',
  'dkim-absent',
]

/** One English sentence that says what a verdict comes to. */
export function summarize(
  kind: Verdict['kind'],
  statements: readonly Statement[],
  author: Author,
  believed: SealStatement | undefined,
): string {
  if (kind === 'ours') {
    const seal = believed
      ? `: campaign \`${believed.campaign}\`, sent by \`${believed.principal}\``
      : ', with no seal to say whose campaign it was'
    return `The letter is ours${seal}.`
  }
  if (kind === 'lookalike') {
    const found = statements.find(({ code }) => code === author.lookalike?.code)
    return `Not ours: the letter tries to look like ours: ${found?.text}.`
  }
  const reason = REASONS.map((code) => statements.find((statement) => statement.code === code)).find(Boolean)
  if (kind === 'spoofed')
    return `Not ours: the letter uses our domain, and ${reason?.text ?? 'nobody signed it for us'}.`
  if (author.showsOurs)
    return `The letter uses our domain, and whether it is ours cannot be proved: ${reason?.text ?? 'no signature settles it'}.`
  const copied = statements.some(({ code }) => code === 'seal-claimed')
  return copied
    ? 'Not ours: the letter is not from a domain of ours; the genuine seal in it may have been copied there.'
    : 'Nothing in the letter connects it with us.'
}
