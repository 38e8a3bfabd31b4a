import { headOf, ID_LENGTH, readSecret, readTail } from './key-text.js'

/** A text that has the form of a key. Whether it is one is for `verify` to say. */
export interface ParsedApiKey {
  readonly prefix: string
  readonly environment: string
  /** Safe to show and to log. */
  readonly id: string
}

/**
 * Takes a key of any prefix apart, offline: which id does a log line, a form or a support mail speak of?
 *
 * @returns `undefined` for whatever is no key, and for a key with a slip in it.
 * @example
 * ```ts
 * import { parseApiKey } from '@waxseal/keys'
 *
 * const key = 'wxs_live_aaaaaaaaaaaaaaaa_abcdefghijklmnopqrstuvwxyz234567raqgmua'
 * console.log(parseApiKey(key)?.id) // aaaaaaaaaaaaaaaa
 * console.log(parseApiKey(key.replace('live', 'test'))) // undefined
 * ```
 */
export function parseApiKey(text: string): ParsedApiKey | undefined {
  const head = typeof text === 'string' ? headOf(text) : undefined
  if (head === undefined) return undefined
  const start = head.text.length
  const fault = readTail(text, start, head.crc)
  readSecret.fill(0)
  if (fault !== undefined) return undefined
  // Put together anew: a slice would keep the whole key in memory for as long as the id lives.
  return { prefix: head.prefix, environment: head.environment, id: [...text.slice(start, start + ID_LENGTH)].join('') }
}
