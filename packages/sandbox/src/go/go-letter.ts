import { oneClickUrl, unsubscribeUrl, withFooter } from '../mail/footer.js'
import { htmlToText } from '../mail/html-text.js'
import { asHtml, asText, mergeSimple } from '../mail/merge.js'
import type { OutgoingLetter } from '../mail/outbox.js'
import type { GoMessage } from './read-message.js'
import type { GoRecipient } from './read-recipients.js'

/** Which letter of which job it is. */
export interface GoLetterOptions {
  readonly accountId: string
  readonly jobId: string
  readonly message: GoMessage
  readonly recipient: GoRecipient
  readonly senderDomain: string
  /** Secret of the unsubscribe link. */
  readonly hash: string
}

/** One letter of the Go API, with headers in the shapes observed for transactional mail. */
export function goLetter(options: GoLetterOptions): OutgoingLetter {
  const { accountId, hash, jobId, message, recipient } = options
  const lookup = (name: string) => recipient.substitutions.get(name) ?? message.substitutions.get(name)
  const merge = (template: string, write: (value: string) => string) =>
    message.engine === 'none' ? template : mergeSimple(template, lookup, write)
  const html = message.html ?? `<pre>${asHtml(message.plaintext ?? '')}</pre>`
  const body = { text: merge(message.plaintext ?? htmlToText(html), asText), html: merge(html, asHtml) }
  const recipientCode = Buffer.from(recipient.email).toString('base64')
  const { replyTo, shown } = message
  return {
    from: { name: merge(message.fromName, asText), address: message.fromEmail },
    to: shown?.to ?? { name: lookup('to_name') ?? '', address: recipient.email },
    subject: merge(message.subject, asText),
    body: withFooter(body, message.language, unsubscribeUrl(message.language, hash)),
    attachments: message.attachments,
    ...(replyTo === undefined ? {} : { replyTo }),
    headers: [
      ...(shown?.cc === undefined ? [] : [['Cc', shown.cc] as const]),
      ...message.headers,
      ['List-Unsubscribe', `<${oneClickUrl(message.language, hash)}>`],
      ['X-EnvId', `uoproduction.tr_${accountId}:${jobId}:1_${recipientCode}`],
      ['X-Feedback-ID', `${accountId}:transact:UO`],
    ],
    recipient: recipient.email,
    senderDomain: options.senderDomain,
  }
}
