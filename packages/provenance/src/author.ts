import { decodeEncodedWords } from './encoded-words.js'
import { type Identity, identityOf } from './identity.js'
import { headersNamed, type Letter } from './letter.js'
import { findLookalike, type Lookalike } from './lookalike.js'
import { headerPlace } from './place.js'
import { findShownDomains } from './shown-domains.js'
import type { Statement } from './verdict.js'

/** Who a letter says it is from. */
export interface Author {
  /** The domain of the one From; absent when there is doubt about it. */
  readonly domain?: string
  /** The identity whose domain that is. */
  readonly identity?: Identity
  /** Whether a domain of ours is shown, also in a From that cannot be read. */
  readonly showsOurs: boolean
  /** Domains of several authors, when that is the only doubt about the From and all of them are ours. */
  readonly several?: readonly string[]
  readonly lookalike?: Lookalike
  readonly statements: readonly Statement[]
}

const MAX_FROMS = 10

/** Reads the From of a letter against the identities. */
export function readAuthor(letter: Letter, identities: readonly Identity[]): Author {
  const fields = headersNamed(letter.headers, 'from')
  const place = headerPlace(letter, fields[0]?.number)
  if (!letter.from) return readDoubtful(letter, identities)
  const { domain, display = '' } = letter.from
  const identity = identityOf(domain, identities)
  if (identity) {
    const text = `the author's domain \`${domain}\` is ours`
    return {
      domain,
      identity,
      showsOurs: true,
      statements: [{ code: 'from-ours', strength: 'claimed', text, ...place }],
    }
  }
  const lookalike = findLookalike(domain, display, identities)
  const foreign: Statement = {
    code: 'from-foreign',
    strength: 'claimed',
    text: `the author's domain \`${domain}\` is not ours`,
    ...place,
  }
  return {
    domain,
    showsOurs: false,
    ...(lookalike ? { lookalike } : {}),
    statements: [foreign, ...(lookalike ? [likeness(lookalike, place)] : [])],
  }
}

/** Nothing is guessed of a doubtful From, but what a reader may see in it counts against the letter. */
function readDoubtful(letter: Letter, identities: readonly Identity[]): Author {
  const fields = headersNamed(letter.headers, 'from').slice(0, MAX_FROMS)
  const shown = decodeEncodedWords(fields.map(({ value }) => value.slice(0, 2000)).join(' '))
  const domains = findShownDomains(shown, '@')
  const ours = domains.filter((domain) => identityOf(domain, identities))
  const lookalike = domains
    .map((domain) => findLookalike(domain, shown, identities))
    .find((found): found is Lookalike => found !== undefined)
  const place = headerPlace(letter, fields[fields.length - 1]?.number)
  const statement: Statement = {
    code: 'from-malformed',
    strength: 'contradicted',
    text: 'who the author is cannot be said: there is not exactly one well-formed From with one address',
    ...place,
    rule: 'RFC 5322 §3.6.2',
  }
  const several = letter.faults.every(({ code }) => code === 'from-several' || !code.startsWith('from-'))
  const likely = ours.length === 0 ? lookalike : undefined
  return {
    showsOurs: ours.length > 0,
    ...(several && domains.length === ours.length ? { several: ours } : {}),
    ...(likely ? { lookalike: likely } : {}),
    statements: [statement, ...(likely ? [likeness(likely, place)] : [])],
  }
}

const LIKENESS = {
  'lookalike-affix': 'adds a word to ours',
  'lookalike-confusable': 'looks the same as ours with other letters',
  'lookalike-display-address': 'shows an address or domain of ours in the name beside its own address',
  'lookalike-display-name': 'shows our name beside its own address',
  'lookalike-subdomain': 'puts our name before a foreign domain',
  'lookalike-tld': 'is our name under another top-level domain',
  'lookalike-typo': 'is ours with a slip of the pen',
} as const

function likeness({ code, domain, resembles }: Lookalike, place: Pick<Statement, 'where'>): Statement {
  const text = `\`${domain}\` ${LIKENESS[code]} (\`${resembles}\`)`
  return { code, strength: 'contradicted', text, ...place }
}
