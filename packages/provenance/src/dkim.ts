import type { Clock } from '@waxseal/core'
import { beyondLimit, unusable } from './dkim-outcome.js'
import type { DkimResult } from './dkim-result.js'
import { parseDkimSignature } from './dkim-signature.js'
import { DkimVerification } from './dkim-verification.js'
import type { DnsResolver } from './dns.js'
import { headersNamed, type Letter } from './letter.js'

/** How to verify. */
export interface VerifyDkimOptions {
  readonly dns: DnsResolver
  /** The time by which `x=` and `t=` are judged. @default systemClock */
  readonly now?: Clock
  /** How many signatures are looked at, from the top; the rest are reported as `signature-limit`. @default 10 */
  readonly maxSignatures?: number
  /** Shortest RSA key that may pass (RFC 8301 section 3.2). @default 1024 */
  readonly minBits?: number
}

/**
 * Verifies every DKIM signature of a letter (RFC 6376, 8301, 8463). One result for each DKIM-Signature field, from the top; nothing
 * is thrown, whatever the letter or the resolver does. Each key is asked for once.
 *
 * @example
 * ```ts
 * import { dnsFromZone, parseLetter, verifyDkim } from '@waxseal/provenance'
 *
 * const letter = parseLetter('DKIM-Signature: v=1; a=rsa-sha256\r\nFrom: news@romashka.ru\r\n\r\nHello\r\n')
 * const [result] = await verifyDkim(letter, { dns: dnsFromZone({}) })
 * console.log(result?.status, result?.code) // permerror signature-syntax
 * ```
 */
export async function verifyDkim(letter: Letter, options: VerifyDkimOptions): Promise<DkimResult[]> {
  const fields = headersNamed(letter.headers, 'dkim-signature')
  if (fields.length === 0) return []
  const run = new DkimVerification(letter, options)
  const limit = options.maxSignatures ?? 10
  return Promise.all(
    fields.map((field, index) => {
      if (index >= limit) return beyondLimit(field)
      const signature = parseDkimSignature(field.value)
      return 'code' in signature ? unusable(field, signature) : run.judge(field, signature)
    }),
  )
}
