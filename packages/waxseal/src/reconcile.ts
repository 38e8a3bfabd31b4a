import { isWaxsealError } from '@waxseal/core'
import type { CampaignState } from './campaigns.js'
import type { House } from './house.js'
import { writeEvent } from './write-event.js'

/** Clocks of host and provider may differ; a campaign is looked for from this long before its intent. */
const CLOCK_SLACK = 10 * 60_000

/** How long a provider may take to show a campaign that it did accept. After that a missing one was never sent. */
const SETTLE_AFTER = 60 * 60_000

/** Where several processes write, one that sends a campaign is heard of at least this often. */
const QUIET_AFTER = 10 * 60_000

/** For all look-ups of one reconciliation together: a dead provider must not keep a host from starting. */
const LOOK_UP_TIME = 15_000

/** What a reconciliation came to: how many campaigns were open, and what they turned out to be. */
export interface Reconciliation {
  readonly open: number
  readonly accepted: number
  readonly notSent: number
  readonly unknown: number
}

/** Looks up every campaign whose outcome is not known. Runs at start; a host may run it again. Never sends anything. */
export async function reconcile(house: House): Promise<Reconciliation> {
  const open = house.campaigns.all().filter((campaign) => isOpen(campaign) && !isUnderWay(house, campaign))
  const signal = AbortSignal.timeout(LOOK_UP_TIME)
  const ends = { accepted: 0, notSent: 0, unknown: 0 }
  for (const campaign of open) {
    await reconcileCampaign(house, campaign, signal)
    const status = house.campaigns.get(campaign.id)?.status
    if (status === 'accepted') ends.accepted++
    else if (status === 'not-sent') ends.notSent++
    else ends.unknown++
  }
  return { open: open.length, ...ends }
}

/** Looks one campaign up and writes down what was found. */
export async function reconcileCampaign(
  house: House,
  campaign: CampaignState,
  signal = AbortSignal.timeout(LOOK_UP_TIME),
): Promise<void> {
  if (!isOpen(campaign) || isUnderWay(house, campaign)) return
  const end = await findEnd(house, campaign, signal)
  // Two look-ups may run at once; the slower one must not overrule what the faster one wrote.
  if (house.campaigns.get(campaign.id) !== campaign) return
  if (end.type === 'campaign.unknown' && campaign.status === 'unknown') return
  await writeEvent(house, `campaign/${campaign.id}`, end.type, end.data)
}

/** Whether this process is sending it, or another one may be. */
function isUnderWay(house: House, { id, changedAt }: CampaignState): boolean {
  return house.running.has(id) || (house.record.shared && house.clock() - changedAt < QUIET_AFTER)
}

/** Whether a look-up can still tell more. */
function isOpen({ status, route }: CampaignState): boolean {
  return status === 'open' || (status === 'unknown' && route === 'provider')
}

interface End {
  readonly type: 'campaign.accepted' | 'campaign.not-sent' | 'campaign.partial' | 'campaign.unknown'
  readonly data: Readonly<Record<string, string | boolean>>
}

async function findEnd(house: House, campaign: CampaignState, signal: AbortSignal): Promise<End> {
  if (!campaign.dispatching) return { type: 'campaign.not-sent', data: { code: 'never-dispatched', reconciled: true } }
  // Nobody keeps a list of single letters that could be asked: those without an end stay unknown, and are counted.
  if (campaign.route === 'source') return { type: 'campaign.partial', data: { code: 'interrupted', reconciled: true } }
  const unknown = (code: string): End => ({ type: 'campaign.unknown', data: { code, reconciled: true } })
  if (campaign.messageId === undefined || house.provider === undefined) return unknown('no-provider')
  try {
    const found = await house.provider.campaigns.find(
      { messageId: campaign.messageId, since: campaign.at - CLOCK_SLACK },
      { signal },
    )
    if (found !== undefined) return { type: 'campaign.accepted', data: { reference: found.id, reconciled: true } }
    if (house.clock() - campaign.at < SETTLE_AFTER) return unknown('not-seen-yet')
    return { type: 'campaign.not-sent', data: { code: 'not-at-provider', reconciled: true } }
  } catch (error) {
    return unknown(isWaxsealError(error) ? error.code : 'internal')
  }
}
