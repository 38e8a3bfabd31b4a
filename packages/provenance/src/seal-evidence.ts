import type { JsonObject, Key } from '@waxseal/core'
import { type FoundSeal, findSealIn, sealFields } from './find-seal.js'
import { headersNamed, type Letter } from './letter.js'
import { bodyPlace, headerPlace } from './place.js'
import { recipientsOf } from './recipients.js'
import { checkSeal } from './seal.js'
import { isRecipientMac, readRecipientMac } from './seal-headers.js'
import { findReferences } from './seal-place.js'
import type { SealStatement } from './seal-statement.js'
import { type MessageTemplate, templateHash } from './template-hash.js'
import { isMergedCopy } from './template-match.js'
import type { TextParts } from './text-parts.js'
import type { Statement, StatementCode, Strength } from './verdict.js'

/** Where the makers of seals are asked. */
export interface SealSources {
  /** Public keys of the seal's maker, retired ones included. */
  readonly jwks: { readonly keys: readonly JsonObject[] }
  /** The seal that the record holds under a reference. */
  readonly statementOf?: (reference: string) => Promise<string | undefined>
  /** The key of use `recipient` by tenant and id. */
  readonly recipientKey?: (tenant: string, keyId: string) => Promise<Key | undefined>
}

/** What to examine a seal with. */
export interface SealContext {
  readonly letter: Letter
  readonly parts: TextParts
  /** Numbers of the header fields that the accepted signature covers; absent when the letter is not otherwise ours. */
  readonly covered?: ReadonlySet<number>
  readonly sources?: SealSources
  readonly templateOf?: (statement: SealStatement) => Promise<MessageTemplate | undefined>
}

/** What came of a seal. */
export interface SealEvidence {
  readonly statements: readonly Statement[]
  /** The statement, when it may be believed of this letter. */
  readonly believed?: SealStatement
  /** The seal was made for another recipient: a genuine letter that somebody sent on. */
  readonly replayed: boolean
}

/** Examines the seal of a letter, and its recipient and template where these can be known. */
export async function examineSeal(context: SealContext): Promise<SealEvidence> {
  const { letter, parts, covered } = context
  const found = findSealIn(letter, parts)
  const [field] = sealFields(letter)
  const where = headerPlace(letter, field?.number)
  const read = await readSeal(context, found)
  if (!read) return { statements: [], replayed: false }
  if ('code' in read) return { statements: [{ ...read, ...where }], replayed: false }
  const { jws, statement } = read
  const template = await examineTemplate(context, statement)
  const differs = referenceDiffers(context, statement)
  const rest = [...(template ? [template] : []), ...(differs ? [differs] : [])]
  if (!covered) {
    const text = `a genuine seal of campaign \`${statement.campaign}\` is in the letter; it may have been copied there`
    const claimed: Statement = { code: 'seal-claimed', strength: 'claimed', text, ...where }
    return { statements: [claimed, ...rest], replayed: false }
  }
  const recipient = await examineRecipient(context, covered, jws, statement, found.recipientMac)
  // The line in the body is covered with the body: a signature without gaps is the condition for coming here.
  const inBody = !field || found.reference === statement.id
  const signed = inBody || (covered.has(field.number) && isBoundAsFarAsKnown(context, recipient))
  const strength = sealStrength(signed, recipient, template?.code)
  const seal: Statement = {
    code: 'seal-valid',
    strength,
    text: `the seal names campaign \`${statement.campaign}\` and principal \`${statement.principal}\``,
    ...where,
    rule: 'RFC 7515 §5.2',
  }
  const believed = strength === 'proved' || strength === 'attested'
  return {
    statements: [seal, ...(recipient ? [recipient] : []), ...rest],
    ...(believed ? { believed: statement } : {}),
    replayed: recipient?.code === 'recipient-differs',
  }
}

type Refusal = Pick<Statement, 'code' | 'strength' | 'text'>

/** The checked statement of the seal that a letter carries or names, or what is wrong with it; nothing when there is no seal. */
async function readSeal(
  { letter, parts, sources }: SealContext,
  found: FoundSeal,
): Promise<{ jws: string; statement: SealStatement } | Refusal | undefined> {
  const { header, reference } = found
  if (header === undefined && sealFields(letter).length > 0) {
    const text = 'the letter carries several seals, or one that cannot be read'
    return { code: 'seal-ambiguous', strength: 'contradicted', text }
  }
  if (header === undefined && reference === undefined) {
    if (parts.faults.length > 0) {
      const text = 'the body is too large or too deeply nested to be read whole; a seal in the rest was not looked for'
      return { code: 'seal-unchecked', strength: 'claimed', text }
    }
    if (referencesIn(parts).size === 0) return undefined
    return { code: 'seal-ambiguous', strength: 'contradicted', text: 'the body names several seals' }
  }
  if (!sources || (header === undefined && !sources.statementOf)) {
    const text = 'the letter carries a seal, and neither keys nor record were given to check it'
    return { code: 'seal-unchecked', strength: 'claimed', text }
  }
  const jws = header ?? (await quietly(() => sources.statementOf?.(reference ?? '')))
  if (typeof jws !== 'string') {
    return { code: 'seal-unknown', strength: 'claimed', text: 'the letter names a seal that the record does not hold' }
  }
  const check = await checkSeal(jws, sources.jwks)
  if (!check.ok) return REFUSED[check.code]
  return { jws, statement: check.statement }
}

