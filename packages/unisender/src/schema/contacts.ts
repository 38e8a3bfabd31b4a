import * as z from 'zod'
import { once } from '../once.js'
import { importColumns } from '../system-columns.js'
import type { EmailAvailability, EmailStatus, PhoneStatus } from '../words.js'
import { count, flag, id, idArgument, mapOf, maybeText, text, word } from './atoms.js'

/** Most rows of one `importContacts` call. */
export const IMPORT_ROWS = 500
/** Most custom fields of one `importContacts` call. */
export const IMPORT_FIELDS = 50

export const importContactsArguments = once(() =>
  z
    .strictObject({
      field_names: z.array(text()),
      data: z
        .array(z.array(z.union([z.string(), z.number()])))
        .min(1)
        .max(IMPORT_ROWS),
      overwrite_tags: flag().optional(),
      overwrite_lists: flag().optional(),
    })
    .superRefine(({ field_names: names, data }, context) => {
      const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
      if (!names.includes('email') && !names.includes('phone')) refuse(['field_names'], 'email-or-phone-missing')
      if (new Set(names).size < names.length) refuse(['field_names'], 'duplicate')
      if (names.filter((name) => !importColumns.has(name)).length > IMPORT_FIELDS) {
        refuse(['field_names'], 'too-many-fields')
      }
      const tags = names.indexOf('tags')
      for (const [index, cells] of data.entries()) {
        // A short row shifts nothing here, but the provider would fill the wrong columns.
        if (cells.length !== names.length) refuse(['data', index], 'row-length')
        if (tags >= 0 && String(cells[tags]).split(',').length > 10) refuse(['data', index, tags], 'too-many-tags')
      }
    }),
)

export const importContactsAnswer = once(() =>
  z.object({
    total: count(),
    inserted: count().default(0),
    updated: count().default(0),
    deleted: count().default(0),
    new_emails: count().default(0),
    invalid: count().default(0),
    log: z
      .array(z.object({ index: count(), code: z.string().default('unspecified'), message: maybeText() }))
      .nullish()
      .transform((log) => log ?? []),
  }),
)

export const exportContactsArguments = once(() =>
  z.strictObject({
    notify_url: text().optional(),
    list_id: idArgument().optional(),
    field_names: z.array(text()).min(1).optional(),
    email: text().optional(),
    phone: text().optional(),
    tag: text().optional(),
    email_status: word<EmailStatus>().optional(),
    phone_status: word<PhoneStatus>().optional(),
  }),
)

export const getContactArguments = once(() =>
  z.strictObject({
    email: text().max(320),
    include_lists: flag().optional(),
    include_fields: flag().optional(),
    include_details: flag().optional(),
  }),
)

export const getContactAnswer = once(() =>
  z.preprocess(
    liftNested,
    z.object({
      email: z.object({
        email: z.string(),
        added_at: maybeText(),
        status: word<EmailStatus>(),
        availability: word<EmailAvailability>().nullish(),
        last_send_datetime: maybeText(),
        last_delivery_datetime: maybeText(),
        last_read_datetime: maybeText(),
        last_click_datetime: maybeText(),
        rating: z.union([z.string(), z.number()]).transform(String).nullish(),
      }),
      fields: mapOf(z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable()).optional(),
      lists: z.array(z.object({ id: id(), status: z.string().optional(), added_at: maybeText() })).optional(),
    }),
  ),
)

/** Clients disagree whether lists and fields stand beside `email` or inside it: both are read. */
function liftNested(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('email' in answer)) return answer
  const { email } = answer
  if (typeof email !== 'object' || email === null) return answer
  const nested: Record<string, unknown> = {}
  for (const name of ['fields', 'lists'] as const) {
    if (!(name in answer) && name in email) nested[name] = (email as Record<string, unknown>)[name]
  }
  return { ...nested, ...answer }
}
