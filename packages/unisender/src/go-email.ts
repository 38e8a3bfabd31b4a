import { normalizeEmailAddress, type ProviderFault } from '@waxseal/core'
import type { Caller } from './caller.js'
import { toProviderError } from './fault.js'
import type { GoAnswer, GoArguments } from './go-call.js'
import { goMethods } from './go-methods.js'
import type { CallOptions } from './options.js'
import { isPlainWord } from './web-codes.js'

/** A letter for Unisender Go, in the provider's own words. */
export type GoMessage = GoArguments<'email/send'>['message']

/** What became of a letter. A part of the recipients may be refused although the letter is accepted. */
export type GoSendOutcome =
  | {
      readonly status: 'accepted'
      /** The provider's id of the job. Missing when it only said that it has the letter already. */
      readonly jobId?: string
      /** Recipients that the letter goes to, as far as the provider told. */
      readonly accepted: number
      /** Recipients that it does not go to, by their index in the message; without one if the address was not in it. */
      readonly refused: readonly { readonly index?: number; readonly reason: string }[]
    }
  | { readonly status: 'refused'; readonly fault: ProviderFault; readonly message: string }
  | { readonly status: 'unknown'; readonly fault: ProviderFault; readonly message: string }

/** Letters through Unisender Go. */
export interface GoEmail {
  /**
   * Sends a letter to at most 500 recipients. Carries an idempotence key (a random one if the message has none) and is repeated under
   * it within 50 s only. Faults are outcomes; throws `bad-argument` for a message that the provider would refuse.
   */
  send(message: GoMessage, options?: CallOptions): Promise<GoSendOutcome>
}

export function createGoEmail(caller: Caller): GoEmail {
  return {
    async send(message, options) {
      const row = goMethods['email/send']
      const result = await caller.tried(row, { message }, options)
      if (result.ok) return acceptedOf(result.value, message)
      const call = { method: row.name, effect: row.effect, attempts: result.attempts }
      const { fault, message: text } = toProviderError(result.fault, call)
      return { status: fault.outcome === 'unknown' ? 'unknown' : 'refused', fault, message: text }
    },
  }
}

function acceptedOf(answer: GoAnswer<'email/send'>, message: GoMessage): GoSendOutcome {
  const indexes = new Map<string, number[]>()
  for (const [index, { email }] of message.recipients.entries()) {
    const known = indexes.get(comparable(email))
    if (known === undefined) indexes.set(comparable(email), [index])
    else known.push(index)
  }
  const refused: { index?: number; reason: string }[] = []
  for (const [address, word] of Object.entries(answer.failed_emails ?? {})) {
    const reason = isPlainWord(word) ? word : 'unspecified'
    const found = indexes.get(comparable(address)) ?? []
    // Of a repeated address the first copy is sent.
    const meant = reason === 'duplicate' ? found.slice(1) : found
    refused.push(...(found.length === 0 ? [{ reason }] : meant.map((index) => ({ index, reason }))))
  }
  const known = refused.filter(({ index }) => index !== undefined).length
  return {
    status: 'accepted',
    ...(answer.job_id === undefined ? {} : { jobId: answer.job_id }),
    accepted: answer.emails?.length ?? message.recipients.length - known,
    refused,
  }
}

function comparable(address: string): string {
  return normalizeEmailAddress(address) ?? address.trim().toLowerCase()
}
