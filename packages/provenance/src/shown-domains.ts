import { toAsciiDomain } from '@waxseal/core'

const MAX_TEXT = 2000
const MAX_FOUND = 50

/**
 * Domains that a reader sees in a text, in lower-case ASCII: `romashka.ru` as well as what follows an `@`. Invisible and control
 * characters are dropped first, since they only serve to break a name up for programs.
 */
export function findShownDomains(text: string, after: '' | '@' = ''): string[] {
  const visible = text.slice(0, MAX_TEXT).replace(/[\p{Cc}\p{Cf}]/gu, '')
  const found = new Set<string>()
  for (const match of visible.matchAll(/(@?)([\p{L}\p{N}\p{M}._-]+)/gu)) {
    const [, mark, name = ''] = match
    if (mark !== after && after === '@') continue
    const domain = toAsciiDomain(name.split('.').filter(Boolean).join('.'))
    if (domain?.includes('.')) found.add(domain)
    if (found.size >= MAX_FOUND) break
  }
  return [...found]
}
