import type { Clock } from '@waxseal/core'
import { type Author, readAuthor } from './author.js'
import { type Authority, findAuthority } from './authority.js'
import { verifyDkim } from './dkim.js'
import { dkimStatements } from './dkim-statements.js'
import type { DnsResolver } from './dns.js'
import { type Identity, readIdentities } from './identity.js'
import { parseLetter } from './letter.js'
import { examineSeal, type SealEvidence, type SealSources } from './seal-evidence.js'
import type { SealStatement } from './seal-statement.js'
import { serviceStatements } from './service-statements.js'
import { type FoundService, findService } from './services.js'
import { summarize } from './summary.js'
import type { MessageTemplate } from './template-hash.js'
import { readTextParts } from './text-parts.js'
import type { ServiceFound, Statement, Verdict } from './verdict.js'

/** What to judge a letter by. */
export interface InvestigateOptions {
  /** Whose letters are looked for. What is malformed in them is ignored: nothing is ours by it. */
  readonly identities: readonly Identity[]
  readonly dns: DnsResolver
  /** Keys and stores of our seals; without them a seal is only mentioned. */
  readonly seals?: SealSources
  /** The template that a statement was made for. */
  readonly templateOf?: (statement: SealStatement) => Promise<MessageTemplate | undefined>
  /** @default systemClock */
  readonly now?: Clock
}

/**
 * Says who really sent a saved letter, with the evidence. The same letter, keys and time give the same verdict, member for member. No
 * letter makes it throw; a resolver or store that fails leaves the matter unproved. No recipient's address stands in the verdict.
 *
 * @example
 * ```ts
 * import { dnsFromZone, investigate } from '@waxseal/provenance'
 *
 * const letter = 'From: Romashka <news@romashka-sale.com>\r\nSubject: Sale\r\n\r\nBuy\r\n'
 * const identities = [{ name: 'Romashka', domains: ['romashka.ru'] }]
 * const verdict = await investigate(letter, { identities, dns: dnsFromZone({}) })
 * console.log(verdict.kind) // lookalike
 * console.log(verdict.statements[1]?.code) // lookalike-affix
 * ```
 */
export async function investigate(source: Uint8Array | string, options: InvestigateOptions): Promise<Verdict> {
  const { dns, now, seals, templateOf } = options
  const identities = readIdentities(options.identities)
  const letter = parseLetter(source)
  const dkim = await verifyDkim(letter, { dns, ...(now ? { now } : {}) })
  const author = readAuthor(letter, identities)
  const service = findService(letter, dkim)
  const authority = findAuthority(letter, dkim, author, service, identities)
  const parts = readTextParts(letter)
  const seal = await examineSeal({
    letter,
    parts,
    ...(authority.accepted ? { covered: new Set(authority.accepted.signedFields) } : {}),
    ...(seals ? { sources: seals } : {}),
    ...(templateOf ? { templateOf } : {}),
  })
  const statements: Statement[] = [
    ...author.statements,
    ...authority.lines,
    ...dkimStatements(letter, dkim, author.domain),
    ...authority.gaps.map((gap) => gap.statement),
    ...serviceStatements(letter, service, author.identity),
    ...seal.statements,
  ]
  const kind = decide(author, authority, seal)
  const believed = kind === 'ours' ? seal.believed : undefined
  return {
    kind,
    summary: summarize(kind, statements, author, believed),
    ...(believed ? { campaign: believed.campaign, principal: believed.principal } : {}),
    ...(service ? { service: serviceFound(service) } : {}),
    statements,
    dkim,
    faults: [...letter.faults.map(({ code }) => code), ...parts.faults].sort(),
  }
}

function decide(author: Author, authority: Authority, seal: SealEvidence): Verdict['kind'] {
  if (author.lookalike) return 'lookalike'
  if (!author.showsOurs) return 'unknown'
  if (!author.identity) return authority.undecided ? 'unknown' : 'spoofed'
  if (authority.accepted) return seal.replayed ? 'spoofed' : 'ours'
  if (authority.gaps.length > 0) return authority.gaps.some(({ kind }) => kind === 'spoofed') ? 'spoofed' : 'unknown'
  return authority.undecided ? 'unknown' : 'spoofed'
}

function serviceFound({ id, proved, claimed, signature }: FoundService): ServiceFound {
  if (proved) return { id, ...proved, strength: 'proved' }
  return signature ? { id, strength: 'proved' } : { id, ...claimed, strength: 'claimed' }
}
