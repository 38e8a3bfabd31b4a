import { WaxsealError } from '@waxseal/core'

/** The brands under which the Web API is offered: same API, other host and other usual language. */
export const brands = {
  unisender: { baseUrl: 'https://api.unisender.com', language: 'ru' },
  selzy: { baseUrl: 'https://api.selzy.com', language: 'en' },
} as const

/** The data centres of Unisender Go and of UniOne, the same API under its international name. */
export const dataCenters = {
  ru: 'https://goapi.unisender.ru/ru/transactional/api/v1',
  unione: 'https://api.unione.io/en/transactional/api/v1',
  'unione-eu': 'https://eu1.unione.io/en/transactional/api/v1',
  'unione-us': 'https://us1.unione.io/en/transactional/api/v1',
} as const

/** Tells whether a host of a parsed URL is this machine. Names that merely look so (`127.0.0.1.example`) are not. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
}

/**
 * Checks the address that will get the key. Throws `insecure-url` for plain HTTP to anything but this machine, and `bad-option`
 * for what is no address of an API. The address itself is not repeated: it may hold a password.
 */
export function checkedBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new WaxsealError('bad-option', 'option `baseUrl` is no plain http address', {
      details: { option: 'baseUrl' },
    })
  }
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))
  if (!secure) {
    throw new WaxsealError('insecure-url', 'the key is sent over https only, or over http to a loopback host')
  }
  return url
}

/** The address without the slash at its end, ready to be followed by a path. */
export function trimmedUrl(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/$/, '')
}
