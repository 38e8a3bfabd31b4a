import type { Provider } from '@waxseal/core'
import { placeReference } from '@waxseal/provenance'
import { stillHere } from '../authorize.js'
import { countContacts } from '../facts/count-contacts.js'
import { Halt, stopOf } from '../halt.js'
import { htmlOfText } from './merge.js'
import type { Sending, SentCampaign } from './sending.js'

/**
 * Sends a campaign to a list that lives at the provider. The provider adds no header of ours to such letters, so the seal's
 * short reference stands in the body.
 */
export async function sendThroughProvider(sending: Sending, provider: Provider, listId: string): Promise<SentCampaign> {
  const { call, id, seal, write } = sending
  const options = call.signal === undefined ? {} : { signal: call.signal }
  const messageId = await store(sending, provider, listId)
  await recount(sending)
  await lastLook(sending)
  await write('campaign.dispatching', { message: messageId })
  const create = async () => await provider.campaigns.create({ messageId }, options)
  const outcome = await create().catch(async (error: unknown) => {
    const stop = stopOf(error, 'dispatch')
    await write('campaign.unknown', { code: stop.code }, 'unknown')
    throw new Halt({ ...stop, outcome: 'unknown' })
  })
  if (outcome.status === 'accepted') {
    await write('campaign.accepted', { reference: outcome.reference }, 'unknown')
    return { campaign: id, status: 'accepted', seal: seal.reference }
  }
  const unknown = outcome.status === 'unknown'
  await write(
    unknown ? 'campaign.unknown' : 'campaign.refused',
    { code: outcome.fault.code },
    unknown ? 'unknown' : 'not-sent',
  )
  throw new Halt({
    stage: 'dispatch',
    code: outcome.fault.code,
    message: unknown
      ? `${outcome.message}; nobody can tell whether campaign \`${id}\` went out, so it is not repeated`
      : outcome.message,
    outcome: unknown ? 'unknown' : 'not-sent',
  })
}

/** Storing and counting take their time. */
async function lastLook({ call, write }: Sending): Promise<void> {
  try {
    await stillHere(call.house, call.about.principal, 'dispatch')
  } catch (error) {
    await write('campaign.refused', { code: stopOf(error, 'dispatch').code })
    throw error
  }
}

/** The rules were asked about so many and no more; somebody may have imported contacts since. */
async function recount({ call, write }: Sending): Promise<void> {
  const { house, list, recipients, signal } = call
  if (recipients === undefined) return
  try {
    if ((await countContacts(house, list, signal, recipients + 1)) <= recipients) return
    throw new Halt({ stage: 'resolve', code: 'list-grew', message: `list \`${list}\` has grown since it was counted` })
  } catch (error) {
    const stop = stopOf(error, 'dispatch')
    await write('campaign.refused', { code: stop.code })
    throw new Halt({ ...stop, outcome: 'not-sent' })
  }
}

/** Stores the message at the provider. That sends nothing, so whatever goes wrong here, no letter left. */
async function store(sending: Sending, provider: Provider, listId: string): Promise<string> {
  const { call, draft, seal, write } = sending
  try {
    if (draft.replyTo !== undefined) {
      throw new Halt({ stage: 'resolve', code: 'unsupported', message: 'campaigns of this provider carry no reply-to' })
    }
    const placed = placeReference(
      { html: draft.html ?? htmlOfText(draft.text ?? ''), ...(draft.text === undefined ? {} : { text: draft.text }) },
      seal.reference,
    )
    const message = await provider.messages.create(
      {
        listId,
        senderName: draft.fromName ?? call.house.identity.name,
        senderEmail: draft.from,
        subject: draft.subject,
        html: placed.html ?? '',
        ...(placed.text === undefined ? {} : { text: placed.text }),
      },
      call.signal === undefined ? {} : { signal: call.signal },
    )
    return message.id
  } catch (error) {
    const stop = stopOf(error, 'dispatch')
    await write('campaign.refused', { code: stop.code })
    throw new Halt({ ...stop, outcome: 'not-sent' })
  }
}
