import * as z from 'zod'
import { once } from '../once.js'
import type { GoFooterLanguage } from '../words.js'
import { instant, line, mapOf, maybeText, text, word } from './atoms.js'

/** Most recipients of one `email/send` call. */
export const GO_RECIPIENTS = 500

const substitutions = () => z.record(z.string().regex(/^[A-Za-z]\w{0,127}$/), z.json())

/** Names with a letter first; the provider counts `>= 64` and `>= 1024` as too long. */
const metadata = () =>
  z
    .record(text().max(64), z.string().max(1024))
    .refine((values) => Object.keys(values).length <= 10, { error: 'too-many' })

const bit = () => z.union([z.literal(0), z.literal(1)])

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

const attachments = () =>
  z.array(
    z.strictObject({
      type: line(),
      name: line().refine((name) => !name.includes('/') && new TextEncoder().encode(name).length <= 255, {
        error: 'bad-file-name',
      }),
      content: z.string().max(9_786_710).regex(BASE64),
    }),
  )

export const emailSendArguments = once(() =>
  z.strictObject({
    message: z
      .strictObject({
        recipients: z
          .array(
            z.strictObject({
              email: line().max(320),
              substitutions: substitutions().optional(),
              metadata: metadata().optional(),
            }),
          )
          .min(1)
          .max(GO_RECIPIENTS),
        template_id: text().optional(),
        tags: z.array(text().max(50)).max(4).optional(),
        skip_unsubscribe: bit().optional(),
        global_language: word<GoFooterLanguage>().optional(),
        template_engine: word<'simple' | 'velocity' | 'liquid' | 'none'>().optional(),
        global_substitutions: substitutions().optional(),
        global_metadata: metadata().optional(),
        body: z
          .strictObject({ html: text().optional(), plaintext: text().optional(), amp: text().optional() })
          .optional(),
        subject: line().optional(),
        from_email: line().optional(),
        from_name: line().optional(),
        reply_to: line().optional(),
        reply_to_name: line().optional(),
        track_links: bit().optional(),
        track_read: bit().optional(),
        bypass_global: bit().optional(),
        bypass_unavailable: bit().optional(),
        bypass_unsubscribed: bit().optional(),
        bypass_complained: bit().optional(),
        idempotence_key: line().max(64).optional(),
        headers: z
          .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/), line())
          .refine((headers) => Object.keys(headers).length <= 50, { error: 'too-many' })
          .optional(),
        attachments: attachments().optional(),
        inline_attachments: attachments().optional(),
        options: z
          .strictObject({
            send_at: instant('seconds').optional(),
            unsubscribe_url: text().optional(),
            custom_backend_id: z.number().int().optional(),
            smtp_pool_id: text().optional(),
          })
          .optional(),
      })
      .superRefine((message, context) => {
        if (message.template_id !== undefined) return
        const refuse = (path: string[]) => context.addIssue({ code: 'custom', path, message: 'missing' })
        if (message.subject === undefined) refuse(['subject'])
        if (message.from_email === undefined) refuse(['from_email'])
        if (message.body?.html === undefined && message.body?.plaintext === undefined) refuse(['body'])
      }),
    platform: line().optional(),
  }),
)

/** `job_id` is missing when the provider said only that it has this letter already (code 1573 after an attempt of our own). */
export const emailSendAnswer = once(() =>
  z.object({
    status: z.literal('success'),
    job_id: z.string().optional(),
    emails: z.array(z.string()).optional(),
    failed_emails: mapOf(z.string()).optional(),
  }),
)

export const systemInfoArguments = once(() => z.strictObject({}))

export const systemInfoAnswer = once(() =>
  z.object({
    status: z.literal('success'),
    user_id: z.union([z.string(), z.number().int()]).transform(String),
    email: z.string(),
    project_id: maybeText(),
    project_name: maybeText(),
    project_accounting: z
      .object({ email_counter: z.number(), email_counter_limit: z.number(), email_counter_mode: z.string() })
      .nullish(),
    accounting: z
      .object({
        period_start: z.string(),
        period_end: z.string(),
        emails_included: z.number(),
        emails_sent: z.number(),
      })
      .nullish(),
  }),
)
