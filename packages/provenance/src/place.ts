import type { Letter } from './letter.js'
import type { Place } from './verdict.js'

/** The place of a header field, ready to be spread into a statement. */
export function headerPlace(letter: Letter, number: number | undefined): { where?: Place } {
  const field = number === undefined ? undefined : letter.headers[number - 1]
  return field ? { where: { header: field.number, start: field.start, end: field.end } } : {}
}

/** The place of the body. */
export function bodyPlace(letter: Letter): { where: Place } {
  return { where: { start: letter.bodyStart, end: letter.bytes.length } }
}
