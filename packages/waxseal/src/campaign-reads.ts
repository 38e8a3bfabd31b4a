import { maskEmail } from '@waxseal/redact'
import type { Call } from './call.js'
import type { CampaignState, LetterCounts } from './campaigns.js'
import { circumstancesData } from './circumstances.js'
import { textShield } from './contacts/contact-view.js'
import { Halt } from './halt.js'
import { providerOf } from './house.js'
import { reconcileCampaign } from './reconcile.js'
import { writeEvent } from './write-event.js'

/** A campaign as a principal sees it. */
export interface CampaignView {
  readonly campaign: string
  readonly list: string
  /** Epoch milliseconds of the intent. */
  readonly at: number
  /** What the record says: `unknown` means that nobody can tell yet whether it went out. */
  readonly status: CampaignState['status']
  /** The provider's own word for its progress. */
  readonly progress?: string
  readonly letters?: LetterCounts
}

/** What became of one letter, under the contact's opaque id. */
export interface DeliveryView {
  readonly id: string
  readonly email: string
  readonly status: string
}

/** The campaigns of the lists that the principal may see. */
export function listCampaigns(call: Call): readonly CampaignView[] {
  return call.house.campaigns
    .all()
    .filter((campaign) => call.lists.includes(campaign.list))
    .map((campaign) => view(campaign))
}

/** One campaign; an unknown outcome is looked up at the provider. */
export async function status(call: Call, id: string): Promise<CampaignView> {
  const before = find(call, id)
  await reconcileCampaign(call.house, before)
  const campaign = find(call, id)
  if (campaign.providerCampaign === undefined) return view(campaign)
  const { provider } = providerOf(call.house, campaign.list)
  const { status: progress } = await provider.campaigns.status(
    campaign.providerCampaign,
    call.signal === undefined ? {} : { signal: call.signal },
  )
  return { ...view(campaign), progress }
}

/** What became of each letter of a campaign. */
export async function deliveries(call: Call, id: string): Promise<readonly DeliveryView[]> {
  const { house, masked, signal } = call
  const campaign = find(call, id)
  const { provider } = providerOf(house, campaign.list)
  if (campaign.providerCampaign === undefined) {
    throw new Halt({
      stage: 'resolve',
      code: 'campaign-unknown',
      message: 'the provider has not accepted this campaign',
    })
  }
  const tokens = await house.tokensOf(campaign.list)
  const text = textShield(masked)
  const views: DeliveryView[] = []
  for await (const letter of provider.campaigns.deliveries(
    campaign.providerCampaign,
    signal === undefined ? {} : { signal },
  )) {
    views.push({
      id: tokens.tokenize(letter.email),
      email: masked.has('email') ? maskEmail(letter.email) : letter.email,
      status: text(letter.status),
    })
  }
  await writeEvent(house, `list/${campaign.list}`, 'deliveries.viewed', {
    ...circumstancesData(call.about),
    campaign: id,
    count: views.length,
    masked: [...masked].sort(),
  })
  return views
}

function find(call: Call, id: string): CampaignState {
  const campaign = call.house.campaigns.get(id)
  if (campaign !== undefined) return campaign
  throw new Halt({ stage: 'resolve', code: 'campaign-unknown', message: 'no such campaign' })
}

function view(campaign: CampaignState): CampaignView {
  return {
    campaign: campaign.id,
    list: campaign.list,
    at: campaign.at,
    status: campaign.status,
    ...(campaign.letters === undefined ? {} : { letters: campaign.letters }),
  }
}
