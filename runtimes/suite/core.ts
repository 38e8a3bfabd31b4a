import {
  canonicalJson,
  createCsvReader,
  decodeBase64url,
  encodeBase64url,
  IpSet,
  isWaxsealError,
  normalizeEmailAddress,
  parseEmailAddress,
  parseIpAddress,
  parseIpNetwork,
  randomId,
  systemRandom,
  toAsciiDomain,
  utf8,
  WaxsealError,
} from '@waxseal/core'
import { type Checks, equal, throwsCode } from './check.js'

export const core: Checks = {
  'IP addresses are read strictly'() {
    equal(parseIpAddress('203.0.113.7'), { version: 4, words: [3405803783] })
    equal(parseIpAddress('2001:db8::ff00:42:8329'), { version: 6, words: [0x20010db8, 0, 0xff00, 0x428329] })
    equal(parseIpAddress('::ffff:10.0.0.5'), { version: 4, words: [167772165] })
    for (const text of ['010.0.0.5', '10.5', '0x0a.0.0.5', '::1%eth0', '[::1]', '1::2::3']) {
      equal(parseIpAddress(text), undefined)
    }
  },
  'a set of networks holds what is inside'() {
    const networks = ['203.0.113.0/24', '198.51.100.128/25', '2001:db8:1::/48']
    const set = new IpSet(networks.flatMap((text) => parseIpNetwork(text) ?? []))
    equal(
      ['203.0.113.255', '::ffff:203.0.113.7', '198.51.100.200', '2001:db8:1:ffff::1'].map((ip) => set.has(ip)),
      [true, true, true, true],
    )
    equal(
      ['203.0.114.0', '198.51.100.127', '2001:db8:2::', ''].map((ip) => set.has(ip)),
      [false, false, false, false],
    )
    equal(parseIpNetwork('203.0.113.7/24'), undefined)
  },
  async 'canonical JSON is that of RFC 8785'() {
    equal(
      canonicalJson(JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]') as number[]),
      '[333333333.3333333,1e+30,4.5,0.002,1e-27]',
    )
    const members = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 }
    equal(canonicalJson(members), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
    equal(canonicalJson('€$\u000f\nA\'B"\\\\"/'), '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"')
    await throwsCode(() => canonicalJson(Number.NaN), 'json-invalid')
  },
  'e-mail addresses have one normal form'() {
    equal(normalizeEmailAddress(' Anna@Example.COM '), 'anna@example.com')
    equal(parseEmailAddress('Anna@почта.рф'), { local: 'Anna', domain: 'xn--80a1acny.xn--p1ai' })
    for (const text of [
      'anna@localhost',
      'an\u200bna@example.com',
      '"a b"@example.com',
      'a@[10.0.0.1]',
      'a@10.0.0.1',
    ]) {
      equal(parseEmailAddress(text), undefined)
    }
  },
  'domain names are mapped as UTS 46 says'() {
    equal(toAsciiDomain('Straße.example.'), 'xn--strae-oqa.example')
    equal(toAsciiDomain('ｅｘａｍｐｌｅ.com'), 'example.com')
    equal(toAsciiDomain('日本語。jp'), 'xn--wgv71a119e.jp')
    equal(toAsciiDomain('a\u200db.example'), undefined)
    equal(toAsciiDomain('-a.example'), undefined)
  },
  'base64url is that of RFC 4648'() {
    const vectors = ['', 'Zg', 'Zm8', 'Zm9v', 'Zm9vYg', 'Zm9vYmE', 'Zm9vYmFy']
    equal(
      ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => encodeBase64url(utf8(text))),
      vectors,
    )
    equal(decodeBase64url('_-8'), Uint8Array.of(255, 239))
    for (const text of ['_-9', 'Zg==', 'Z', 'Zm9+']) equal(decodeBase64url(text), undefined)
  },
  'a table of values is read in pieces'() {
    const reader = createCsvReader({ separator: ';' })
    equal(reader.push('email;name\r\na@example.com;"Li'), [['email', 'name']])
    equal(reader.push('ly; ""B""\n."'), [])
    equal(reader.end(), [['a@example.com', 'Lily; "B"\n.']])
  },
  'errors are told by their code and show no foreign text'() {
    const cause = Object.assign(new Error('connect to anna@example.com'), { code: 'ECONNREFUSED' })
    const error = new WaxsealError('store-unreachable', 'the store does not answer', { cause, details: { tries: 2 } })
    equal(
      [isWaxsealError(error, 'store-unreachable'), isWaxsealError(new TypeError('x')), error instanceof Error],
      [true, false, true],
    )
    equal(error.cause, { code: 'ECONNREFUSED' })
    equal(error, {
      name: 'WaxsealError',
      code: 'store-unreachable',
      message: 'the store does not answer',
      details: { tries: 2 },
    })
    equal(String(error.stack).includes('anna'), false)
  },
  'randomness is there'() {
    const [one, other] = [systemRandom(16), systemRandom(16)].map(encodeBase64url)
    equal([one?.length, one === other], [22, false])
    equal(/^cmp_[\w-]{22}$/.test(randomId('cmp')), true)
  },
}
