import { randomId } from '@waxseal/core'
import type { Call } from '../call.js'
import { circumstancesData } from '../circumstances.js'
import type { Draft } from '../content/draft.js'
import { type House, type Place, placeOf } from '../house.js'
import type { Carrier } from '../seal.js'
import { writeEvent } from '../write-event.js'
import { sendOneByOne } from './send-one-by-one.js'
import { sendThroughProvider } from './send-through-provider.js'
import type { Sending, SentCampaign } from './sending.js'

/** What must not be done once somebody else has ended the campaign. What has been done is written down in any case. */
const FENCED: readonly string[] = ['campaign.intended', 'campaign.dispatching', 'letters.intended']

/** Steps 3 to 7 of a send: seal it, write the intent down, let it go, write down what became of it. */
export async function sendCampaign(call: Call, draft: Draft): Promise<SentCampaign> {
  const { house } = call
  const place = placeOf(house, call.list)
  const id = randomId('cmp', house.random)
  const seal = await house.sealer.seal(draft, id, call.about.principal, carrierOf(house, place))
  let events = 0
  const write: Sending['write'] = async (type, data, outcome) => {
    await writeEvent(house, `campaign/${id}`, type, data, outcome, FENCED.includes(type) ? events : undefined)
    events++
  }
  const sending: Sending = { call, draft, id, seal, write }
  house.running.add(id)
  try {
    await write('campaign.intended', {
      ...circumstancesData(call.about),
      list: call.list,
      route: place.kind,
      ...(call.recipients === undefined ? {} : { recipients: call.recipients }),
      template: seal.statement.template,
      reference: seal.reference,
      seal: seal.jws,
    })
    if (place.kind === 'source') return await sendOneByOne(sending)
    return await sendThroughProvider(sending, place.provider, place.id)
  } finally {
    house.running.delete(id)
  }
}

/** A seal names who really carries the letter: what leaves by the host's own transport is not the provider's. */
function carrierOf({ identity, transport }: House, place: Place): Carrier {
  const provider = place.kind === 'provider' ? place.provider.id : transport?.id || 'transport'
  return { provider, account: identity.accounts?.[provider]?.[0] ?? 'unstated' }
}
