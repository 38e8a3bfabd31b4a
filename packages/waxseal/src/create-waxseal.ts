import { parseEmailAddress, systemClock, systemRandom, WaxsealError } from '@waxseal/core'
import type { ListDocument, Policy } from '@waxseal/policy'
import type { Identity } from '@waxseal/provenance'
import { createTokens, type Tokens } from '@waxseal/redact'
import { adopt } from './adopt.js'
import { checkContext, checkOptions, checkPrincipal } from './check-options.js'
import { networkOf } from './circumstances.js'
import { Turns } from './facts/turns.js'
import type { House } from './house.js'
import { createMailbox, type Mailbox } from './mailbox.js'
import { createOffboarding, type Offboarding } from './offboarding.js'
import type { WaxsealOptions } from './options.js'
import { type Reconciliation, reconcile } from './reconcile.js'
import { openRecord } from './record.js'
import { createSealer } from './seal.js'
import type { SessionContext } from './session.js'
import { type LetterVerdict, type VerifyOptions, verifyLetter } from './verify.js'

/** One tenant's Waxseal. It is the host's: hand principals a mailbox, never this. */
export interface Waxseal extends Offboarding {
  /**
   * A mailbox for one of the host's principals. The context can narrow what the principal may, never widen it. Throws
   * `context-invalid` and `principal-id-personal`.
   */
  as(principal: string, context?: SessionContext): Promise<Mailbox>
  /** Says of a saved letter whether it is ours, which campaign and who sent it. Throws `dns-missing` and `identity-missing`. */
  verify(letter: Uint8Array | string, options?: VerifyOptions): Promise<LetterVerdict>
  /** Looks up campaigns whose outcome is not known. Runs by itself at start. */
  reconcile(): Promise<Reconciliation>
  /** What the look-up at start found. */
  readonly reconciled: Reconciliation
}

/**
 * Joins provider, policy, record and keys into one guarded way of sending. Refuses to start without keys, on a broken policy and
 * when the record knows keys that the ring has lost.
 *
 * Throws the codes of `WaxsealSetupCode`, `policy-invalid`, and what journal and key ring throw.
 *
 * @example
 * ```ts
 * import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
 * import { definePolicy } from '@waxseal/policy'
 * import { createWaxseal } from 'waxseal'
 *
 * const waxseal = await createWaxseal({
 *   lists: { vip: { source: async function* () { yield { email: 'anna@example.com' } } } },
 *   journal: memoryJournal(),
 *   keyRing: memoryKeyRing(),
 *   policy: definePolicy({
 *     roles: { sender: {} },
 *     grants: [{ id: 'see', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'own' }, mask: ['email'] }],
 *   }),
 *   principals: (id) => ({ id, roles: ['sender'], lists: ['vip'] }),
 * })
 * const mail = await waxseal.as('maria')
 * const contacts = await mail.contacts.list('vip')
 * if (contacts.ok) console.log(contacts.value[0]?.email) // a•••@•••.com
 * ```
 */
export async function createWaxseal(options: WaxsealOptions): Promise<Waxseal> {
  const { keyRing, lists, policy } = checkOptions(options)
  const tenant = options.tenant ?? 'default'
  const clock = options.clock ?? systemClock
  const random = options.random ?? systemRandom
  const identity = options.identity ?? identityOf(policy, tenant)
  const record = await openRecord(options.journal, tenant, clock)
  const rulings = { policy, lists: listDocuments(lists), rules: options.rules ?? [] }
  const { engine, grants } = await adopt(record, keyRing, rulings)
  const provider = options.provider
  const house: House = {
    tenant,
    engine,
    grants,
    facts: options.facts,
    get reveals() {
      return record.state.reveals
    },
    get claims() {
      return record.state.claims
    },
    get departures() {
      return record.state.departures
    },
    turns: new Turns(),
    principals: options.principals,
    lists: new Map(Object.entries(lists)),
    provider,
    transport: options.transport,
    record,
    get campaigns() {
      return record.state.campaigns
    },
    running: new Set(),
    keyRing,
    subjects: options.subjects,
    sealer: createSealer({
      keyRing,
      tenant,
      issuer: identity.name,
      clock,
      random,
      sealKeys: options.sealKeys,
    }),
    identity,
    dns: options.dns,
    maxAge: options.maxAge ?? 5_000,
    clock,
    random,
    tokensOf: rememberTokens((list) => createTokens({ keyRing, tenant, context: ['list', list] })),
  }
  const reconciled = await reconcile(house)
  return Object.freeze<Waxseal>({
    async as(principal, context = {}) {
      checkPrincipal(principal)
      const checked = checkContext(context)
      return createMailbox(house, {
        principal,
        context: checked,
        network: await networkOf(checked.ip, keyRing, tenant),
      })
    },
    verify: (letter, verifyOptions = {}) => {
      if (options.identity === undefined) return Promise.reject(identityMissing())
      return verifyLetter(house, letter, verifyOptions)
    },
    reconcile: () => reconcile(house),
    reconciled,
    ...createOffboarding(house, options, policy),
  })
}

function listDocuments(lists: WaxsealOptions['lists']): readonly ListDocument[] {
  return Object.entries(lists).map(([id, place]) =>
    typeof place === 'string' ? { id } : { id, zones: place.zones, region: place.region },
  )
}

/** A name for seals and senders. Nothing is ours by it: a sender's domain may be that of a public mailbox service. */
function identityOf(policy: Policy, tenant: string): Identity {
  const senders = policy.grants.flatMap((grant) => grant.content?.from ?? [])
  const domains = senders.flatMap((sender) => parseEmailAddress(sender)?.domain ?? [])
  return { name: domains[0] ?? tenant, domains: [] }
}

function rememberTokens(create: (list: string) => Promise<Tokens>): (list: string) => Promise<Tokens> {
  const made = new Map<string, Promise<Tokens>>()
  return (list) => {
    const known = made.get(list)
    if (known !== undefined) return known
    const tokens = create(list)
    made.set(list, tokens)
    tokens.catch(() => made.delete(list))
    return tokens
  }
}

function identityMissing(): WaxsealError {
  return new WaxsealError(
    'identity-missing',
    'verifying a letter needs the `identity` that was handed to `createWaxseal`',
  )
}
