import { normalizeEmailAddress, parseEmailAddress } from '@waxseal/core'
import type { Account } from '../../state/account.js'
import { GoFault } from '../go-fault.js'
import { goLetter } from '../go-letter.js'
import type { GoCall, GoMethods, JsonBody } from '../go-method.js'
import { readMessage } from '../read-message.js'
import type { GoRecipient } from '../read-recipients.js'

/** Methods of sending. */
export const sendMethods: GoMethods = { 'email/send': send }

function send(call: GoCall): JsonBody {
  const { account, agenda, clock, idempotence, newHash, newJobId, zone } = call
  const message = readMessage(call.body, { now: clock(), ownsDomain: (domain) => account.ownsDomain(domain) })
  const key = message.idempotenceKey
  if (key !== undefined && idempotence.has(key)) {
    throw new GoFault(1573, 'a message with this idempotence_key was accepted a moment ago')
  }
  const senderDomain = parseEmailAddress(message.fromEmail)?.domain ?? ''
  if (!account.ownsDomain(senderDomain)) throw new GoFault(1574, `domain of '${message.fromEmail}' is not confirmed`)
  const { failed, good } = sort(message.recipients, account)
  if (good.length === 0) {
    const reasons = [...failed].map(([email, reason]) => `${email}: ${reason}`).join(', ')
    throw new GoFault(204, `No valid recipients (${reasons})`)
  }
  if (key !== undefined) idempotence.add(key)
  zone.addSenderDomain(senderDomain)
  const jobId = newJobId()
  const letters = good.map((recipient) =>
    goLetter({ accountId: account.id, jobId, message, recipient, senderDomain, hash: newHash() }),
  )
  account.goLetters += letters.length
  agenda.add(message.sendAt ?? clock(), () => call.send(letters))
  return {
    job_id: jobId,
    emails: good.map((recipient) => recipient.email),
    // PHP writes an empty map as `[]`.
    failed_emails: failed.size === 0 ? [] : Object.fromEntries(failed),
  }
}

/** Whom the letter goes to and who is left out and why. An address that comes twice is in both. */
function sort(
  recipients: readonly GoRecipient[],
  account: Account,
): { failed: Map<string, string>; good: GoRecipient[] } {
  const failed = new Map<string, string>()
  const good = new Map<string, GoRecipient>()
  for (const recipient of recipients) {
    const normal = normalizeEmailAddress(recipient.email)
    if (normal === undefined) failed.set(recipient.email, 'invalid')
    else if (good.has(normal)) failed.set(recipient.email, 'duplicate')
    else if (account.contacts.findByEmail(normal)?.emailStatus === 'unsubscribed')
      failed.set(recipient.email, 'unsubscribed')
    else if (account.unreachable.has(normal)) failed.set(recipient.email, 'permanent_unavailable')
    else good.set(normal, recipient)
  }
  return { failed, good: [...good.values()] }
}
