import type { DnsType } from '../dns.js'
import type { DnsQuestions } from '../dns-questions.js'
import { isInNetwork } from '../ip-text.js'
import { expandDomain, expandText, type MacroValues } from './expand-macros.js'
import { type MacroString, parseMacroString } from './macro-string.js'
import { SpfHosts } from './spf-hosts.js'
import { readSpfRecord, type SpfMechanism, type SpfModifier, type SpfQualifier } from './spf-record.js'
import { type SpfOutcomeCode, type SpfStatus, statusOf } from './spf-result.js'

/** Who sent, as far as macros need it; the domain whose record is read changes from record to record. */
export type SpfSubject = Omit<MacroValues, 'domain' | 'validatedName'>

/** How much may be asked. */
export interface SpfLimits {
  readonly lookups: number
  readonly voidLookups: number
}

/** What a record makes of the client. */
export interface SpfOutcome {
  readonly status: SpfStatus
  readonly code: SpfOutcomeCode | 'matched'
  readonly path: readonly string[]
  /** Of the record that decided. */
  readonly exp?: SpfModifier
  /** The domain of that record. */
  readonly domain: string
}

const MAX_TERM = 256

/** The function `check_host()` of RFC 7208 section 4, for one client and one sender. */
export class SpfEvaluation {
  readonly #subject: SpfSubject
  readonly #questions: DnsQuestions<DnsType>
  readonly #hosts: SpfHosts
  readonly #maxLookups: number
  lookups = 0

  constructor(subject: SpfSubject, questions: DnsQuestions<DnsType>, limits: SpfLimits) {
    this.#subject = subject
    this.#questions = questions
    this.#hosts = new SpfHosts(subject.client, questions, limits.voidLookups)
    this.#maxLookups = limits.lookups
  }

  get voidLookups(): number {
    return this.#hosts.voidLookups
  }

  /** Reads a domain's record and goes through it. Each level costs a lookup, so the depth is bounded. */
  async checkHost(domain: string): Promise<SpfOutcome> {
    const stop = (code: SpfOutcomeCode): SpfOutcome => ({ status: statusOf(code), code, path: [], domain })
    const texts = await this.#questions.ask(domain, 'TXT')
    if (typeof texts === 'string') return stop(texts)
    const record = readSpfRecord(texts)
    if (typeof record === 'string') return stop(record)
    for (const mechanism of record.mechanisms) {
      const answer = isLocal(mechanism)
        ? this.#matchesLocal(mechanism)
        : await this.#matchesRemote(mechanism, mechanism.qualifier, domain)
      if (answer === false) continue
      const path = [mechanism.text.slice(0, MAX_TERM)]
      if (typeof answer === 'string') return { ...stop(answer), path }
      const exp = record.exp ? { exp: record.exp } : {}
      if (answer === true) return { status: mechanism.qualifier, code: 'matched', path, domain, ...exp }
      return { ...answer, ...exp, path: [...path, ...answer.path], domain }
    }
    return record.redirect ? this.#redirect(record.redirect, domain) : stop('no-match')
  }

  /** The text that explains a `fail` (RFC 7208 section 6.2); `undefined` when there is none to be had. */
  async explain({ exp, domain }: SpfOutcome): Promise<string | undefined> {
    if (!exp) return undefined
    const texts = await this.#questions.ask(await this.#target(exp.target, domain), 'TXT')
    const text = typeof texts !== 'string' && texts.length === 1 ? parseMacroString(texts[0] ?? '', true) : undefined
    return text && expandText(text, await this.#values(text, domain))
  }

  #matchesLocal(mechanism: LocalMechanism): boolean {
    return mechanism.kind === 'all' || isInNetwork(this.#subject.client, mechanism.network, mechanism.prefix)
  }

  /** Whether the client matches; a code or a whole outcome when that ends the matter. */
  async #matchesRemote(
    mechanism: RemoteMechanism,
    qualifier: SpfQualifier,
    domain: string,
  ): Promise<boolean | SpfOutcomeCode | SpfOutcome> {
    if (++this.lookups > this.#maxLookups) return 'lookup-limit'
    const target = mechanism.target ? await this.#target(mechanism.target, domain) : domain
    switch (mechanism.kind) {
      case 'include':
        return this.#matchesInclude(target, qualifier)
      case 'exists':
        return this.#hosts.exists(target)
      case 'ptr':
        return this.#hosts.hasNameWithin(target)
      case 'a':
        return this.#hosts.hasAddress(target, mechanism)
      default:
        return this.#hosts.hasExchanger(target, mechanism)
    }
  }

  async #matchesInclude(target: string, qualifier: SpfQualifier): Promise<false | SpfOutcome> {
    const inner = await this.checkHost(target)
    switch (inner.status) {
      case 'pass':
        return { status: qualifier, code: 'matched', path: inner.path, domain: target }
      case 'none':
        return { ...inner, status: 'permerror', code: 'include-without-record' }
      case 'permerror':
      case 'temperror':
        return inner
      default:
        return false
    }
  }

  async #redirect({ text, target }: SpfModifier, domain: string): Promise<SpfOutcome> {
    const path = [text.slice(0, MAX_TERM)]
    if (++this.lookups > this.#maxLookups) return { status: 'permerror', code: 'lookup-limit', path, domain }
    const outcome = await this.checkHost(await this.#target(target, domain))
    return {
      ...outcome,
      ...(outcome.status === 'none' ? { status: 'permerror', code: 'redirect-without-record' } : {}),
      path: [...path, ...outcome.path],
    }
  }

  async #target(target: MacroString, domain: string): Promise<string> {
    return expandDomain(target, await this.#values(target, domain))
  }

  async #values({ needsValidatedName }: MacroString, domain: string): Promise<MacroValues> {
    const values = { ...this.#subject, domain, validatedName: 'unknown' }
    if (!needsValidatedName) return values
    return { ...values, validatedName: (await this.#hosts.validatedName(domain)) ?? 'unknown' }
  }
}

type LocalMechanism = Extract<SpfMechanism, { kind: 'all' | 'ip' }>
type RemoteMechanism = Exclude<SpfMechanism, LocalMechanism>

function isLocal(mechanism: SpfMechanism): mechanism is LocalMechanism {
  return mechanism.kind === 'all' || mechanism.kind === 'ip'
}
