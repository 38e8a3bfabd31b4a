import { utf8 } from '@waxseal/core'
import type { ArgumentForm } from './method.js'

/** A value of one field: text, or bytes for a file. */
export type FormValue = string | Uint8Array

const PLAIN = /^[\w.*-]*$/
const PERCENT: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  if (byte === 0x20) return '+'
  return byte < 0x80 && PLAIN.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})

/**
 * Encodes fields as `application/x-www-form-urlencoded` (WHATWG URL, section 5.2), which `URLSearchParams` does as well for text, and
 * cannot do for bytes: it turns 0x89 into `%C2%89` and breaks every file.
 */
export function encodeForm(fields: Iterable<readonly [string, FormValue]>): string {
  let body = ''
  for (const [key, value] of fields) body += `${body === '' ? '' : '&'}${encodeText(key)}=${encodeValue(value)}`
  return body
}

function encodeValue(value: FormValue): string {
  if (typeof value === 'string') return encodeText(value)
  let text = ''
  for (const byte of value) text += PERCENT[byte]
  return text
}

function encodeText(text: string): string {
  if (PLAIN.test(text)) return text
  try {
    return encodeURIComponent(text).replace(/%20|[!'()~]/g, (found) =>
      found === '%20' ? '+' : (PERCENT[found.charCodeAt(0)] ?? found),
    )
  } catch {
    // A half of a surrogate pair has no UTF-8 form; the encoder of the platform writes U+FFFD for it.
    return encodeValue(utf8(text))
  }
}

/** Lays checked arguments out as fields, each in the form that its row names. `undefined` is left out; `0`, `false` and `''` are values. */
export function* toFields(
  values: Readonly<Record<string, unknown>>,
  forms: Readonly<Record<string, ArgumentForm>>,
): Generator<readonly [string, FormValue]> {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) yield* fieldsOf(name, value, forms[name] ?? 'scalar')
  }
}

function* fieldsOf(name: string, value: unknown, form: ArgumentForm): Generator<readonly [string, FormValue]> {
  if (form === 'csv') {
    yield [name, listOf(value).map(toText).join(',')]
  } else if (form === 'php-list') {
    for (const item of listOf(value)) yield [`${name}[]`, toText(item)]
  } else if (form === 'php-indexed') {
    for (const [index, item] of listOf(value).entries()) yield [`${name}[${index}]`, toText(item)]
  } else if (form === 'php-matrix') {
    for (const [index, line] of listOf(value).entries()) {
      for (const [column, item] of listOf(line).entries()) yield [`${name}[${index}][${column}]`, toText(item)]
    }
  } else if (form === 'php-map') {
    for (const [key, item] of Object.entries(value ?? {})) {
      yield [`${name}[${key}]`, item instanceof Uint8Array ? item : toText(item)]
    }
  } else {
    yield [name, toText(value)]
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** The API knows no `true` and `false`, only 1 and 0. */
function toText(value: unknown): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value ?? '')
}
