import { parseEmailAddress } from '@waxseal/core'
import { readWireTime } from '../wire.js'
import { GoFault } from './go-fault.js'
import type { JsonBody } from './go-method.js'
import { readAttachments } from './read-attachments.js'
import { type GoRecipient, isObject, readRecipients, readSubstitutions } from './read-recipients.js'
import { readShownRecipients, type ShownRecipients } from './read-shown-recipients.js'

/** A message of `email/send`, checked. */
export interface GoMessage {
  readonly recipients: readonly GoRecipient[]
  readonly substitutions: ReadonlyMap<string, string>
  readonly engine: 'none' | 'simple'
  readonly subject: string
  readonly html: string | undefined
  readonly plaintext: string | undefined
  readonly fromEmail: string
  readonly fromName: string
  readonly replyTo: { readonly name: string; readonly address: string } | undefined
  readonly language: string
  /** Headers that the provider keeps, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** To and Cc, when the caller gave them. */
  readonly shown: ShownRecipients | undefined
  readonly attachments: ReadonlyMap<string, Uint8Array>
  readonly idempotenceKey: string | undefined
  /** Epoch milliseconds, when it is to go out later. */
  readonly sendAt: number | undefined
}

const DAY = 86_400_000
const LANGUAGES = new Set(['be', 'de', 'en', 'es', 'fr', 'it', 'pl', 'pt', 'ru', 'ua', 'kz'])

/** What decides whether a message is good. */
export interface MessageRules {
  /** Epoch milliseconds. */
  readonly now: number
  readonly ownsDomain: (domain: string) => boolean
}

/** Reads `message`. Throws the `GoFault` that the provider's table has for what is wrong. */
export function readMessage(body: JsonBody, rules: MessageRules): GoMessage {
  const message = body.message
  if (!isObject(message)) throw new GoFault(201, 'message is missing')
  if (message.template_id !== undefined) throw new GoFault(1508, 'template_id is not found')
  const engine = message.template_engine ?? 'simple'
  // The sandbox has no Velocity and no Liquid, and must not pretend that it merged anything.
  if (engine !== 'simple' && engine !== 'none') throw new GoFault(1523, 'template_engine is not supported')
  const language = message.global_language ?? 'en'
  if (typeof language !== 'string' || !LANGUAGES.has(language)) throw new GoFault(1528, 'global_language is unknown')
  if (Number(message.skip_unsubscribe ?? 0) === 1) throw new GoFault(1588, 'no right to skip_unsubscribe')
  readTags(message.tags)
  const content = readContent(message)
  const recipients = readRecipients(message.recipients)
  return {
    recipients,
    substitutions: readSubstitutions(message.global_substitutions, 1580, 1581),
    engine,
    ...content,
    ...readSender(message),
    language,
    headers: readHeaders(message.headers),
    shown: readShownRecipients(message.headers, recipients, rules.ownsDomain),
    attachments: readAttachments(message.attachments),
    idempotenceKey: readIdempotenceKey(message.idempotence_key),
    sendAt: readSendAt(message.options, rules.now),
  }
}

function readContent(message: JsonBody): Pick<GoMessage, 'html' | 'plaintext' | 'subject'> {
  const body = message.body
  if (!isObject(body)) throw new GoFault(1577, 'body is missing')
  const { html, plaintext } = body
  if (html !== undefined && typeof html !== 'string') throw new GoFault(1510, 'body.html is not a string')
  if (plaintext !== undefined && typeof plaintext !== 'string')
    throw new GoFault(1511, 'body.plaintext is not a string')
  if ((html ?? '') === '' && (plaintext ?? '') === '') throw new GoFault(1577, 'body is empty')
  const subject = message.subject
  if (subject === undefined) throw new GoFault(203, 'subject is missing')
  if (typeof subject !== 'string') throw new GoFault(1522, 'subject is not a string')
  if (subject.trim() === '') throw new GoFault(1576, 'subject is blank')
  return { html, plaintext, subject }
}

function readSender(message: JsonBody): Pick<GoMessage, 'fromEmail' | 'fromName' | 'replyTo'> {
  const fromEmail = message.from_email
  if (fromEmail === undefined || fromEmail === '') throw new GoFault(202, 'from_email is missing')
  if (typeof fromEmail !== 'string' || parseEmailAddress(fromEmail) === undefined) {
    throw new GoFault(205, `from_email '${String(fromEmail)}' is malformed`)
  }
  const fromName = message.from_name ?? ''
  if (typeof fromName !== 'string') throw new GoFault(1521, 'from_name is not a string')
  const replyTo = message.reply_to
  if (replyTo === undefined || replyTo === '') return { fromEmail, fromName, replyTo: undefined }
  if (typeof replyTo !== 'string') throw new GoFault(1519, 'reply_to is not a string')
  if (parseEmailAddress(replyTo) === undefined) throw new GoFault(1520, `reply_to '${replyTo}' is malformed`)
  const name = typeof message.reply_to_name === 'string' ? message.reply_to_name : ''
  return { fromEmail, fromName, replyTo: { name, address: replyTo } }
}

/** Only names that begin with `X-` are kept, the others are dropped without a word. */
function readHeaders(value: unknown): (readonly [string, string])[] {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return []
  if (!isObject(value)) throw new GoFault(1506, 'headers is not an object')
  const entries = Object.entries(value)
  if (entries.length > 50) throw new GoFault(1507, 'more than 50 headers')
  const kept: [string, string][] = []
  for (const [name, text] of entries) {
    if (!/^X-[\w-]{1,100}$/i.test(name) || /^X-(?:UNIONE-|EnvId$|Feedback-ID$|Complaints-To$)/i.test(name)) continue
    // A line break would be a header of the caller's own making.
    if (typeof text === 'string' && !/[\r\n\0]/.test(text)) kept.push([name, text])
  }
  return kept
}

function readTags(tags: unknown): void {
  if (tags === undefined) return
  if (!Array.isArray(tags) || tags.length > 4) throw new GoFault(1532, 'more than 4 tags')
  for (const tag of tags) {
    if (typeof tag !== 'string' || tag.length > 50) throw new GoFault(1534, 'a tag is longer than 50 characters')
  }
}

function readIdempotenceKey(key: unknown): string | undefined {
  if (key === undefined || key === '') return undefined
  if (typeof key !== 'string') throw new GoFault(3900, 'idempotence_key is not a string')
  if (key.length > 64) throw new GoFault(1572, 'idempotence_key is longer than 64 characters')
  return key
}

function readSendAt(options: unknown, now: number): number | undefined {
  if (options === undefined || (Array.isArray(options) && options.length === 0)) return undefined
  if (!isObject(options)) throw new GoFault(1550, 'options is not an object')
  const text = options.send_at
  if (text === undefined) return undefined
  const at = typeof text === 'string' && text.length === 19 ? readWireTime(text) : undefined
  if (at === undefined) throw new GoFault(1530, 'send_at is not a date and time')
  if (at < now) throw new GoFault(1529, 'send_at is in the past')
  if (at > now + DAY) throw new GoFault(1525, 'send_at is more than 24 hours ahead')
  return at
}
