/** What a domain's owner wants done with a letter that nobody vouches for. */
export type DmarcPolicy = 'none' | 'quarantine' | 'reject'

/** How alike two domains must be: one organization, or the same name. */
export type DmarcAlignment = 'relaxed' | 'strict'

/** A policy record (RFC 9989 section 4.7), read. */
export interface DmarcRecord {
  /** `invalid` when what it says of policy cannot be used (RFC 9989 section 4.10.1). */
  readonly policies: { readonly p: DmarcPolicy; readonly sp?: DmarcPolicy; readonly np?: DmarcPolicy } | 'invalid'
  readonly dkim: DmarcAlignment
  readonly spf: DmarcAlignment
  /** `psd`: whether others register names below this one; `u` when it is not said. */
  readonly psd: 'n' | 'u' | 'y'
  /** `t=y`. */
  readonly testing: boolean
  /** `pct` of RFC 7489. */
  readonly percent?: number
}

const MAX_RECORD = 16_384
const VERSION = /^[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/

/** The one record among the texts at a name; several, or one with a tag twice, are none. */
export function readDmarcRecord(texts: readonly string[]): DmarcRecord | undefined {
  const candidates = texts.filter((text) => text.length <= MAX_RECORD && VERSION.test(text.slice(0, 1000).trimStart()))
  const [text] = candidates
  return candidates.length === 1 && text !== undefined ? parseRecord(text) : undefined
}

function parseRecord(text: string): DmarcRecord | undefined {
  const tags = new Map<string, string>()
  for (const spec of text.split(';')) {
    const equals = spec.indexOf('=')
    // RFC 9989 section 4.8: what is no tag is ignored.
    if (equals < 0) continue
    const name = spec.slice(0, equals).trim().toLowerCase()
    if (tags.has(name)) return undefined
    tags.set(name, spec.slice(equals + 1).trim())
  }
  const psd = tags.get('psd')?.toLowerCase()
  const percent = /^\d{1,3}$/.test(tags.get('pct') ?? '') ? Number(tags.get('pct')) : undefined
  return {
    policies: readPolicies(tags),
    dkim: tags.get('adkim')?.toLowerCase() === 's' ? 'strict' : 'relaxed',
    spf: tags.get('aspf')?.toLowerCase() === 's' ? 'strict' : 'relaxed',
    psd: psd === 'y' || psd === 'n' ? psd : 'u',
    testing: tags.get('t')?.toLowerCase() === 'y',
    ...(percent !== undefined && percent <= 100 ? { percent } : {}),
  }
}

function readPolicies(tags: ReadonlyMap<string, string>): DmarcRecord['policies'] {
  const [p, sp, np] = ['p', 'sp', 'np'].map((name) => tags.get(name)?.toLowerCase())
  if (isPolicy(p) && (sp === undefined || isPolicy(sp)) && (np === undefined || isPolicy(np))) {
    return { p, ...(sp === undefined ? {} : { sp }), ...(np === undefined ? {} : { np }) }
  }
  // Whoever asks for reports takes part, though he cannot spell.
  return (tags.get('rua') ?? '').split(',').some(isReportAddress) ? { p: 'none' } : 'invalid'
}

function isPolicy(text: string | undefined): text is DmarcPolicy {
  return text === 'none' || text === 'quarantine' || text === 'reject'
}

/** A URI of RFC 3986 with commas and exclamation marks encoded; the size that RFC 7489 allowed behind it is ignored. */
function isReportAddress(text: string): boolean {
  const uri = text.trim().replace(/!\d{1,20}[kmgt]?$/i, '')
  return /^[a-z][a-z0-9+.-]*:[\w\-.~:/?#[\]@$&'()*+;=%]*$/i.test(uri)
}
