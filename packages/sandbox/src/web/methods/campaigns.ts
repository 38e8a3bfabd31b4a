import { normalizeEmailAddress } from '@waxseal/core'
import type { Campaign } from '../../state/campaign.js'
import { readWireTime, wholeSecond, wireTime } from '../../wire.js'
import { ApiFault, referenced } from '../api-fault.js'
import type { WebCall, WebMethods } from '../web-method.js'

const HOUR = 3_600_000
const MAX_AHEAD = 100 * 24 * HOUR
/** The account of the sandbox lives in Moscow, so that a `start_time` without `timezone=UTC` is seen to be off. */
const ACCOUNT_OFFSET = 3 * HOUR

/** Methods of campaigns. */
export const campaignMethods: WebMethods = {
  createCampaign: { run: createCampaign },
  getCampaigns: { run: getCampaigns },
  getCampaignStatus: {
    run: (call) => {
      const campaign = findCampaign(call)
      return {
        status: campaign.status,
        status_comment: null,
        creation_time: wireTime(campaign.createdAt),
        start_time: wireTime(campaign.startAt),
      }
    },
  },
}

/** The campaign that `campaign_id` names. */
export function findCampaign({ account, args }: WebCall): Campaign {
  const id = args.id('campaign_id')
  const campaign = account.campaigns.get(id)
  if (campaign === undefined) throw new ApiFault('invalid_arg', referenced(`Campaign "${id}" not found`))
  return campaign
}

function createCampaign(call: WebCall): unknown {
  const { account, agenda, args, clock, numbers } = call
  const id = args.id('message_id')
  const message = account.messages.get(id)
  if (message === undefined) throw new ApiFault('invalid_arg', referenced(`Message "${id}" not found`))
  if (args.has('contacts_url')) throw new ApiFault('invalid_arg', 'contacts_url cannot be fetched')
  for (const flag of ['track_read', 'track_links', 'track_ga']) args.flag(flag)
  const now = clock()
  const startAt = readStart(call, now)
  if (message.lastCampaignAt !== undefined && now - message.lastCampaignAt < HOUR) {
    throw new ApiFault('unspecified', referenced(`Message "${id}" was put into a campaign less than an hour ago`))
  }
  const campaign: Campaign = {
    id: account.newId('campaign'),
    message,
    createdAt: now,
    startAt,
    only: readOnly(args.csv('contacts')),
    status: 'scheduled',
    deliveries: [],
  }
  message.lastCampaignAt = now
  account.campaigns.set(campaign.id, campaign)
  agenda.add(startAt, () => call.send(campaign))
  return { campaign_id: numbers.write(campaign.id), status: 'scheduled', count: 0 }
}

function readStart({ args }: WebCall, now: number): number {
  const timezone = args.text('timezone')
  if (timezone !== undefined && timezone !== 'UTC') throw new ApiFault('invalid_arg', 'timezone must be UTC')
  const text = args.text('start_time')
  if (text === undefined) return now
  const time = text.length === 16 ? readWireTime(text) : undefined
  if (time === undefined) throw new ApiFault('invalid_arg', 'start_time must be YYYY-MM-DD hh:mm')
  const at = timezone === 'UTC' ? time : time - ACCOUNT_OFFSET
  // The minute that has just begun is no time in the past.
  if (at < now - 60_000) throw new ApiFault('invalid_arg', 'start_time is in the past')
  if (at > now + MAX_AHEAD) throw new ApiFault('invalid_arg', 'start_time is more than 100 days ahead')
  return at
}

function readOnly(contacts: readonly string[] | undefined): Set<string> | undefined {
  return contacts && new Set(contacts.map((contact) => normalizeEmailAddress(contact) ?? contact))
}

function getCampaigns({ account, args, numbers }: WebCall): unknown {
  const from = readTime(args.text('from'), 'from') ?? Number.NEGATIVE_INFINITY
  const to = readTime(args.text('to'), 'to') ?? Number.POSITIVE_INFINITY
  const limit = args.integer('limit', 50, 1, 10_000)
  const offset = args.integer('offset', 0, 0, 999_999_999)
  return [...account.campaigns.values()]
    .filter((campaign) => wholeSecond(campaign.startAt) >= from && wholeSecond(campaign.startAt) <= to)
    .slice(offset, offset + limit)
    .map(({ id, message, startAt, status }) => ({
      id: numbers.write(id),
      start_time: wireTime(startAt),
      status,
      message_id: numbers.write(message.id),
      list_id: numbers.write(message.listId),
      subject: message.subject,
      sender_name: message.senderName,
      sender_email: message.senderEmail,
      stats_url: `https://cp.unisender.com/ru/v5/campaigns/${id}`,
    }))
}

function readTime(text: string | undefined, name: string): number | undefined {
  if (text === undefined || text === '') return undefined
  const time = readWireTime(text)
  if (time === undefined) throw new ApiFault('invalid_arg', `${name} must be YYYY-MM-DD hh:mm:ss`)
  return time
}
