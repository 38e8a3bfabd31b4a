import type { HeaderField, SplitLetter } from '../dkim/canonical.js'
import { createDkimKeyLookup, type DkimVerdict, verifyLetter } from '../dkim/verify-letter.js'
import { type MailHost, RECEIVER_NAME } from '../mail/hosts.js'
import type { Zone } from '../mail/zone.js'
import { fromDomain } from './from-domain.js'

/** Where a letter came from and in whose name. */
export interface Transit {
  readonly peer: MailHost
  /** Envelope sender, empty for a bounce. */
  readonly from: string
}

/** Says of a letter what a receiving host finds out: SPF, DKIM and DMARC, as an Authentication-Results field (RFC 8601). */
export function createAuthenticator(zone: Zone): (letter: SplitLetter, transit: Transit) => string {
  const txt = (name: string) => zone.txt(name)
  const keyAt = createDkimKeyLookup(txt)
  return (letter, transit) => {
    const envelopeDomain = domainOf(transit.from)
    const spf = checkSpf(envelopeDomain ?? '', transit.peer.address, txt)
    const dkim = verifyLetter(letter, keyAt)
    const results = [
      `spf=${spf}${transit.from === '' ? '' : ` smtp.mailfrom=${propertyOf(transit.from)}`}`,
      ...(dkim.length === 0 ? ['dkim=none'] : dkim.map(dkimResult)),
      checkDmarc(letter.fields, spf === 'pass' ? envelopeDomain : undefined, dkim, txt),
    ]
    return `Authentication-Results: ${[RECEIVER_NAME, ...results].join(';\r\n\t')}`
  }
}

function dkimResult(verdict: DkimVerdict): string {
  const reason = verdict.reason === undefined ? '' : ` (${verdict.reason})`
  const where = verdict.domain === undefined ? '' : ` header.d=${verdict.domain} header.s=${verdict.selector}`
  return `dkim=${verdict.result}${reason}${where}`
}

/** The records of the zone are `ip4`, one level of `include`, and `~all`: that is all that is read here. */
function checkSpf(domain: string, address: string, txt: (name: string) => string | undefined): string {
  const record = txt(domain)
  if (record?.startsWith('v=spf1 ') !== true) return 'none'
  for (const term of record.split(' ')) {
    if (term === `ip4:${address}`) return 'pass'
    if (term.startsWith('include:') && checkSpf(term.slice(8), address, txt) === 'pass') return 'pass'
  }
  return 'softfail'
}

function checkDmarc(
  fields: readonly HeaderField[],
  spfDomain: string | undefined,
  dkim: readonly DkimVerdict[],
  txt: (name: string) => string | undefined,
): string {
  const domain = fromDomain(fields)
  if (domain === undefined) return 'dmarc=permerror'
  const owner = [domain, domain.slice(domain.indexOf('.') + 1)].find((name) => txt(`_dmarc.${name}`) !== undefined)
  if (owner === undefined) return `dmarc=none header.from=${domain}`
  const aligned = (name: string | undefined) => name === owner || name?.endsWith(`.${owner}`) === true
  const pass = aligned(spfDomain) || dkim.some((verdict) => verdict.result === 'pass' && aligned(verdict.domain))
  return `dmarc=${pass ? 'pass' : 'fail'} (p=none) header.from=${domain}`
}

/** The domain of the envelope sender, in lower case; `undefined` when it is none that could stand in a header safely. */
function domainOf(address: string): string | undefined {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1).toLowerCase()
  return at >= 0 && domain.length < 254 && /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(domain) ? domain : undefined
}

/** The envelope sender as a property value. A quoted local part could pretend further results, so only its domain is shown. */
function propertyOf(address: string): string {
  const domain = domainOf(address)
  return domain !== undefined && /^[\w.+-]{1,64}@[^@]*$/.test(address) ? address : (domain ?? 'unknown')
}
