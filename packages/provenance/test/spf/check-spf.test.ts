import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { type CheckSpfOptions, checkSpf, type DnsZone, dnsFromZone, type SpfResult } from '../../src/index.js'

/** RFC 7208 appendix A. */
const APPENDIX_A = {
  'example.com': { A: ['192.0.2.10', '192.0.2.11'], MX: ['10 mail-a.example.com.', '20 mail-b.example.com.'] },
  'amy.example.com': { A: '192.0.2.65' },
  'bob.example.com': { A: '192.0.2.66' },
  'mail-a.example.com': { A: '192.0.2.129' },
  'mail-b.example.com': { A: '192.0.2.130' },
  'example.org': { MX: '10 mail-c.example.org.' },
  'mail-c.example.org': { A: '192.0.2.140' },
  '65.2.0.192.in-addr.arpa': { PTR: 'amy.example.com.' },
  '140.2.0.192.in-addr.arpa': { PTR: 'mail-c.example.org.' },
  '4.0.0.10.in-addr.arpa': { PTR: 'bob.example.com.' },
} as const

test.each<[string, readonly string[], readonly string[]]>([
  ['v=spf1 +all', ['192.0.2.1', '2001:db8::1'], []],
  ['v=spf1 a -all', ['192.0.2.10', '192.0.2.11'], ['192.0.2.12', '2001:db8::1']],
  ['v=spf1 a:example.org -all', [], ['192.0.2.10', '192.0.2.140']],
  ['v=spf1 mx -all', ['192.0.2.129', '192.0.2.130'], ['192.0.2.10']],
  ['v=spf1 mx:example.org -all', ['192.0.2.140'], ['192.0.2.129']],
  ['v=spf1 mx mx:example.org -all', ['192.0.2.129', '192.0.2.140'], ['192.0.2.10']],
  ['v=spf1 mx/30 mx:example.org/30 -all', ['192.0.2.131', '192.0.2.143'], ['192.0.2.132', '192.0.2.144']],
  ['v=spf1 ptr -all', ['192.0.2.65'], ['192.0.2.140', '10.0.0.4']],
  ['v=spf1 ip4:192.0.2.128/28 -all', ['192.0.2.129'], ['192.0.2.65']],
])('RFC 7208 appendix A.1: %s', async (record, passing, failing) => {
  const dns = dnsFromZone({ ...APPENDIX_A, 'example.com': { ...APPENDIX_A['example.com'], TXT: record } })
  const status = async (ip: string) => (await checkSpf({ ip, mailFrom: 'x@example.com' }, { dns })).status
  for (const ip of passing) expect(await status(ip), ip).toBe('pass')
  for (const ip of failing) expect(await status(ip), ip).toBe('fail')
})

const check = (zone: DnsZone, sender: { ip?: string; mailFrom?: string; helo?: string } = {}, options = {}) =>
  checkSpf({ ip: '203.0.113.7', mailFrom: 'bounce@romashka.ru', helo: 'mx.romashka.ru', ...sender }, {
    dns: dnsFromZone(zone),
    now: () => 1_767_340_800_000,
    ...options,
  } satisfies CheckSpfOptions)

const outcome = ({ status, code, path }: SpfResult) => [status, code, ...path]

test('the path tells which term of which record decided', async () => {
  const zone = {
    'romashka.ru': 'v=spf1 ip4:192.0.2.1 include:_spf.service.example redirect=_other.romashka.ru',
    '_spf.service.example': 'v=spf1 include:_a.service.example ~all',
    '_a.service.example': 'v=spf1 ip4:203.0.113.0/24 -all',
    '_other.romashka.ru': 'v=spf1 ip6:2001:db8::/32 -all',
  }
  expect(await check(zone)).toEqual({
    status: 'pass',
    code: 'matched',
    identity: 'mailfrom',
    domain: 'romashka.ru',
    path: ['include:_spf.service.example', 'include:_a.service.example', 'ip4:203.0.113.0/24'],
    lookups: 2,
    voidLookups: 0,
    queries: 3,
  })
  expect(outcome(await check(zone, { ip: '2001:db8::7' }))).toEqual([
    'pass',
    'matched',
    'redirect=_other.romashka.ru',
    'ip6:2001:db8::/32',
  ])
  expect(outcome(await check(zone, { ip: '192.0.2.9' }))).toEqual([
    'fail',
    'matched',
    'redirect=_other.romashka.ru',
    '-all',
  ])
})

