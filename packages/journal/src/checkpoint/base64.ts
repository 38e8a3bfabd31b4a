import { decodeBase64url, encodeBase64url } from '@waxseal/core'

/** Standard base64 with padding (RFC 4648 section 4), as notes have it. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** The bytes; `undefined` for anything else, also for a second spelling of the same bytes. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || /[-_]/.test(text)) return undefined
  const end = text.endsWith('==') ? -2 : text.endsWith('=') ? -1 : text.length
  return decodeBase64url(text.slice(0, end).replaceAll('+', '-').replaceAll('/', '_'))
}
