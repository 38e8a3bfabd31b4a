import { parseEmailAddress } from '@waxseal/core'
import * as z from 'zod'
import { once } from '../once.js'
import type { FooterLanguage } from '../words.js'
import { csvItem, flag, id, idArgument, line, text, word } from './atoms.js'

export const createEmailMessageArguments = once(() =>
  z
    .strictObject({
      sender_name: line().refine((name) => parseEmailAddress(name) === undefined, { error: 'is-an-address' }),
      sender_email: line(),
      subject: line().optional(),
      body: text().optional(),
      list_id: idArgument(),
      text_body: z.string().optional(),
      generate_text: flag().optional(),
      tag: text().optional(),
      attachments: z
        .record(
          text().refine((name) => !/[[\]/\r\n\0]/.test(name), { error: 'bad-file-name' }),
          z.custom<Uint8Array>((value) => value instanceof Uint8Array, { error: 'not-bytes' }),
        )
        .optional(),
      lang: word<FooterLanguage>().optional(),
      template_id: idArgument().optional(),
      system_template_id: idArgument().optional(),
      wrap_type: z.enum(['skip', 'right', 'left', 'center']).optional(),
      categories: z.array(csvItem()).optional(),
      series_day: z.number().int().optional(),
      series_time: text().optional(),
    })
    .superRefine((message, context) => {
      const refuse = (path: string, reason: string) =>
        context.addIssue({ code: 'custom', path: [path], message: reason })
      if (message.template_id !== undefined && message.system_template_id !== undefined) {
        refuse('system_template_id', 'excluded-by-template_id')
      }
      if (message.template_id !== undefined || message.system_template_id !== undefined) return
      if (message.subject === undefined) refuse('subject', 'missing')
      if (message.body === undefined) refuse('body', 'missing')
    }),
)

export const createEmailMessageAnswer = once(() => z.object({ message_id: id() }))
