import type { DnsType } from '../dns.js'
import type { DnsFault, DnsQuestions } from '../dns-questions.js'
import { isWithinDomain } from '../domain-name.js'
import type { DmarcPolicy, DmarcRecord } from './dmarc-record.js'
import type { DmarcIdentifier, DmarcResult } from './dmarc-result.js'
import { type FoundRecord, fetchDmarcRecord, selectOrganization, type TreeWalk, walkTree } from './tree-walk.js'

/** What the evaluation adds to what was given. */
export type DmarcOutcome = Omit<DmarcResult, 'domain' | 'queries' | 'standard'>

type OrganizationalDomain = (domain: string) => string | undefined

const MILDER = { none: 'none', quarantine: 'none', reject: 'quarantine' } as const
/** Any of them shows that a name exists; that none is found shows the opposite well enough (RFC 9989 section 3.2.13). */
const SIGNS_OF_LIFE = ['A', 'MX', 'AAAA', 'TXT'] as const

/** DMARC for one author and the domains that were proved. */
export class DmarcEvaluation {
  readonly #domain: string
  readonly #identifiers: readonly DmarcIdentifier[]
  readonly #questions: DnsQuestions<DnsType>
  readonly #listed: OrganizationalDomain | undefined
  readonly #organizations = new Map<string, Promise<string | DnsFault>>()

  constructor(
    domain: string,
    identifiers: readonly DmarcIdentifier[],
    questions: DnsQuestions<DnsType>,
    listed: OrganizationalDomain | undefined,
  ) {
    this.#domain = domain
    this.#identifiers = identifiers
    this.#questions = questions
    this.#listed = listed
  }

  async judge(): Promise<DmarcOutcome> {
    const found = await this.#findPolicy()
    if (typeof found === 'string') return { status: 'temperror', code: found, aligned: [] }
    if (!found) return { status: 'none', code: 'no-record', aligned: [] }
    const { domain: policyDomain, record } = found
    if (record.policies === 'invalid') return { status: 'none', code: 'record-invalid', aligned: [], policyDomain }
    const { aligned, fault } = await this.#align(record)
    const status = aligned.length > 0 ? 'pass' : fault ? 'temperror' : 'fail'
    const organization = await this.#organizations.get(this.#domain)
    const known = organization !== undefined && !isFault(organization)
    return {
      status,
      code: aligned.length > 0 ? 'aligned' : (fault ?? 'not-aligned'),
      aligned,
      ...(known ? { organizationalDomain: organization } : {}),
      policyDomain,
      ...(await this.#policy(found)),
      ...(record.testing && !this.#listed ? { testing: true } : {}),
      ...(record.percent !== undefined && this.#listed ? { percent: record.percent } : {}),
    }
  }

  /** The record of the author's domain, or of its organization, or of the public suffix above. */
  async #findPolicy(): Promise<FoundRecord | DnsFault | undefined> {
    const own = await fetchDmarcRecord(this.#domain, this.#questions)
    if (typeof own === 'string') return own
    if (own) return { domain: this.#domain, record: own }
    if (this.#listed) {
      const organization = await this.#organization(this.#domain)
      if (isFault(organization) || organization === this.#domain) return undefined
      const record = await fetchDmarcRecord(organization, this.#questions)
      return typeof record === 'object' ? { domain: organization, record } : record
    }
    const walk = await walkTree(this.#domain, this.#questions)
    if (walk.fault) return walk.fault
    const organization = selectOrganization(this.#domain, walk)
    this.#organizations.set(this.#domain, Promise.resolve(organization))
    return (
      walk.found.find(({ domain }) => domain === organization) ?? walk.found.find(({ record }) => record.psd === 'y')
    )
  }

  async #align(record: DmarcRecord): Promise<{ aligned: DmarcIdentifier[]; fault?: DnsFault }> {
    const aligned: DmarcIdentifier[] = []
    let fault: DnsFault | undefined
    for (const identifier of this.#identifiers) {
      const answer = identifier.domain === this.#domain || (await this.#isAligned(identifier, record[identifier.by]))
      if (answer === true) aligned.push(identifier)
      else if (answer !== false) fault = answer
      if (fault === 'query-limit') break
    }
    return { aligned, ...(fault ? { fault } : {}) }
  }

  async #isAligned({ domain }: DmarcIdentifier, alignment: DmarcRecord['dkim']): Promise<boolean | DnsFault> {
    // Names that do not even share a top-level domain have no organization in common.
    if (alignment === 'strict' || lastLabel(domain) !== lastLabel(this.#domain)) return false
    const organization = await this.#organization(this.#domain)
    if (isFault(organization)) return organization
    if (!isWithinDomain(domain, organization)) return false
    const other = await this.#organization(domain)
    return isFault(other) ? other : other === organization
  }

  #organization(domain: string): Promise<string | DnsFault> {
    const known = this.#organizations.get(domain)
    if (known) return known
    const organization = this.#listed
      ? Promise.resolve(this.#listed(domain) ?? domain)
      : walkTree(domain, this.#questions).then((walk: TreeWalk) => walk.fault ?? selectOrganization(domain, walk))
    this.#organizations.set(domain, organization)
    return organization
  }

  async #policy({ domain, record }: FoundRecord): Promise<Pick<DmarcResult, 'policy' | 'published' | 'tag'>> {
    if (record.policies === 'invalid') return {}
    const { p, sp = p, np = sp } = record.policies
    if (domain === this.#domain) return applied('p', p, record, this.#listed)
    const below = record.policies.sp === undefined ? 'p' : 'sp'
    if (this.#listed || record.policies.np === undefined) return applied(below, sp, record, this.#listed)
    const exists = await this.#exists()
    if (exists === undefined) return {}
    return exists ? applied(below, sp, record, this.#listed) : applied('np', np, record, this.#listed)
  }

  /** `undefined` when nobody could say. */
  async #exists(): Promise<boolean | undefined> {
    for (const type of SIGNS_OF_LIFE) {
      const records = await this.#questions.ask(this.#domain, type)
      if (typeof records === 'string') return undefined
      if (records.length > 0) return true
    }
    return false
  }
}

function applied(
  tag: 'np' | 'p' | 'sp',
  published: DmarcPolicy,
  { testing }: DmarcRecord,
  listed: OrganizationalDomain | undefined,
): Pick<DmarcResult, 'policy' | 'published' | 'tag'> {
  return { policy: testing && !listed ? MILDER[published] : published, published, tag }
}

function isFault(text: string): text is DnsFault {
  return text === 'dns-temporary' || text === 'query-limit'
}

function lastLabel(domain: string): string {
  return domain.slice(domain.lastIndexOf('.') + 1)
}