/** What the body says beside a seal that holds: the author could write any line into the letter, so it takes nothing from the seal. */
function referenceDiffers({ letter, parts }: SealContext, statement: SealStatement): Statement | undefined {
  const references = referencesIn(parts)
  references.delete(statement.id)
  if (references.size === 0) return undefined
  const text = 'a line in the body names another letter than the seal does'
  return { code: 'seal-reference-differs', strength: 'contradicted', text, ...bodyPlace(letter) }
}

function referencesIn({ parts }: TextParts): Set<string> {
  return new Set(parts.flatMap((part) => findReferences(part.text, 2)))
}

const REFUSED: Readonly<Record<'bad-signature' | 'malformed' | 'unknown-key', Refusal>> = {
  malformed: { code: 'seal-malformed', strength: 'contradicted', text: 'the seal of the letter is malformed' },
  'unknown-key': {
    code: 'seal-unknown',
    strength: 'claimed',
    text: 'the seal names a key that is not among those given',
  },
  'bad-signature': {
    code: 'seal-bad-signature',
    strength: 'contradicted',
    text: 'the signature of the seal is wrong',
  },
}

/**
 * Whoever may send from our domain can have a copied seal signed as well. So a signed field alone is enough only where nobody can
 * check the recipient: leaving the MAC out, or naming an unknown key, must not make a seal stronger than a wrong MAC does.
 */
function isBoundAsFarAsKnown({ sources }: SealContext, recipient: Statement | undefined): boolean {
  return !sources?.recipientKey || (recipient?.code === 'recipient-matches' && recipient.strength === 'proved')
}

/** A seal in a field that no signature covers could come from another letter: then the recipient or the template must bear it out. */
function sealStrength(signed: boolean, recipient?: Statement, template?: StatementCode): Strength {
  if (recipient?.code === 'recipient-differs') return 'contradicted'
  if (signed || template === 'template-matches') return 'proved'
  if (recipient?.code === 'recipient-matches' && recipient.strength === 'proved') return 'attested'
  return template === 'template-differs' ? 'contradicted' : 'claimed'
}

async function examineRecipient(
  { letter, sources }: SealContext,
  covered: ReadonlySet<number>,
  jws: string,
  statement: SealStatement,
  value: string | undefined,
): Promise<Statement | undefined> {
  const fields = headersNamed(letter.headers, 'x-waxseal-recipient')
  if (fields.length === 0) return undefined
  const where = headerPlace(letter, fields[0]?.number)
  const read = value === undefined ? undefined : readRecipientMac(value)
  const differs: Statement = {
    code: 'recipient-differs',
    strength: 'contradicted',
    text: 'the letter was sealed for another recipient: it was sent on or replayed',
    ...where,
  }
  if (!read) return differs
  const key = await quietly(() => sources?.recipientKey?.(statement.tenant, read.keyId))
  if (!key) {
    const text = 'the key that would show whether the recipient is the sealed one is not at hand'
    return { code: 'recipient-unchecked', strength: 'claimed', text, ...where }
  }
  const { signed, claimed } = recipientsOf(letter, covered)
  const matches = (address: string) => isRecipientMac(read.mac, jws, address, key)
  if ([...signed].some(matches)) {
    const text = 'the letter was sealed for this recipient'
    return { code: 'recipient-matches', strength: 'proved', text, ...where }
  }
  if ([...claimed].some(matches)) {
    const text = 'the letter was sealed for the recipient that a field names which the signature does not vouch for'
    return { code: 'recipient-matches', strength: 'claimed', text, ...where }
  }
  return differs
}

async function examineTemplate(
  { letter, parts, templateOf }: SealContext,
  statement: SealStatement,
): Promise<Statement | undefined> {
  const template = await quietly(() => templateOf?.(statement))
  if (!template) return undefined
  if (templateHash(template) !== statement.template) {
    const text = 'the template at hand is not the one that was sealed'
    return { code: 'template-unknown', strength: 'claimed', text }
  }
  if (parts.faults.length > 0) {
    const text = 'the body could not be read whole, so it was not compared with the template'
    return { code: 'template-unknown', strength: 'claimed', text }
  }
  const where = { where: { start: letter.bodyStart, end: letter.bytes.length } }
  return isMergedCopy(letter, parts.parts, template)
    ? {
        code: 'template-matches',
        strength: 'proved',
        text: 'subject and body are those of the sealed template',
        ...where,
      }
    : {
        code: 'template-differs',
        strength: 'contradicted',
        text: 'subject or body differ from the sealed template',
        ...where,
      }
}

/** The host's stores may fail; the letter must still be judged, and their errors may hold anything. */
async function quietly<Value>(ask: () => Promise<Value> | undefined): Promise<Value | undefined> {
  try {
    return await ask()
  } catch {
    return undefined
  }
}
