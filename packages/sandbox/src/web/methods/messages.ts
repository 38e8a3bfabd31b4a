import { parseEmailAddress } from '@waxseal/core'
import { htmlToText } from '../../mail/html-text.js'
import { ApiFault, referenced } from '../api-fault.js'
import type { WebCall, WebMethods } from '../web-method.js'

/** Methods of stored messages. */
export const messageMethods: WebMethods = { createEmailMessage: { run: createEmailMessage } }

const LANGUAGES = new Set(['ru', 'en', 'ua', 'it', 'da', 'de', 'es', 'fr', 'nl', 'pl', 'pt', 'tr'])

function createEmailMessage(call: WebCall): unknown {
  const { account, args, numbers, zone } = call
  const senderName = args.required('sender_name')
  if (parseEmailAddress(senderName.trim()) !== undefined) {
    throw new ApiFault('invalid_arg', 'sender_name must not be an e-mail address')
  }
  const senderEmail = args.required('sender_email')
  const sender = account.confirmedSender(senderEmail)
  if (sender === undefined) {
    throw new ApiFault('invalid_arg', referenced(`Sender address "${senderEmail}" is not confirmed`))
  }
  const listId = args.id('list_id')
  if (!account.lists.has(listId)) throw new ApiFault('invalid_arg', referenced(`List "${listId}" not found`))
  for (const name of ['template_id', 'system_template_id']) {
    if (args.has(name)) throw new ApiFault('invalid_arg', referenced(`Template "${args.id(name)}" not found`))
  }
  const language = args.text('lang') ?? call.language
  if (!LANGUAGES.has(language)) throw new ApiFault('invalid_arg', 'lang is unknown')
  const html = args.required('body')
  const text = args.flag('generate_text') ? undefined : args.text('text_body')
  const message = {
    id: account.newId('message'),
    listId,
    senderName,
    senderEmail,
    subject: args.required('subject'),
    html,
    text: text ?? htmlToText(html),
    language,
    tag: args.text('tag'),
    attachments: args.files('attachments'),
    lastCampaignAt: undefined,
  }
  account.messages.set(message.id, message)
  zone.addSenderDomain(sender.domain)
  return { message_id: numbers.write(message.id) }
}
