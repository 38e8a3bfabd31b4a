import * as z from 'zod'
import { once } from '../once.js'
import type { CampaignStatus } from '../words.js'
import { count, csvItem, flag, id, idArgument, instant, listOf, maybeText, text, word } from './atoms.js'

export const createCampaignArguments = once(() =>
  z
    .strictObject({
      message_id: idArgument(),
      start_time: instant('minutes').optional(),
      timezone: z.literal('UTC').optional(),
      track_read: flag().optional(),
      track_links: flag().optional(),
      contacts: z.array(csvItem()).min(1).optional(),
      contacts_url: text().optional(),
      track_ga: flag().optional(),
      ga_medium: text().optional(),
      ga_source: text().optional(),
      ga_campaign: text().optional(),
      ga_content: text().optional(),
      ga_term: text().optional(),
      payment_limit: z.number().nonnegative().optional(),
      payment_currency: text().optional(),
      defer: flag().optional(),
    })
    .refine(({ contacts, contacts_url }) => contacts === undefined || contacts_url === undefined, {
      error: 'excluded-by-contacts',
      path: ['contacts_url'],
    })
    // Without a zone the provider reads the time in the zone of the account.
    .transform((campaign) =>
      campaign.start_time === undefined ? campaign : { ...campaign, timezone: 'UTC' as const },
    ),
)

export const createCampaignAnswer = once(() =>
  z.object({
    campaign_id: id(),
    status: word<'scheduled' | 'waits_censor'>().optional(),
    count: count().nullish(),
  }),
)

export const getCampaignsArguments = once(() =>
  z.strictObject({
    from: instant('seconds').optional(),
    to: instant('seconds').optional(),
    limit: z.number().int().min(1).max(10_000).optional(),
    offset: z.number().int().nonnegative().optional(),
  }),
)

export const getCampaignsAnswer = once(() =>
  listOf(
    z.object({
      id: id(),
      start_time: maybeText(),
      status: word<CampaignStatus>(),
      message_id: id(),
      list_id: id().nullish(),
      subject: maybeText(),
      sender_name: maybeText(),
      sender_email: maybeText(),
      stats_url: maybeText(),
    }),
  ),
)

export const campaignArguments = once(() => z.strictObject({ campaign_id: idArgument() }))

export const getCampaignStatusAnswer = once(() =>
  z.object({
    status: word<CampaignStatus>(),
    status_comment: maybeText(),
    creation_time: maybeText(),
    start_time: maybeText(),
  }),
)

export const getCampaignDeliveryStatsArguments = once(() =>
  z.strictObject({
    campaign_id: idArgument(),
    notify_url: text().optional(),
    changed_since: instant('seconds').optional(),
    field_ids: z.array(idArgument()).optional(),
  }),
)

export const getCampaignCommonStatsAnswer = once(() =>
  z.object({
    total: count(),
    sent: count(),
    delivered: count(),
    read_unique: count(),
    read_all: count(),
    clicked_unique: count(),
    clicked_all: count(),
    unsubscribed: count(),
    spam: count(),
  }),
)
