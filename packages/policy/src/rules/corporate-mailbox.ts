import { parseEmailAddress, type Rule, type RuleAnswer, type RuleQuestion, toAsciiDomain } from '@waxseal/core'
import { refusal } from './fact-reader.js'
import { FREE_MAIL_DOMAINS } from './free-mail-domains.js'
import { OptionReader, type RuleOptions } from './option-reader.js'

/** Where the mailbox of whoever acts must be. */
export interface CorporateMailboxOptions extends RuleOptions {
  /** Exact (`romashka.ru`), or `*.romashka.ru` for every subdomain and not the domain itself. @default any that is not free mail */
  readonly domains?: readonly string[] | undefined
  /** Free-mail domains beside `FREE_MAIL_DOMAINS`. */
  readonly freeMail?: readonly string[] | undefined
}

const MISSING = /* @__PURE__ */ refusal('mailbox-missing', 'the principal has no mailbox')
const INVALID = /* @__PURE__ */ refusal('mailbox-invalid', "the principal's mailbox is neither an address nor a domain")
const FREE = /* @__PURE__ */ refusal('free-mail', "the principal's mailbox is at a free-mail domain")
const FOREIGN = /* @__PURE__ */ refusal('foreign-domain', "the principal's mailbox is at none of the company's domains")

/**
 * Refuses a principal whose own mailbox (`mailbox` of the principal, an address or a domain) is missing, at a free-mail domain, or,
 * with `domains`, not at one of them. No fact changes its mind, so it offers no cure.
 *
 * The whole domain is compared: `corp.mail.ru` is not `mail.ru`, a subdomain belongs to those who run the domain. The table
 * cannot know every free-mail domain, and a look-alike (`gmai1.com`) is another domain: name your own `domains` to be sure.
 *
 * Codes: `mailbox-missing`, `mailbox-invalid`, `free-mail`, `foreign-domain`.
 *
 * @throws WaxsealError `rule-invalid` when an option makes no sense: one of `domains` is no domain, or at a free-mail domain.
 * @example
 * ```ts
 * import { corporateMailbox } from '@waxseal/policy'
 *
 * const rule = corporateMailbox()
 * const principal = { id: 'maria', roles: [], zones: [], mailbox: 'maria@Gmail.com.' }
 * const question = { principal, action: 'contacts.view', list: undefined, context: { at: 0 }, facts: {} }
 * console.log(rule.check(question)) // { refuse: 'free-mail', message: "the principal's mailbox is at a free-mail domain" }
 * ```
 */
export function corporateMailbox(options: CorporateMailboxOptions = {}): Rule {
  const reader = new OptionReader('corporateMailbox', options, ['domains', 'freeMail'])
  const free = new Set(FREE_MAIL_DOMAINS)
  for (const text of reader.texts('freeMail') ?? []) {
    const domain = toAsciiDomain(text)
    if (domain === undefined) throw reader.invalid('freeMail', 'must be an array of domains')
    free.add(domain)
  }
  const domains = reader.texts('domains')
  const named = new Set<string>()
  const suffixes: string[] = []
  for (const text of domains ?? []) {
    const domain = toAsciiDomain(text.replace(/^\*\./, ''))
    if (domain === undefined) throw reader.invalid('domains', 'must be an array of domains, or of `*.` with a domain')
    if (text.startsWith('*.')) suffixes.push(`.${domain}`)
    else if (!free.has(domain)) named.add(domain)
    else throw reader.invalid('domains', 'names a free-mail domain, at which everybody can have a mailbox')
  }

  function check({ principal: { mailbox } }: RuleQuestion): RuleAnswer | undefined {
    if (mailbox === undefined) return MISSING
    const domain = domainOf(mailbox)
    if (domain === undefined) return INVALID
    if (free.has(domain)) return FREE
    if (domains === undefined || named.has(domain)) return undefined
    return suffixes.some((suffix) => domain.endsWith(suffix)) ? undefined : FOREIGN
  }

  return reader.rule('corporate-mailbox', undefined, { check })
}

function domainOf(mailbox: unknown): string | undefined {
  if (typeof mailbox !== 'string') return undefined
  if (mailbox.includes('@')) return parseEmailAddress(mailbox)?.domain
  const domain = toAsciiDomain(mailbox)
  return domain?.includes('.') ? domain : undefined
}
