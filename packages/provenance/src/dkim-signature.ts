import { utf8 } from '@waxseal/core'
import { decodeBase64 } from './base64.js'
import { decodeCharset } from './charset.js'
import type { Canonicalization } from './dkim-canonicalization.js'
import type { DkimAlgorithm, DkimCode } from './dkim-result.js'
import { isWithinDomain, readDomainName } from './domain-name.js'
import { decodeQuotedPrintable } from './quoted-printable.js'
import { parseTagList, splitColons } from './tag-list.js'

/** A DKIM-Signature field, read (RFC 6376 section 3.5). */
export interface DkimSignature {
  readonly algorithm: DkimAlgorithm
  readonly headerMode: Canonicalization
  readonly bodyMode: Canonicalization
  readonly domain: string
  readonly selector: string
  /** Made by a draft of 2005 or 2006, before there was a `v=1`: the mathematics can be checked, the signature does not count. */
  readonly draft: boolean
  /** Whether `i=` names a subdomain of `d=`: a key with the flag `s` forbids it. */
  readonly identityIsSubdomain: boolean
  readonly signature: Uint8Array<ArrayBuffer>
  readonly bodyHash: Uint8Array<ArrayBuffer>
  /** Names of the signed fields, in lower case. */
  readonly signedHeaders: readonly string[]
  /** Octets of the canonical body that are signed. */
  readonly bodyLength?: number
  /** Epoch seconds. */
  readonly signedAt?: number
  readonly expiresAt?: number
}

/** What could be read of a signature that cannot be used. */
export interface DkimSignatureFault {
  readonly code: DkimCode
  readonly domain: string
  readonly selector: string
  readonly algorithm: DkimAlgorithm | 'unknown'
}

const ALGORITHMS: ReadonlySet<string> = new Set<DkimAlgorithm>(['ed25519-sha256', 'rsa-sha1', 'rsa-sha256'])

/** Reads the value of a DKIM-Signature field; anything the RFC does not allow is a fault with its code. */
export function parseDkimSignature(value: string): DkimSignature | DkimSignatureFault {
  const tags = parseTagList(value)
  const domain = readDomainName(tags?.get('d') ?? '')
  const selector = readDomainName(tags?.get('s') ?? '')
  const algorithm = (tags?.get('a') ?? '').toLowerCase()
  const fault = (code: DkimCode): DkimSignatureFault => ({
    code,
    domain: domain ?? '',
    selector: selector ?? '',
    algorithm: isAlgorithm(algorithm) ? algorithm : 'unknown',
  })
  if (!tags) return fault('signature-syntax')
  const version = tags.get('v')
  const draft = version === undefined || /^0\.\d$/.test(version)
  if (!draft && version !== '1') return fault('signature-version')
  if (!['a', 'b', 'bh', 'd', 'h', 's'].every((name) => tags.has(name))) return fault('signature-syntax')
  if (!isAlgorithm(algorithm)) return fault('algorithm-unknown')
  if (!domain?.includes('.')) return fault('domain-invalid')
  if (selector === undefined) return fault('selector-invalid')
  const modes = readModes(tags.get('c'))
  if (!modes) return fault('canonicalization-unknown')
  const methods = splitColons(tags.get('q')?.toLowerCase() ?? 'dns/txt')
  if (!methods.includes('dns/txt') && !(draft && methods.includes('dns'))) return fault('query-method-unknown')
  const identityDomain = readIdentity(tags.get('i'), domain)
  if (identityDomain === undefined || !isWithinDomain(identityDomain, domain)) return fault('identity-outside-domain')
  const signature = decodeBase64(tags.get('b') ?? '')
  const bodyHash = decodeBase64(tags.get('bh') ?? '')
  const signedHeaders = splitColons(tags.get('h') ?? '').map((name) => name.toLowerCase())
  const numbers = readNumbers(tags)
  if (!signature?.length || !bodyHash?.length || !numbers || !signedHeaders.every(isFieldName)) {
    return fault('signature-syntax')
  }
  if (!signedHeaders.includes('from')) return fault('from-unsigned')
  return {
    algorithm,
    ...modes,
    domain,
    selector,
    draft,
    identityIsSubdomain: identityDomain !== domain,
    signature,
    bodyHash,
    signedHeaders,
    ...numbers,
  }
}

/** Whether a text is an algorithm that can be checked. */
export function isAlgorithm(text: string): text is DkimAlgorithm {
  return ALGORITHMS.has(text)
}

/** `c=`: for the header and for the body, which is simple when it is not named. */
export function readModes(
  value = 'simple/simple',
): { headerMode: Canonicalization; bodyMode: Canonicalization } | undefined {
  const [headerMode, bodyMode = 'simple', ...rest] = value.toLowerCase().split('/')
  if (rest.length > 0 || !isMode(headerMode) || !isMode(bodyMode)) return undefined
  return { headerMode, bodyMode }
}

function isMode(text: string | undefined): text is Canonicalization {
  return text === 'simple' || text === 'relaxed'
}

function readIdentity(value: string | undefined, domain: string): string | undefined {
  if (value === undefined) return domain
  // RFC 6376 section 2.11: the value is in DKIM's quoted-printable.
  const identity = decodeCharset(decodeQuotedPrintable(utf8(value)), 'utf-8')
  const at = identity.lastIndexOf('@')
  return at < 0 ? undefined : readDomainName(identity.slice(at + 1))
}

/** `l=`, `t=` and `x=`; `undefined` when one of them is no number, or none that makes sense beside another. */
export function readNumbers(
  tags: ReadonlyMap<string, string>,
): { bodyLength?: number; signedAt?: number; expiresAt?: number } | undefined {
  const bodyLength = readNumber(tags.get('l'))
  const signedAt = readNumber(tags.get('t'))
  const expiresAt = readNumber(tags.get('x'))
  if (bodyLength === 'invalid' || signedAt === 'invalid' || expiresAt === 'invalid') return undefined
  if (signedAt !== undefined && expiresAt !== undefined && expiresAt <= signedAt) return undefined
  return {
    ...(bodyLength === undefined ? {} : { bodyLength }),
    ...(signedAt === undefined ? {} : { signedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

function readNumber(value: string | undefined): number | undefined | 'invalid' {
  if (value === undefined) return undefined
  return /^\d{1,15}$/.test(value) ? Number(value) : 'invalid'
}

/** A field name of RFC 5322 section 2.2. */
export function isFieldName(text: string): boolean {
  return /^[\x21-\x39\x3b-\x7e]+$/.test(text)
}
