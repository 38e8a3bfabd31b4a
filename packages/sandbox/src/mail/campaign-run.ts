import { type Clock, encodeBase64url, normalizeEmailAddress, type Random } from '@waxseal/core'
import type { Activity } from '../activity.js'
import type { Account } from '../state/account.js'
import type { Campaign, Delivery } from '../state/campaign.js'
import { isMailable } from '../state/contact.js'
import { campaignLetter } from './campaign-letter.js'
import { inParallel } from './in-parallel.js'
import type { Outbox } from './outbox.js'

/** What the sending of campaigns works with. */
export interface CampaignRunOptions {
  readonly account: Account
  readonly outbox: Outbox
  readonly activity: Activity
  readonly clock: Clock
  readonly random: Random
  /** Fires when the sandbox stops: the rest is not sent. */
  readonly signal: AbortSignal
}

/** Sends a campaign to the contacts that its list has now, letter by letter, and keeps book of it. */
export function runCampaign(campaign: Campaign, options: CampaignRunOptions): Promise<void> {
  const { account, activity, clock, outbox, random, signal } = options
  const senderDomain = account.confirmedSender(campaign.message.senderEmail)?.domain ?? ''
  campaign.status = 'in_progress'
  campaign.deliveries = recipientsOf(campaign, account, clock())
  return activity.run(async () => {
    await inParallel(campaign.deliveries, signal, async (delivery, index) => {
      const letter = campaignLetter({
        accountId: account.id,
        campaignId: campaign.id,
        message: campaign.message,
        delivery,
        senderDomain,
        number: index + 1,
        hash: encodeBase64url(random(18)),
      })
      const result = await outbox.send(letter)
      if (!signal.aborted) book(delivery, result, account, clock())
    })
    if (!signal.aborted) campaign.status = 'completed'
  })
}

function recipientsOf(campaign: Campaign, account: Account, now: number): Delivery[] {
  const { listId, tag } = campaign.message
  const deliveries: Delivery[] = []
  for (const contact of account.contacts.all()) {
    if (!isMailable(contact, listId) || contact.email === undefined) continue
    if (tag !== undefined && !contact.tags.has(tag)) continue
    if (campaign.only?.has(normalizeEmailAddress(contact.email) ?? '') === false) continue
    const fields = new Map(contact.fields)
    if (contact.phone !== undefined) fields.set('phone', contact.phone)
    deliveries.push({ email: contact.email, fields, status: 'not_sent', updatedAt: now })
  }
  return deliveries
}

const STATUSES = { delivered: 'ok_delivered', refused: 'err_user_unknown', failed: 'err_delivery_failed' } as const

function book(delivery: Delivery, result: keyof typeof STATUSES, account: Account, now: number): void {
  delivery.status = STATUSES[result]
  delivery.updatedAt = now
  if (result === 'refused') account.unreachable.add(normalizeEmailAddress(delivery.email) ?? '')
  const contact = account.contacts.findByEmail(delivery.email)
  if (contact === undefined) return
  contact.lastSentAt = now
  if (result === 'delivered') contact.lastDeliveredAt = now
}
