import * as z from 'zod'
import type { OpenWord } from '../words.js'

/** An id as an argument: a number, or its digits as text. One id has one text, so that texts can be compared. */
export function idArgument() {
  return z.union([z.string().regex(/^(?:0|[1-9]\d{0,19})$/), z.number().int().nonnegative()])
}

/** An id in an answer, where numbers and digits in quotes are both seen; always handed out as text. */
export function id() {
  return idArgument().transform(String)
}

/** A number in an answer, which may come in quotes. */
export function count() {
  return idArgument().transform(Number)
}

/** `0` or `1` on the wire. */
export function flag() {
  return z.union([z.boolean(), z.literal(0), z.literal(1)])
}

/** Text that must not be empty. */
export function text() {
  return z.string().min(1)
}

/** Text of one line: a line break in a name or a subject is an attempt to add a mail header. */
export function line() {
  return text().refine((value) => !/[\r\n\0]/.test(value), { error: 'line-break' })
}

/** An item of a comma-joined list, which has no way to hold a comma. */
export function csvItem() {
  return text().refine((value) => !value.includes(','), { error: 'comma' })
}

/** A word of the provider in an answer: the known ones for the editor, any other as it comes. */
export function word<Word extends string>(): z.ZodType<OpenWord<Word>, OpenWord<Word>> {
  return z.string()
}

/** Text in an answer that may be missing or null. */
export function maybeText() {
  return z.string().nullish()
}

/** An array in an answer; a falsy result without an error means that there is nothing. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => (value === false || value === null || value === '' ? [] : value), z.array(item))
}

/** An object in an answer; PHP prints an empty one as `[]`. */
export function mapOf<Value extends z.ZodType>(value: Value) {
  return z.preprocess(emptyArrayAsObject, z.record(z.string(), value))
}

function emptyArrayAsObject(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? {} : value
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

/**
 * A moment: a `Date` or ISO 8601 text with its zone, laid out in UTC as the provider wants it (README of the API, dates). Text
 * without a zone is refused, because every reader takes it for his own time.
 */
export function instant(precision: 'minutes' | 'seconds') {
  return z.union([z.date(), z.string()]).transform((value, context) => {
    const text = typeof value === 'string' ? value : value.toISOString()
    const time = INSTANT.test(text) ? Date.parse(text) : Number.NaN
    if (Number.isNaN(time)) {
      context.addIssue({ code: 'custom', message: 'date-without-zone' })
      return z.NEVER
    }
    return formatUtc(time, precision)
  })
}

/** Epoch milliseconds as `YYYY-MM-DD hh:mm:ss` or `YYYY-MM-DD hh:mm` in UTC. */
function formatUtc(time: number, precision: 'minutes' | 'seconds'): string {
  return new Date(time)
    .toISOString()
    .slice(0, precision === 'minutes' ? 16 : 19)
    .replace('T', ' ')
}
