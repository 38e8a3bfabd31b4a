import type { Clock } from '@waxseal/core'
import { signLetter } from '../dkim/sign-letter.js'
import { composeLetter, type LetterDraft } from './compose-letter.js'
import { BOUNCE_DOMAIN, SERVICE_DOMAIN, SERVICE_RELAY } from './hosts.js'
import { mailDate } from './mail-date.js'
import type { Relay } from './relay.js'
import type { MailKeys } from './zone.js'

/** Host of the Message-IDs, as observed. */
const MESSAGE_ID_HOST = 'ucs301-ucs-1.msgpanel.com'

const SENDER_FIELDS = [
  ...['from', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id', 'mime-version', 'content-type'],
  ...['list-id', 'list-help', 'list-unsubscribe'],
]
/** The service's own signature also covers what leads to the account and the campaign. */
const SERVICE_FIELDS = [...SENDER_FIELDS, 'precedence', 'x-envid', 'x-feedback-id', 'x-complaints-to']

/** A letter as the service is to send it. */
export interface OutgoingLetter
  extends Pick<LetterDraft, 'attachments' | 'body' | 'from' | 'headers' | 'replyTo' | 'subject' | 'to'> {
  readonly recipient: string
  /** Domain of the sender, for the first signature. */
  readonly senderDomain: string
}

/** What the service's outbox works with. */
export interface OutboxOptions {
  readonly accountId: string
  readonly keys: MailKeys
  readonly relay: Relay
  readonly clock: Clock
  readonly newEximId: () => string
}

/** The service's way out: writes a letter in the provider's shape, signs it twice, hands it to the relay. */
export class Outbox {
  readonly #options: OutboxOptions

  constructor(options: OutboxOptions) {
    this.#options = options
  }

  /** Sends one letter. What cannot be written down has failed like what cannot be delivered. */
  async send(letter: OutgoingLetter): Promise<'delivered' | 'refused' | 'failed'> {
    try {
      return await this.#send(letter)
    } catch {
      return 'failed'
    }
  }

  async #send(letter: OutgoingLetter): Promise<'delivered' | 'refused' | 'failed'> {
    const { accountId, clock, keys, newEximId, relay } = this.#options
    const eximId = newEximId()
    const date = clock()
    const envelopeFrom = `postman${accountId}@${BOUNCE_DOMAIN}`
    const written = await composeLetter({
      ...letter,
      messageId: `E${eximId}@${MESSAGE_ID_HOST}`,
      // As observed: whoever forges a letter seldom thinks of it.
      boundary: Buffer.from(eximId).toString('base64'),
      date,
      headers: [...letter.headers, ['X-Complaints-To', `abuse@${BOUNCE_DOMAIN}`]],
    })
    const signed = await signLetter(
      written,
      [
        { domain: letter.senderDomain, selector: 'us', key: keys.sender, fields: SENDER_FIELDS },
        { domain: SERVICE_DOMAIN, selector: 'jul2015', key: keys.service, fields: SERVICE_FIELDS },
      ],
      date,
    )
    const id = `h${eximId.replaceAll('-', '').toLowerCase().slice(-11)}`
    const received = `Received: by ${SERVICE_RELAY.name} id ${id};\r\n\t${mailDate(date)} (envelope-from <${envelopeFrom}>)\r\n`
    return await relay.send({
      from: envelopeFrom,
      to: [letter.recipient],
      letter: Buffer.concat([Buffer.from(received), signed]),
    })
  }
}
