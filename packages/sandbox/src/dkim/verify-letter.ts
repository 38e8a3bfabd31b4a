import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { bodyHash, type Canonicalization, type HeaderField, type SplitLetter, signedHeader } from './canonical.js'

/** What one signature is worth (RFC 8601 section 2.7.1). Domain and selector only where the signature names well-formed ones. */
export interface DkimVerdict {
  readonly result: 'fail' | 'neutral' | 'pass' | 'permerror'
  readonly reason?: string
  readonly domain?: string
  readonly selector?: string
}

/** Gives the public key at `<selector>._domainkey.<domain>`. */
export type DkimKeyLookup = (name: string) => KeyObject | undefined

/** A receiver need not check more signatures than this; a flood of them would only cost time. */
const MAX_SIGNATURES = 8
/** Tags whose values may hold folds. */
const FOLDED = new Set(['b', 'bh', 'h', 'p'])
const NAME = /^[a-z0-9_](?:[a-z0-9._-]{0,250}[a-z0-9])?$/

/** Verifies the signatures of a letter against the keys that the look-up knows: rsa-sha256, both canonicalizations. */
export function verifyLetter(letter: SplitLetter, keyAt: DkimKeyLookup): DkimVerdict[] {
  const signatures = letter.fields.filter((field) => field.name === 'dkim-signature').slice(0, MAX_SIGNATURES)
  const hashes = new Map<Canonicalization, string>()
  const hashOf = (form: Canonicalization) => {
    const hash = hashes.get(form) ?? bodyHash(letter.body, form)
    hashes.set(form, hash)
    return hash
  }
  return signatures.map((field) => verifyOne(letter, field, keyAt, hashOf))
}

function verifyOne(
  letter: SplitLetter,
  field: HeaderField,
  keyAt: DkimKeyLookup,
  hashOf: (form: Canonicalization) => string,
): DkimVerdict {
  const tags = readTags(field.raw.slice(field.raw.indexOf(':') + 1))
  const domain = tags?.get('d')?.toLowerCase() ?? ''
  const selector = tags?.get('s')?.toLowerCase() ?? ''
  if (tags === undefined || !NAME.test(domain) || !NAME.test(selector)) {
    return { result: 'permerror', reason: 'malformed signature' }
  }
  const verdict = (result: DkimVerdict['result'], reason?: string): DkimVerdict =>
    reason === undefined ? { result, domain, selector } : { result, reason, domain, selector }
  const [headerForm = 'simple', bodyForm = 'simple'] = (tags.get('c') ?? '').split('/').filter((form) => form !== '')
  const names = (tags.get('h') ?? '').toLowerCase().split(':')
  if (tags.get('v') !== '1' || tags.get('a') !== 'rsa-sha256' || !isForm(headerForm) || !isForm(bodyForm)) {
    return verdict('neutral', 'unsupported signature')
  }
  if (tags.has('l')) return verdict('neutral', 'part of the body is not signed')
  if (!names.includes('from')) return verdict('permerror', 'from is not signed')
  const key = keyAt(`${selector}._domainkey.${domain}`)
  if (key === undefined) return verdict('permerror', 'no key for signature')
  if (tags.get('bh') !== hashOf(bodyForm)) return verdict('fail', 'body hash did not verify')
  const data = Buffer.from(signedHeader(letter, names, withoutSignature(field.raw), headerForm), 'latin1')
  const good = verify('sha256', data, key, Buffer.from(tags.get('b') ?? '', 'base64'))
  return good ? verdict('pass') : verdict('fail', 'signature did not verify')
}

function isForm(text: string): text is Canonicalization {
  return text === 'relaxed' || text === 'simple'
}

/** A tag list (RFC 6376 section 3.2); `undefined` when a tag stands twice. */
function readTags(text: string): Map<string, string> | undefined {
  const tags = new Map<string, string>()
  for (const part of text.split(';')) {
    const equals = part.indexOf('=')
    if (equals < 0) continue
    const name = part.slice(0, equals).trim()
    if (tags.has(name)) return undefined
    const value = part.slice(equals + 1)
    tags.set(name, FOLDED.has(name) ? value.replace(/\s+/g, '') : value.trim())
  }
  return tags
}

function withoutSignature(raw: string): string {
  const colon = raw.indexOf(':') + 1
  const parts = raw.slice(colon).split(';')
  const bare = parts.map((part) => (/^\s*b\s*=/.test(part) ? part.slice(0, part.indexOf('=') + 1) : part))
  return raw.slice(0, colon) + bare.join(';')
}

/** A key look-up over TXT records that reads every record once. */
export function createDkimKeyLookup(txt: (name: string) => string | undefined): DkimKeyLookup {
  const known = new Map<string, KeyObject | undefined>()
  return (name) => {
    const record = txt(name)
    if (record === undefined) return undefined
    if (!known.has(record)) known.set(record, readKey(record))
    return known.get(record)
  }
}

function readKey(record: string): KeyObject | undefined {
  try {
    const der = Buffer.from(readTags(record)?.get('p') ?? '', 'base64')
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'rsa' ? key : undefined
  } catch {
    return undefined
  }
}
