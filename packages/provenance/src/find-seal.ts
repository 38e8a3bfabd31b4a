import type { HeaderField } from './header-fields.js'
import { headersNamed, type Letter } from './letter.js'
import { findReferences } from './seal-place.js'
import { readTextParts, type TextParts } from './text-parts.js'

/** What of a seal a letter carries; nothing of it is checked. */
export interface FoundSeal {
  /** The value of `X-Waxseal` without blanks: a compact JWS. */
  readonly header?: string
  /** The value of `X-Waxseal-Recipient` without blanks. */
  readonly recipientMac?: string
  /** What the line in the body names: `wx_…`. */
  readonly reference?: string
}

/**
 * Looks for a seal in a letter: its header fields, and the reference line in the decoded text and HTML. What stands there twice
 * with different values is left out: nobody could say which of them is meant.
 *
 * @example
 * ```ts
 * import { findSeal, parseLetter } from '@waxseal/provenance'
 *
 * console.log(findSeal(parseLetter('From: a@romashka.ru\r\n\r\nHello\r\n\r\nWaxseal: wx_1\r\n'))) // { reference: 'wx_1' }
 * ```
 */
export function findSeal(letter: Letter): FoundSeal {
  return findSealIn(letter, readTextParts(letter))
}

/** As `findSeal`, with the parts that were read already. */
export function findSealIn(letter: Letter, { parts }: TextParts): FoundSeal {
  const header = onlyValue(sealFields(letter))
  const recipientMac = onlyValue(headersNamed(letter.headers, 'x-waxseal-recipient'))
  const references = new Set(parts.flatMap((part) => findReferences(part.text, 2)))
  const [reference] = references
  return {
    ...(header === undefined ? {} : { header }),
    ...(recipientMac === undefined ? {} : { recipientMac }),
    ...(references.size === 1 && reference !== undefined ? { reference } : {}),
  }
}

/** The fields that hold a seal. */
export function sealFields(letter: Letter): HeaderField[] {
  return headersNamed(letter.headers, 'x-waxseal')
}

const MAX_VALUE = 8192

function onlyValue(fields: readonly HeaderField[]): string | undefined {
  const values = new Set<string>()
  for (const { value } of fields) if (value.length <= MAX_VALUE) values.add(value.replace(/\s/g, ''))
  const [value] = values
  return values.size === 1 && value !== '' ? value : undefined
}
