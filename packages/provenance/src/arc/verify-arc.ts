import type { Clock } from '@waxseal/core'
import { parseAuthenticationResults } from '../authentication-results/parse-authentication-results.js'
import { beyondLimit, unusable } from '../dkim-outcome.js'
import type { DkimCode, DkimResult } from '../dkim-result.js'
import type { DkimSignature } from '../dkim-signature.js'
import { DkimVerification } from '../dkim-verification.js'
import type { DnsResolver } from '../dns.js'
import type { HeaderField } from '../header-fields.js'
import type { Letter } from '../letter.js'
import type { ArcCode, ArcPart, ArcResult, ArcSet } from './arc-result.js'
import { type ArcFields, readArcSets } from './arc-sets.js'
import { readArcChain, readArcMessage, readArcSeal } from './arc-signature.js'

/** How to verify. */
export interface VerifyArcOptions {
  readonly dns: DnsResolver
  /** The time by which `x=` and `t=` are judged. @default systemClock */
  readonly now?: Clock
  /** Shortest RSA key that may pass. @default 1024 */
  readonly minBits?: number
  /** Whether to take what draft 18 took: no `c=` as relaxed/relaxed, an `h=` without From. @default false */
  readonly draft?: boolean
}

/** Signatures over the letter that are looked at, from the last: each costs as much as the letter is long. */
const MAX_MESSAGES = 10

/**
 * Verifies the chain of forwarders of a letter (ARC, RFC 8617): the last signature over the letter, every seal, and how far back the
 * letter is still what a forwarder signed. Nothing is thrown, whatever the letter and the resolver are.
 *
 * A chain that passes shows who forwarded the letter and what they said of it. Whether they may be believed is for you to know:
 * anybody can begin a chain.
 *
 * @example
 * ```ts
 * import { dnsFromZone, parseLetter, verifyArc } from '@waxseal/provenance'
 *
 * const letter = parseLetter('ARC-Seal: i=1; cv=none\nFrom: news@romashka.ru\n\nHello\n')
 * const chain = await verifyArc(letter, { dns: dnsFromZone({}) })
 * console.log(chain.status, chain.code, chain.at) // fail set-incomplete { instance: 1, part: 'message', field: 1 }
 * ```
 */
export async function verifyArc(letter: Letter, options: VerifyArcOptions): Promise<ArcResult> {
  const found = readArcSets(letter.headers)
  if (!Array.isArray(found)) {
    const { code, ...at } = found
    return { status: 'fail', code, at, sets: [] }
  }
  if (found.length === 0) return { status: 'none', code: 'no-chain', sets: [] }
  const verification = new DkimVerification(letter, options)
  const sets = await Promise.all(
    found.map((fields, index) => judgeSet(found, index, fields, verification, options.draft ?? false)),
  )
  return conclude(sets)
}

async function judgeSet(
  all: readonly ArcFields[],
  index: number,
  { seal, message, results }: ArcFields,
  verification: DkimVerification,
  draft: boolean,
): Promise<ArcSet> {
  const before = all.slice(0, index).flatMap((set) => [set.results.field, set.message.field, set.seal.field])
  const covered = [...before, results.field, message.field]
  const [sealed, signed] = await Promise.all([
    judge(seal.field, readArcSeal(seal.tags), (signature) => verification.judgeFields(seal.field, signature, covered)),
    index < all.length - MAX_MESSAGES
      ? beyondLimit(message.field)
      : judge(message.field, readArcMessage(message.tags, draft), (signature) =>
          verification.judge(message.field, signature),
        ),
  ])
  return {
    instance: index + 1,
    // What is none of the three words is as good as a broken chain.
    chain: readArcChain(seal.tags.get('cv')) ?? 'fail',
    seal: sealed,
    message: signed,
    results: parseAuthenticationResults(results.field.value),
    resultsField: results.field.number,
  }
}

function judge(
  field: HeaderField,
  signature: DkimSignature | DkimCode,
  verify: (signature: DkimSignature) => Promise<DkimResult>,
): Promise<DkimResult> | DkimResult {
  if (typeof signature !== 'string') return verify(signature)
  return unusable(field, { code: signature, domain: '', selector: '', algorithm: 'unknown' })
}

/** RFC 8617 section 5.2, steps 2 to 6. */
function conclude(sets: readonly ArcSet[]): ArcResult {
  const last = sets[sets.length - 1]
  if (!last) return { status: 'none', code: 'no-chain', sets }
  const fail = (code: ArcCode, { instance }: ArcSet, part: ArcPart, field: number): ArcResult => {
    const status = code === 'dns-temporary' || code === 'dns-limit' ? 'temperror' : 'fail'
    return { status, code, at: { instance, part, field }, sets }
  }
  if (last.chain === 'fail') return fail('chain-failed', last, 'seal', last.seal.field)
  const misplaced = sets.find(({ instance, chain }) => chain !== (instance === 1 ? 'none' : 'pass'))
  if (misplaced) return fail('chain-value', misplaced, 'seal', misplaced.seal.field)
  const faults: ArcResult[] = []
  if (last.message.status !== 'pass') faults.push(fail(last.message.code, last, 'message', last.message.field))
  for (const set of sets.toReversed()) {
    if (set.seal.status !== 'pass') faults.push(fail(set.seal.code, set, 'seal', set.seal.field))
  }
  // What is certainly wrong counts before what could not be asked.
  const fault = faults.find(({ status }) => status === 'fail') ?? faults[0]
  if (fault) return fault
  const broken = sets.findLast(({ message }) => message.status !== 'pass')
  return { status: 'pass', code: 'pass', sets, oldestPass: broken ? broken.instance + 1 : 0 }
}
