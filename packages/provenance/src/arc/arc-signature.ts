import { decodeBase64 } from '../base64.js'
import type { DkimCode } from '../dkim-result.js'
import { type DkimSignature, isAlgorithm, isFieldName, readModes, readNumbers } from '../dkim-signature.js'
import { readDomainName } from '../domain-name.js'
import { parseTagList, splitColons } from '../tag-list.js'

type Tags = ReadonlyMap<string, string>
type Base = Pick<DkimSignature, 'algorithm' | 'domain' | 'draft' | 'identityIsSubdomain' | 'selector' | 'signature'>

/** The tags of an ARC-Seal or ARC-Message-Signature field; unlike DKIM's readers, those of ARC take no empty tag within. */
export function readArcTags(value: string): Tags | undefined {
  return /;[ \t\r\n]*;|^[ \t\r\n]*;/.test(value) ? undefined : parseTagList(value)
}

/** `i=`: 1 to 50. */
export function readArcInstance(text: string | undefined): number | undefined {
  return text !== undefined && /^(?:[1-9]|[1-4]\d|50)$/.test(text) ? Number(text) : undefined
}

/** Reads an ARC-Message-Signature (RFC 8617 section 4.1.2), or as draft 18 had it. */
export function readArcMessage(tags: Tags, draft: boolean): DkimSignature | DkimCode {
  const base = readBase(tags)
  if (typeof base === 'string') return base
  const bodyHash = decodeBase64(tags.get('bh') ?? '')
  const modes = readModes(tags.get('c') ?? (draft ? 'relaxed/relaxed' : 'simple/simple'))
  const numbers = readNumbers(tags)
  const names = tags.get('h')
  if (!modes) return 'canonicalization-unknown'
  if (!bodyHash?.length || !numbers || names === undefined) return 'signature-syntax'
  const signedHeaders = splitColons(names.toLowerCase()).filter((name) => name !== '')
  // A seal is made after the message signature, which therefore cannot cover it.
  if (!signedHeaders.every(isFieldName) || signedHeaders.includes('arc-seal')) return 'signature-syntax'
  if (!draft && !signedHeaders.includes('from')) return 'from-unsigned'
  return { ...base, ...modes, bodyHash, signedHeaders, ...numbers }
}

/** Reads an ARC-Seal (RFC 8617 section 4.1.3). */
export function readArcSeal(tags: Tags): DkimSignature | DkimCode {
  const base = readBase(tags)
  if (typeof base === 'string') return base
  const numbers = readNumbers(tags)
  if (!numbers || tags.has('h') || tags.has('bh')) return 'signature-syntax'
  const { signedAt } = numbers
  return {
    ...base,
    headerMode: 'relaxed',
    bodyMode: 'relaxed',
    bodyHash: new Uint8Array(),
    signedHeaders: [],
    ...(signedAt === undefined ? {} : { signedAt }),
  }
}

/** `cv=`. */
export function readArcChain(text: string | undefined): 'fail' | 'none' | 'pass' | undefined {
  return text === 'fail' || text === 'none' || text === 'pass' ? text : undefined
}

function readBase(tags: Tags): Base | DkimCode {
  const algorithm = tags.get('a') ?? ''
  const domain = readDomainName(tags.get('d') ?? '')
  const selector = readDomainName(tags.get('s') ?? '')
  const signature = decodeBase64(tags.get('b') ?? '')
  // RFC 8617 was written after SHA-1 had been withdrawn.
  if (!isAlgorithm(algorithm) || algorithm === 'rsa-sha1') return 'algorithm-unknown'
  if (!domain?.includes('.')) return 'domain-invalid'
  if (selector === undefined) return 'selector-invalid'
  if (!signature?.length) return 'signature-syntax'
  return { algorithm, domain, selector, signature, draft: false, identityIsSubdomain: false }
}
