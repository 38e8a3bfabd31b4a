import { normalizeEmailAddress } from '@waxseal/core'
import type { Activity } from '../activity.js'
import { inParallel } from '../mail/in-parallel.js'
import type { Outbox, OutgoingLetter } from '../mail/outbox.js'
import type { Account } from '../state/account.js'

/** What the sending of Go letters works with. */
export interface GoRunOptions {
  readonly account: Account
  readonly outbox: Outbox
  readonly activity: Activity
  readonly signal: AbortSignal
}

/** Sends the letters of one call and remembers whom they cannot reach. */
export function runGoLetters(letters: readonly OutgoingLetter[], options: GoRunOptions): Promise<void> {
  const { account, activity, outbox, signal } = options
  return activity.run(() =>
    inParallel(letters, signal, async (letter) => {
      const result = await outbox.send(letter)
      if (result === 'refused') account.unreachable.add(normalizeEmailAddress(letter.recipient) ?? letter.recipient)
    }),
  )
}