test.each<[string, DnsZone, readonly string[]]>([
  ['no record', {}, ['none', 'no-record']],
  ['other texts', { 'romashka.ru': ['v=spf10 -all', 'x v=spf1'] }, ['none', 'no-record']],
  ['two records', { 'romashka.ru': ['v=spf1 -all', 'V=SPF1'] }, ['permerror', 'record-repeated']],
  ['an unknown mechanism', { 'romashka.ru': 'v=spf1 ip4:203.0.113.7 all:x' }, ['permerror', 'record-syntax']],
  ['nothing that matches', { 'romashka.ru': 'v=spf1 ip4:192.0.2.1' }, ['neutral', 'no-match']],
  ['a neutral word', { 'romashka.ru': 'v=spf1 ?all' }, ['neutral', 'matched', '?all']],
  [
    'an include without record',
    { 'romashka.ru': 'v=spf1 include:a.example -all' },
    ['permerror', 'include-without-record', 'include:a.example'],
  ],
  [
    'a redirect without record',
    { 'romashka.ru': 'v=spf1 redirect=a.example' },
    ['permerror', 'redirect-without-record', 'redirect=a.example'],
  ],
  [
    'a mistake two records down',
    { 'romashka.ru': 'v=spf1 include:a.example', 'a.example': 'v=spf1 redirect=b.example', 'b.example': 'v=spf1 a:%' },
    ['permerror', 'record-syntax', 'include:a.example', 'redirect=b.example'],
  ],
])('%s', async (_, zone, expected) => {
  expect(outcome(await check(zone))).toEqual(expected)
})

test('an IPv4-mapped client is one of IPv4, and never one of a mapped network', async () => {
  const zone = { 'romashka.ru': 'v=spf1 ip6:::ffff:203.0.113.7 ip6:::/0 -ip4:203.0.113.7' }
  expect((await check(zone, { ip: '::ffff:203.0.113.7' })).status).toBe('fail')
  expect((await check(zone, { ip: '2001:db8::1' })).status).toBe('pass')
})

test('without MAIL FROM it is HELO that is judged', async () => {
  const zone = {
    'mx.romashka.ru': 'v=spf1 exists:%{l}.%{o}.ok.example -all',
    'postmaster.mx.romashka.ru.ok.example': { A: '127.0.0.2' },
  }
  expect(await check(zone, { mailFrom: '' })).toMatchObject({
    status: 'pass',
    identity: 'helo',
    domain: 'mx.romashka.ru',
  })
  expect(await check(zone, { mailFrom: '', helo: '' })).toMatchObject({
    status: 'none',
    code: 'domain-malformed',
    domain: '',
  })
})

test('names in letters beyond ASCII are asked for as A-labels', async () => {
  const zone = {
    'xn--e1afmkfd.xn--p1ai': 'v=spf1 exists:%{o}.ok.example -all',
    'xn--e1afmkfd.xn--p1ai.ok.example': { A: '127.0.0.2' },
  }
  expect(await check(zone, { mailFrom: 'a@Пример.рф' })).toMatchObject({
    status: 'pass',
    domain: 'xn--e1afmkfd.xn--p1ai',
  })
})

test('senders that are none', async () => {
  const zone = { 'romashka.ru': 'v=spf1 +all' }
  for (const mailFrom of [
    'a@romashka',
    'a@[203.0.113.7]',
    'a@romashka..ru',
    'a@rom ashka.ru',
    `a@${'a.'.repeat(200)}ru`,
    `${'a'.repeat(600)}@romashka.ru`,
    'a@',
  ]) {
    expect(await check(zone, { mailFrom }), mailFrom).toMatchObject({
      status: 'none',
      code: 'domain-malformed',
      queries: 0,
    })
  }
  for (const ip of ['', 'localhost', '203.0.113.7:25', '[203.0.113.7]', '203.0.113.007']) {
    expect(await check(zone, { ip }), ip).toMatchObject({ status: 'none', code: 'client-malformed' })
  }
  expect((await check(zone, { mailFrom: '"a@b"@romashka.ru.' })).status).toBe('pass')
})

test('an explanation is fetched only for a fail and only when asked for', async () => {
  const zone = {
    'romashka.ru': 'v=spf1 ip4:192.0.2.1 -all exp=why.%{d}',
    'why.romashka.ru': '%{i} may not send for %{o} (%{h}, %{r}, %{t})',
  }
  expect(await check(zone)).toMatchObject({ status: 'fail', queries: 1 })
  expect(await check(zone)).not.toHaveProperty('explanation')
  expect((await check(zone, {}, { explain: true, receiver: 'mx.example.net' })).explanation).toBe(
    '203.0.113.7 may not send for romashka.ru (mx.romashka.ru, mx.example.net, 1767340800)',
  )
  expect(await check(zone, { ip: '192.0.2.1' }, { explain: true })).not.toHaveProperty('explanation')
})

test('no result repeats the sender', async () => {
  const zone = {
    'romashka.ru': 'v=spf1 include:%{l}._spf.%{d} exists:%{s} -all',
    'anna.secret._spf.romashka.ru': 'v=spf1 ?all',
  }
  const result = await check(zone, { mailFrom: 'Anna.Secret@romashka.ru' })
  expect(result.status).toBe('fail')
  expect(inspect(result)).not.toMatch(/anna|secret/i)
})
