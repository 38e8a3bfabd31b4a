import { type ProviderCampaign, type ProviderDelivery, ProviderError, type SendOutcome } from '@waxseal/core'
import { type Context, missingColumn, readTask } from './context.js'
import { toProviderError } from './fault.js'
import type { CallOptions } from './options.js'
import { webMethods } from './web-methods.js'

/** The campaigns of the account. */
export interface Campaigns {
  /**
   * Sends a stored message to its list. Faults are outcomes, never thrown: `refused` when the provider surely did nothing,
   * `unknown` when nobody can tell. Throws `bad-argument` for an id that is none.
   */
  create(campaign: { readonly messageId: string }, options?: CallOptions): Promise<SendOutcome>
  /**
   * The first campaign made from a message since a time (epoch milliseconds), `undefined` when there is none. Throws `bad-shape` when the
   * period holds more campaigns than can be looked through.
   */
  find(
    query: { readonly messageId: string; readonly since: number },
    options?: CallOptions,
  ): Promise<ProviderCampaign | undefined>
  /** How far a campaign has come: a word of `CampaignStatus`, or one that is new. */
  status(campaignId: string, options?: CallOptions): Promise<{ readonly status: string }>
  /** What became of each letter, read from the file of a job. */
  deliveries(campaignId: string, options?: CallOptions): AsyncIterable<ProviderDelivery>
}

/** The page size that both the Russian and the English description allow. */
const PAGE = 100
/** Pages that are looked through at most: the 10,000 campaigns that one period may hold. */
const PAGES = 100
/**
 * How far before `since` to look, in milliseconds: the clocks of the host and the provider differ. Shorter than the hour in which the
 * provider takes the same message only once, so that no earlier campaign is mistaken for this one.
 */
const CLOCK_MARGIN = 10 * 60_000

/** "Not among those that could be looked at" must not be read as "not there". */
function tooManyCampaigns(): ProviderError {
  return new ProviderError(`more than ${PAGE * PAGES} campaigns in the period, and this one is not among the first`, {
    code: 'bad-shape',
    category: 'protocol',
    retryable: false,
    outcome: 'not-sent',
  })
}

const STATUS_COLUMNS = ['sendresult', 'status', 'deliverystatus', 'emailstatus', 'result']

export function createCampaigns(context: Context): Campaigns {
  const { caller } = context
  return {
    async create({ messageId }, options) {
      const row = webMethods.createCampaign
      const result = await caller.tried(row, { message_id: messageId }, options)
      if (result.ok) return { status: 'accepted', reference: result.value.campaign_id }
      const { fault, message } = toProviderError(result.fault, {
        method: row.name,
        effect: row.effect,
        attempts: result.attempts,
      })
      return { status: fault.outcome === 'unknown' ? 'unknown' : 'refused', fault, message }
    },

    async find({ messageId, since }, options) {
      const from = new Date(since - CLOCK_MARGIN)
      let found: (ProviderCampaign & { start: string }) | undefined
      for (let page = 0; page < PAGES; page++) {
        const args = { from, limit: PAGE, offset: page * PAGE }
        const campaigns = await caller.call(webMethods.getCampaigns, args, options)
        for (const { id, status, message_id, start_time } of campaigns) {
          const start = start_time ?? ''
          if (message_id === messageId && (found === undefined || start < found.start)) {
            found = { id, status, messageId, start }
          }
        }
        if (campaigns.length < PAGE) return found && { id: found.id, status: found.status, messageId }
      }
      if (found === undefined) throw tooManyCampaigns()
      return found && { id: found.id, status: found.status, messageId }
    },

    async status(campaignId, options) {
      const { status } = await caller.call(webMethods.getCampaignStatus, { campaign_id: campaignId }, options)
      return { status }
    },

    async *deliveries(campaignId, options = {}) {
      const job = webMethods['async/getCampaignDeliveryStats']
      const started = await caller.call(job, { campaign_id: campaignId }, options)
      let columns: { email: number; status: number } | undefined
      for await (const record of readTask(context, job, started, options)) {
        if (columns === undefined) {
          // The names of the columns are not documented: compared by letters only, the old call's `send_result` first.
          const names = record.map((name) => name.toLowerCase().replace(/[^a-z]/g, ''))
          const status = STATUS_COLUMNS.map((name) => names.indexOf(name)).find((index) => index >= 0)
          columns = { email: names.indexOf('email'), status: status ?? -1 }
          if (columns.email < 0) throw missingColumn(job, 'email')
          if (columns.status < 0) throw missingColumn(job, 'status')
          continue
        }
        const email = record[columns.email]
        if (email) yield { email, status: record[columns.status] ?? '' }
      }
      if (columns === undefined) throw missingColumn(job, 'email')
    },
  }
}
