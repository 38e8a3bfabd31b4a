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

/** One that is about to leave counts in full: its claim on the budget ended with the intent. */
function lettersOf({ status, letters, recipients }: CampaignState): number | undefined {
  if (status === 'not-sent' || status === 'refused') return 0
  return letters !== undefined && status !== 'open' ? letters.accepted + letters.unknown : recipients
}
