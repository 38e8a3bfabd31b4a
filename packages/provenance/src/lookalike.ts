import { editDistance } from './edit-distance.js'
import { type Identity, ownDomains } from './identity.js'
import { isSameOrganization, splitDomain } from './organizational-domain.js'
import { toUnicodeDomain } from './punycode.js'
import { findShownDomains } from './shown-domains.js'
import { skeleton } from './skeleton.js'

/** In what way a sender can be taken for an identity. */
export type LookalikeCode =
  | 'lookalike-affix'
  | 'lookalike-confusable'
  | 'lookalike-display-address'
  | 'lookalike-display-name'
  | 'lookalike-subdomain'
  | 'lookalike-tld'
  | 'lookalike-typo'

/** A likeness that was found. */
export interface Lookalike {
  readonly code: LookalikeCode
  readonly identity: Identity
  /** The foreign domain. */
  readonly domain: string
  /** The domain or name of ours that it resembles. */
  readonly resembles: string
}

/** Below this length too many honest names lie one letter apart. */
const MIN_TYPO = 5
const LONG_LABEL = 9
const MIN_NAME = 5
const MAX_DISPLAY = 200

/** Words that are glued to a brand without a hyphen. */
const AFFIXES: ReadonlySet<string> = new Set(
  (
    'account app bank billing bonus care client clients club com corp delivery email online pay payment promo protect ru safe ' +
    'sale secure security service shop site store support team verify info help id login lk mail news official'
  )
    .split(' ')
    .map((word) => skeleton(word)),
)

/** Looks for an identity that a foreign sender resembles: by its domain first, then by what is shown beside the address. */
export function findLookalike(domain: string, display: string, identities: readonly Identity[]): Lookalike | undefined {
  const related = identities.some((identity) => ownDomains(identity).some((own) => isSameOrganization(domain, own)))
  if (related) return undefined
  for (const identity of identities) {
    for (const own of ownDomains(identity)) {
      const code = compareDomains(domain, own)
      if (code) return { code, identity, domain, resembles: own }
    }
  }
  const shown = findShownDomains(display)
  for (const identity of identities) {
    for (const own of ownDomains(identity)) {
      if (shown.some((other) => other === own || other.endsWith(`.${own}`) || compareDomains(other, own))) {
        return { code: 'lookalike-display-address', identity, domain, resembles: own }
      }
    }
    if (isShownName(display, identity)) {
      return { code: 'lookalike-display-name', identity, domain, resembles: identity.name }
    }
  }
  return undefined
}

function compareDomains(domain: string, own: string): LookalikeCode | undefined {
  const theirs = splitDomain(domain)
  const ours = splitDomain(own)
  if (!theirs || !ours || theirs.organizational === ours.organizational) return undefined
  if (theirs.label === ours.label) return 'lookalike-tld'
  const label = skeleton(toUnicodeDomain(ours.label))
  const other = skeleton(toUnicodeDomain(theirs.label))
  if (other === label) return 'lookalike-confusable'
  if (isBrandInSubdomain(theirs.subdomain, own, label)) return 'lookalike-subdomain'
  if (hasBrandWithAffix(other, label)) return 'lookalike-affix'
  const allowed = label.length < MIN_TYPO ? 0 : label.length < LONG_LABEL ? 1 : 2
  return editDistance(other, label) <= allowed ? 'lookalike-typo' : undefined
}

function isBrandInSubdomain(subdomain: string, own: string, label: string): boolean {
  if (subdomain === '') return false
  if (`.${subdomain}.`.includes(`.${own}.`)) return true
  if (label.length < 4) return false
  return subdomain.split('.').some((part) => {
    const shown = skeleton(toUnicodeDomain(part))
    return shown === label || hasBrandWithAffix(shown, label)
  })
}

function hasBrandWithAffix(other: string, label: string): boolean {
  if (`-${other}-`.includes(`-${label}-`)) return true
  if (label.length < MIN_NAME) return false
  if (other.replaceAll('-', '') === label.replaceAll('-', '')) return true
  if (other.startsWith(label) && AFFIXES.has(other.slice(label.length))) return true
  return other.endsWith(label) && AFFIXES.has(other.slice(0, -label.length))
}

function isShownName(display: string, identity: Identity): boolean {
  const shown = words(display)
  if (shown === '') return false
  const brands = ownDomains(identity).map((own) => toUnicodeDomain(splitDomain(own)?.label ?? ''))
  return [identity.name, ...(identity.displayNames ?? []), ...brands].some((name) => {
    const own = words(name)
    return own !== '' && (shown === own || (own.length >= MIN_NAME && shown.startsWith(`${own} `)))
  })
}

function words(text: string): string {
  return skeleton(text.slice(0, MAX_DISPLAY))
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join(' ')
}
