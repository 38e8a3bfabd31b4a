import { readWireTime, wholeSecond, wireTime } from '../../wire.js'
import { ApiFault, referenced } from '../api-fault.js'
import { csvTable } from '../csv-table.js'
import type { WebCall, WebMethods } from '../web-method.js'
import { findCampaign } from './campaigns.js'

/** Methods of statistics. */
export const statsMethods: WebMethods = {
  getCampaignCommonStats: { run: getCampaignCommonStats },
  'async/getCampaignDeliveryStats': { run: getCampaignDeliveryStats },
}

function getCampaignCommonStats(call: WebCall): unknown {
  const { deliveries } = findCampaign(call)
  const sent = deliveries.filter((delivery) => delivery.status !== 'not_sent').length
  const delivered = deliveries.filter((delivery) => delivery.status === 'ok_delivered').length
  const counts = { total: deliveries.length, sent, delivered }
  const nothing = ['read_unique', 'read_all', 'clicked_unique', 'clicked_all', 'unsubscribed', 'spam']
  const entries = [...Object.entries(counts), ...nothing.map((name) => [name, 0] as const)]
  return Object.fromEntries(entries.map(([name, count]) => [name, call.numbers.write(count)]))
}

function getCampaignDeliveryStats(call: WebCall): unknown {
  const { account, args, jobs } = call
  const campaign = findCampaign(call)
  const since = args.text('changed_since')
  const sinceTime = since === undefined ? Number.NEGATIVE_INFINITY : readWireTime(since)
  if (sinceTime === undefined) throw new ApiFault('invalid_arg', 'changed_since must be YYYY-MM-DD hh:mm:ss')
  const fields = (args.list('field_ids') ?? []).map((id) => {
    for (const field of account.fields.values()) if (field.id === id) return field
    throw new ApiFault('invalid_arg', referenced(`Field "${id}" not found`))
  })
  const columns = ['email', 'send_result', 'last_update', ...fields.map((field) => field.id)]
  const job = jobs.start('campaigns/delivery_stats', () =>
    csvTable(
      columns,
      campaign.deliveries
        .filter((delivery) => wholeSecond(delivery.updatedAt) >= sinceTime)
        .map((delivery) => [
          delivery.email,
          delivery.status,
          wireTime(delivery.updatedAt),
          ...fields.map((field) => delivery.fields.get(field.name) ?? ''),
        ]),
    ),
  )
  return { task_uuid: job.id, status: job.status }
}
