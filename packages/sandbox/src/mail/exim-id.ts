import type { Clock } from '@waxseal/core'

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * Gives ids of the Exim mailer (`1vNkQz-00000A-3f`): seconds, a running number and a fraction, in base 62. The provider's Message-ID,
 * MIME boundary and job ids are made from them.
 */
export function createEximIds(clock: Clock): () => string {
  let count = 0
  return () => {
    const now = clock()
    count++
    return `${base62(Math.floor(now / 1000), 6)}-${base62(count, 6)}-${base62(Math.floor((now % 1000) * 3.8), 2)}`
  }
}

function base62(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 62)) text = `${DIGITS[rest % 62]}${text}`
  return text
}
