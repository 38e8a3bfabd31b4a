import type { CampaignState } from '../campaigns.js'

/**
 * Letters that left in a principal's name after an instant, by the record; those of which nobody can tell are counted. `undefined`
 * when a campaign went out whose recipients were not counted: no rule asked for it then.
 */
export function sentSince(campaigns: readonly CampaignState[], principal: string, instant: number): number | undefined {
  let sum = 0
  for (const campaign of campaigns) {
    if (campaign.principal !== principal || campaign.at <= instant) continue
    const count = lettersOf(campaign)
    if (count === undefined) return undefined
    sum += count
  }
  return sum
}

function lettersOf({ status, dispatching, letters, recipients }: CampaignState): number | undefined {
  if (status === 'not-sent' || status === 'refused') return 0
  if (letters !== undefined && status !== 'open') return letters.accepted + letters.unknown
  return dispatching || status !== 'open' ? recipients : 0
}
