import { IpSet, isWaxsealError } from '@waxseal/core'
import { expect, test } from 'vitest'
import { type ClientAddressOptions, createClientAddress } from '../../src/address/client-address.js'

const TRUSTED = ['10.0.0.0/28', '2001:db8:ffff::/64']
const PROXY = '10.0.0.1'

function read(header: ClientAddressOptions['header'], value: string | readonly string[] | undefined, remote = PROXY) {
  return createClientAddress({ trusted: TRUSTED, header })(remote, { [header]: value })
}

test.each([
  // Section 4 and section 6; the result is undefined where the RFC hides the address.
  ['for="_gazonk"', undefined],
  ['For="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
  ['for=192.0.2.60;proto=http;by=203.0.113.43', '192.0.2.60'],
  ['for=192.0.2.43, for=198.51.100.17', '198.51.100.17'],
  ['for="192.0.2.43:47011"', '192.0.2.43'],
  ['for="[2001:db8:cafe::17]:47011"', '2001:db8:cafe::17'],
  // Section 6.3 and section 7.
  ['for=_hidden, for=_SEVKISEK', undefined],
  ['for=192.0.2.43,for="[2001:db8:cafe::17]",for=unknown', undefined],
  ['for=192.0.2.43, for="[2001:db8:cafe::17]"', '2001:db8:cafe::17'],
])('RFC 7239: Forwarded: %s', (value, expected) => {
  expect(read('forwarded', value)).toBe(expected)
})

test('RFC 7239 section 7.1: one list over several lines', () => {
  expect(read('forwarded', ['for=192.0.2.43', 'for="[2001:db8:cafe::17]"'])).toBe('2001:db8:cafe::17')
  expect(read('forwarded', ['for=192.0.2.43, for="[2001:db8:cafe::17]"', 'for=10.0.0.2'])).toBe('2001:db8:cafe::17')
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:4711', '203.0.113.7'],
  ['2001:db8::7', '2001:db8::7'],
  ['[2001:db8::7]', '2001:db8::7'],
  ['[2001:DB8:0:0::7]:4711', '2001:db8::7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['[::ffff:cb00:7107]:80', '203.0.113.7'],
  [' \t203.0.113.7 \t', '203.0.113.7'],
  ['192.0.2.1,203.0.113.7', '203.0.113.7'],
  ['192.0.2.1, 203.0.113.7 , 10.0.0.2', '203.0.113.7'],
  ['192.0.2.1, 203.0.113.7:9, 10.0.0.2:80, [2001:db8:ffff::1]:443, 2001:db8:ffff::2', '203.0.113.7'],
  ['192.0.2.1, 203.0.113.7, ::ffff:10.0.0.2', '203.0.113.7'],
  ['garbage, "\\, 203.0.113.7', '203.0.113.7'],
  ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['10.0.0.3', '10.0.0.3'],
])('X-Forwarded-For: %s', (value, expected) => {
  expect(read('x-forwarded-for', value)).toBe(expected)
})

test.each([
  ['for=203.0.113.7', '203.0.113.7'],
  ['FOR=203.0.113.7;Proto=https', '203.0.113.7'],
  ['proto=https; for=203.0.113.7 ; by=10.0.0.1', '203.0.113.7'],
  ['for=203.0.113.7;', '203.0.113.7'],
  [';;for=203.0.113.7', '203.0.113.7'],
  ['for=203.0.113.7:4711', '203.0.113.7'],
  ['for=[2001:db8::7]:4711', '2001:db8::7'],
  ['for="203.0.113.7:_port-1"', '203.0.113.7'],
  ['for=192.0.2.1, for=203.0.113.7;host="a.example, for=192.0.2.2"', '203.0.113.7'],
  ['for=192.0.2.1, for=203.0.113.7;by="say \\"hi\\", for=192.0.2.2;\\\\", for=10.0.0.2', '203.0.113.7'],
  ['for=injected;by=", for=203.0.113.7', '203.0.113.7'],
  ['for=", for="[2001:db8::7]";x="y"', '2001:db8::7'],
  ['x=\\, for="203.0.113.7"', '203.0.113.7'],
])('Forwarded: %s', (value, expected) => {
  expect(read('forwarded', value)).toBe(expected)
})

const MALFORMED = [
  '',
  ' ',
  ',',
  '203.0.113.7,',
  'unknown',
  '_hidden',
  'localhost',
  '010.0.0.5',
  '0x0a.0.0.5',
  '10.5',
  '167772165',
  '203.0.113.7:',
  '203.0.113.7:http',
  '203.0.113.7:123456',
  '203.0.113.7:80:80',
  '203.0.113.7 192.0.2.1',
  '203.0.113.7;192.0.2.1',
  'fe80::1%eth0',
  '[fe80::1%25eth0]:80',
  '[203.0.113.7]',
  '[2001:db8::7',
  '2001:db8::7]',
  '[2001:db8::7]80',
  '[]',
  '[[2001:db8::7]]',
  '[:]:80',
  '2001:db8:::7',
  '203.0.113.0/24',
  '２０３.0.113.7',
  '203.0.113.7\u00a0',
  '__proto__',
]

test.each(MALFORMED)('where the caller should be named, %j gives nothing instead of what stands before it', (entry) => {
  expect(read('x-forwarded-for', `192.0.2.1, ${entry}`)).toBeUndefined()
  expect(read('x-forwarded-for', `192.0.2.1, ${entry}, 10.0.0.2`)).toBeUndefined()
  expect(read('x-forwarded-for', entry)).toBeUndefined()
  expect(read('x-forwarded-for', ['192.0.2.1', entry, '10.0.0.2'])).toBeUndefined()
  expect(read('forwarded', `for=192.0.2.1, for="${entry}"`)).toBeUndefined()
  expect(read('forwarded', `for=192.0.2.1, for=${entry}, for=10.0.0.2`)).toBeUndefined()
})

test.each([
  'proto=https',
  'for',
  'for=',
  'for=""',
  'for =203.0.113.7',
  'for= 203.0.113.7',
  'for=203.0.113.7;for=192.0.2.9',
  'For=203.0.113.7;fOR=203.0.113.7',
  'for=203.0.113.7 proto=https',
  'for=203.0.113.7;proto',
  'for=203.0.113.7;=x',
  'for=203.0.113.7;a b=c',
  'for="203.0.113.7',
  'for=203.0.113.7"',
  'for="203.0.113.7"x',
  'for="203.0.113.7\\"',
  'for="203.0.113.\\7"',
  "for='203.0.113.7'",
  'for=2001:db8::7',
  'for="2001:db8::7:4711"',
  '203.0.113.7',
])('an entry of Forwarded like %s gives nothing', (entry) => {
  expect(read('forwarded', entry)).toBeUndefined()
  expect(read('forwarded', `for=192.0.2.1, ${entry}, for=10.0.0.2`)).toBeUndefined()
})

test('whoever is no trusted proxy is the caller himself, whatever he writes', () => {
  expect(read('x-forwarded-for', '203.0.113.7', '198.51.100.4')).toBe('198.51.100.4')
  expect(read('x-forwarded-for', '203.0.113.7', '10.0.0.16')).toBe('10.0.0.16')
  expect(read('forwarded', 'for=10.0.0.1', '2001:DB8::1')).toBe('2001:db8::1')
  expect(read('forwarded', undefined, '198.51.100.4')).toBe('198.51.100.4')
  expect(createClientAddress({ trusted: [], header: 'forwarded' })('10.0.0.1', { forwarded: 'for=1.1.1.1' })).toBe(
    '10.0.0.1',
  )
})

test('a socket on both protocols shows IPv4 as IPv6', () => {
  expect(read('x-forwarded-for', '203.0.113.7', '::ffff:10.0.0.1')).toBe('203.0.113.7')
  expect(read('x-forwarded-for', '203.0.113.7', '::ffff:198.51.100.4')).toBe('198.51.100.4')
})

test('without an address of the socket nobody is known', () => {
  const clientAddress = createClientAddress({ trusted: TRUSTED, header: 'x-forwarded-for' })
  for (const remote of [undefined, '', 'unknown', '010.0.0.1', '10.0.0.1:80', 'fe80::1%eth0']) {
    expect(clientAddress(remote, { 'x-forwarded-for': '203.0.113.7' })).toBeUndefined()
  }
})

test('CVE-2022-31813: a caller who makes the proxy drop the header does not pass for the proxy', () => {
  expect(read('x-forwarded-for', undefined)).toBeUndefined()
  expect(read('x-forwarded-for', [])).toBeUndefined()
  expect(createClientAddress({ trusted: TRUSTED, header: 'x-forwarded-for' })(PROXY, new Headers())).toBeUndefined()
})

test('only the named header is read', () => {
  const headers = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=192.0.2.1', 'x-real-ip': '192.0.2.2' }
  expect(createClientAddress({ trusted: TRUSTED, header: 'x-forwarded-for' })(PROXY, headers)).toBe('203.0.113.7')
  expect(createClientAddress({ trusted: TRUSTED, header: 'forwarded' })(PROXY, headers)).toBe('192.0.2.1')
  const { forwarded: _, ...rest } = headers
  expect(createClientAddress({ trusted: TRUSTED, header: 'forwarded' })(PROXY, rest)).toBeUndefined()
})

test('the headers may be a Headers, an object of texts or of lines, in any case', () => {
  const clientAddress = createClientAddress({ trusted: TRUSTED, header: 'x-forwarded-for' })
  const web = new Headers({ 'X-Forwarded-For': '192.0.2.1' })
  web.append('x-forwarded-for', '203.0.113.7')
  const sources = [
    web,
    { 'x-forwarded-for': '192.0.2.1, 203.0.113.7' },
    { 'x-forwarded-for': ['192.0.2.1', '203.0.113.7'] },
    { 'X-Forwarded-For': ['192.0.2.1, 203.0.113.7', '10.0.0.2'] },
    Object.assign(Object.create(null), { 'x-forwarded-for': '203.0.113.7' }),
    { get: 'a header of that name', 'x-forwarded-for': '203.0.113.7' },
  ]
  for (const headers of sources) expect(clientAddress(PROXY, headers)).toBe('203.0.113.7')
})

test('a header under two spellings has no order, and one of the prototype is none', () => {
  const clientAddress = createClientAddress({ trusted: TRUSTED, header: 'x-forwarded-for' })
  expect(clientAddress(PROXY, { 'x-forwarded-for': '203.0.113.7', 'X-Forwarded-For': '192.0.2.1' })).toBeUndefined()
  expect(clientAddress(PROXY, Object.create({ 'x-forwarded-for': '203.0.113.7' }))).toBeUndefined()
})

test('the proxies may come as a set, and are parsed once', () => {
  const { set } = IpSet.parse(TRUSTED)
  const texts = [...TRUSTED]
  for (const trusted of [set, texts]) {
    const clientAddress = createClientAddress({ trusted, header: 'forwarded' })
    texts.length = 0
    expect(clientAddress(PROXY, { forwarded: 'for=203.0.113.7' })).toBe('203.0.113.7')
    texts.push(...TRUSTED)
  }
})

test.each([
  ['everybody', ['0.0.0.0/0']],
  ['everybody of IPv6', ['10.0.0.1', '::/0']],
  ['everybody of IPv6 whom one can meet', ['2000::/3']],
  ['everybody, as a mapped network', ['::ffff:0:0/96']],
  ['everybody in two halves', ['0.0.0.0/1', '128.0.0.0/1']],
  ['everybody as a set', IpSet.parse(['::/1', '8000::/1']).set],
  ['a name', ['loopback']],
  ['host bits', ['10.0.0.1/8']],
  ['a leading zero', ['010.0.0.1']],
  ['nothing', undefined],
  ['a text', '10.0.0.0/8'],
  ['a number of hops', 1],
  ['true', true],
  ['a number in the array', [10]],
])('refuses to trust %s', (_, trusted) => {
  expect(thrown({ trusted, header: 'x-forwarded-for' })).toBe('trusted-proxies-invalid')
})

test.each([undefined, '', 'X-Forwarded-For', 'x-real-ip', 'cookie', '__proto__', ['forwarded']])(
  'refuses %j as the header',
  (header) => {
    expect(thrown({ trusted: TRUSTED, header })).toBe('trusted-proxies-invalid')
  },
)

test('how wide a network of proxies is, the host knows', () => {
  const trusted = ['0.0.0.0/1', 'fc00::/7', '2000::/4']
  const clientAddress = createClientAddress({ trusted, header: 'x-forwarded-for' })
  expect(clientAddress('10.0.0.1', { 'x-forwarded-for': '203.0.113.7, 2001:db8::1, fd00::1' })).toBe('203.0.113.7')
})

test('the error names the place of a bad network, and not the network', () => {
  expect(() => createClientAddress({ trusted: ['10.0.0.1', '198.51.100.4/8'], header: 'forwarded' })).toThrow(
    expect.objectContaining({ details: { positions: [1] }, message: expect.not.stringContaining('198.51') }),
  )
})

function thrown(options: unknown): string | undefined {
  try {
    createClientAddress(options as ClientAddressOptions)
    return undefined
  } catch (error) {
    return isWaxsealError(error) ? error.code : 'foreign'
  }
}
