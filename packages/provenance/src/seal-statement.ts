/** What a seal says of a letter. No personal datum stands in it: the principal is a pseudonym, and it travels with the letter. */
export interface SealStatement {
  readonly v: 1
  /** Who vouches for it: the host's own name or domain. */
  readonly iss: string
  readonly tenant: string
  /** The reference that stands in the letter: `wx_…`. */
  readonly id: string
  /** Id of the service: `unisender`. */
  readonly provider: string
  /** Number or name of the host's account there. */
  readonly account: string
  readonly campaign: string
  /** Pseudonym of the principal who sent it. */
  readonly principal: string
  /** When it was sealed, epoch seconds. */
  readonly iat: number
  /** What `templateHash` gives. */
  readonly template: string
}

const TEXTS = ['iss', 'tenant', 'id', 'provider', 'account', 'campaign', 'principal', 'template'] as const
const MAX_TEXT = 256

/** Takes a statement out of foreign data: the known members alone, or `undefined` when one is missing or of the wrong kind. */
export function readSealStatement(value: unknown): SealStatement | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const record = value as Record<string, unknown>
  const own = (name: string) => (Object.hasOwn(record, name) ? record[name] : undefined)
  const texts: Record<string, string> = {}
  for (const name of TEXTS) {
    const text = own(name)
    if (typeof text !== 'string' || text === '' || text.length > MAX_TEXT || /\p{C}/u.test(text)) return undefined
    texts[name] = text
  }
  const iat = own('iat')
  if (own('v') !== 1 || !Number.isSafeInteger(iat) || !isReference(texts.id ?? '')) return undefined
  return { v: 1, ...texts, iat } as SealStatement
}

/** Whether a text has the form of a reference: `wx_` and up to 64 letters, digits, `_` and `-`. */
export function isReference(text: string): boolean {
  return /^wx_[A-Za-z0-9_-]{1,64}$/.test(text)
}
