import { WaxsealError } from '@waxseal/core'
import type { KeysErrorCode } from '../keys-error-code.js'
import { headOf, isHeadWord, readSecret, readTail } from './key-text.js'

/**
 * The regular expression, as source text, by which secret scanners find keys of a prefix: GitHub's partner program, gitleaks, a
 * commit hook. It is linear, needs no flags, and has no word boundaries, because a leaked key may stand right behind a letter; a checksum in
 * the key tells what is none.
 *
 * Throws `keys-options-invalid` for what is no prefix.
 *
 * @example
 * ```ts
 * import { keyPattern } from '@waxseal/keys'
 *
 * console.log(keyPattern('acme')) // acme_[a-z][a-z0-9]{0,15}_[a-z2-7]{16}_[a-z2-7]{39}
 * ```
 */
export function keyPattern(prefix = 'wxs'): string {
  if (!isHeadWord(prefix)) throw new WaxsealError<KeysErrorCode>('keys-options-invalid', 'this is no prefix of keys')
  return `${prefix}_[a-z][a-z0-9]{0,15}_[a-z2-7]{16}_[a-z2-7]{39}`
}

/** Every text that has the form and the checksum of a key of this prefix, each once. */
export function findKeys(text: string, prefix: string): readonly string[] {
  // Looking ahead takes nothing away: a key may begin within what only looks like one.
  const matches = text.matchAll(new RegExp(`(?=(${keyPattern(prefix)}))`, 'g'))
  const found = new Set(Array.from(matches, ([, key = '']) => key))
  const whole = [...found].filter((key) => {
    const head = headOf(key)
    return head !== undefined && readTail(key, head.text.length, head.crc) === undefined
  })
  readSecret.fill(0)
  return whole
}
