import type { Delivery, Message } from '../state/campaign.js'
import { oneClickUrl, unsubscribeUrl, withFooter } from './footer.js'
import { asHtml, asText, fieldLookup, mergeClassic } from './merge.js'
import type { OutgoingLetter } from './outbox.js'

/** Which letter of which campaign it is. */
export interface CampaignLetterOptions {
  readonly accountId: string
  readonly campaignId: string
  readonly message: Message
  readonly delivery: Delivery
  readonly senderDomain: string
  /** Place in the campaign, from 1. */
  readonly number: number
  /** Secret of the unsubscribe link. */
  readonly hash: string
}

/** One letter of a campaign: fields merged, unsubscribe line added, headers in the shapes observed for bulk mail. */
export function campaignLetter(options: CampaignLetterOptions): OutgoingLetter {
  const { accountId, campaignId, delivery, hash, message, number } = options
  const fields = fieldLookup(delivery.fields)
  const toName = fields('to_name') ?? fields('Name') ?? ''
  const unsubscribe = unsubscribeUrl(message.language, hash)
  const builtIn: Readonly<Record<string, string>> = {
    email: delivery.email,
    to_name: toName,
    unsubscribeurl: unsubscribe,
  }
  const lookup = (name: string) => {
    const key = name.toLowerCase()
    return Object.hasOwn(builtIn, key) ? builtIn[key] : fields(name)
  }
  const body = {
    text: mergeClassic(message.text, lookup, asText),
    html: mergeClassic(message.html, lookup, asHtml),
  }
  return {
    from: { name: mergeClassic(message.senderName, lookup, asText), address: message.senderEmail },
    to: { name: toName, address: delivery.email },
    subject: mergeClassic(message.subject, lookup, asText),
    body: withFooter(body, message.language, unsubscribe),
    attachments: message.attachments,
    headers: [
      ['List-Id', message.listId],
      ['List-Help', '<https://emlstart.com/ru/help/forsubscribers>'],
      ['List-Unsubscribe', `<${oneClickUrl(message.language, hash)}>`],
      ['Precedence', 'bulk'],
      ['X-EnvId', `usproduction.b_${accountId}_${campaignId}_${message.id}_${number}`],
      ['X-Feedback-ID', `${campaignId}:${accountId}:campaign:US`],
    ],
    recipient: delivery.email,
    senderDomain: options.senderDomain,
  }
}
