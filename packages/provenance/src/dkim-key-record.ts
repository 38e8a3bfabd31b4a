import { decodeBase64 } from './base64.js'
import type { DkimCode } from './dkim-result.js'
import { parseTagList, splitColons } from './tag-list.js'

/** A key record (RFC 6376 section 3.6.1), read. */
export interface DkimKeyRecord {
  readonly type: 'ed25519' | 'rsa'
  readonly publicKey: Uint8Array<ArrayBuffer>
  /** The same key as text: what the cache of parsed keys is looked up by. */
  readonly publicKeyText: string
  /** Hashes the key may be used with; absent means all. */
  readonly hashes?: readonly string[]
  /** `t=y`: the domain is trying DKIM out. */
  readonly testing: boolean
  /** `t=s`: the domain of `i=` must be that of `d=`. */
  readonly strict: boolean
}

const MAX_RECORD = 16_384

/** Chooses and reads the key among the texts found at a key's name. A fault is given back as its code. */
export function readDkimKey(texts: readonly string[]): DkimKeyRecord | DkimCode {
  const candidates = new Set<string>()
  for (const text of texts) {
    if (typeof text === 'string' && text.length <= MAX_RECORD && (texts.length === 1 || /\bp[ \t]*=/.test(text))) {
      candidates.add(text)
    }
  }
  if (candidates.size > 1) return 'key-ambiguous'
  const [text] = candidates
  return text === undefined ? 'key-syntax' : parseKeyRecord(text)
}

function parseKeyRecord(text: string): DkimKeyRecord | DkimCode {
  const tags = parseTagList(text)
  if (!tags) return 'key-syntax'
  // RFC 6376 section 3.6.1: when present, `v=` comes first and says DKIM1.
  if (tags.has('v') && (tags.get('v') !== 'DKIM1' || [...tags.keys()][0] !== 'v')) return 'key-syntax'
  const publicKeyText = tags.get('p')
  if (publicKeyText === undefined) return 'key-syntax'
  if (publicKeyText === '') return 'key-revoked'
  const type = (tags.get('k') ?? 'rsa').toLowerCase()
  if (type !== 'rsa' && type !== 'ed25519') return 'key-type'
  const services = tags.get('s')
  if (services !== undefined && !splitColons(services).some((item) => item === '*' || item === 'email')) {
    return 'key-service'
  }
  const publicKey = decodeBase64(publicKeyText)
  if (!publicKey) return 'key-syntax'
  const flags = splitColons(tags.get('t') ?? '')
  const hashes = tags.get('h')
  return {
    type,
    publicKey,
    publicKeyText,
    ...(hashes === undefined ? {} : { hashes: splitColons(hashes.toLowerCase()) }),
    testing: flags.includes('y'),
    strict: flags.includes('s'),
  }
}
