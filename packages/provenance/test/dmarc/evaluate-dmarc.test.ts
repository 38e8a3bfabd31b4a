import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { readDmarcRecord } from '../../src/dmarc/dmarc-record.js'
import {
  type DmarcResult,
  DnsError,
  type DnsResolver,
  type DnsType,
  type DnsZone,
  dnsFromZone,
  evaluateDmarc,
  organizationalDomain,
} from '../../src/index.js'

interface Question {
  readonly from?: string
  readonly spf?: string
  readonly dkim?: readonly string[]
}

function spy(zone: DnsZone) {
  const answer = dnsFromZone(zone)
  const dns = vi.fn<DnsResolver<DnsType>>((name, type) => answer(name, type))
  return { dns, asked: () => dns.mock.calls.map(([name, type]) => (type === 'TXT' ? name : `${type} ${name}`)) }
}

const judge = (zone: DnsZone, { from = 'romashka.ru', ...proved }: Question = {}, options = {}) =>
  evaluateDmarc({ from, ...proved }, { dns: dnsFromZone(zone), ...options })

const outcome = ({ status, code, policy, tag }: DmarcResult) => [status, code, ...(policy ? [policy, tag] : [])]

test('RFC 9989 appendix B.4.1: one organization with two records', async () => {
  const zone = { '_dmarc.example.com': 'v=DMARC1; p=reject', '_dmarc.signing.example.com': 'v=DMARC1; p=none' }
  const { dns, asked } = spy(zone)
  expect(
    await evaluateDmarc({ from: 'example.com', spf: 'example.com', dkim: ['signing.example.com'] }, { dns }),
  ).toEqual({
    status: 'pass',
    code: 'aligned',
    standard: 'RFC 9989',
    domain: 'example.com',
    aligned: [
      { by: 'spf', domain: 'example.com' },
      { by: 'dkim', domain: 'signing.example.com' },
    ],
    organizationalDomain: 'example.com',
    policyDomain: 'example.com',
    policy: 'reject',
    published: 'reject',
    tag: 'p',
    queries: 3,
  })
  expect(asked()).toEqual(['_dmarc.example.com', '_dmarc.com', '_dmarc.signing.example.com'])
})

test('RFC 9989 appendix B.4.2: a deep name', async () => {
  const { dns, asked } = spy({
    '_dmarc.example.com': 'v=DMARC1; p=reject',
    '_dmarc.signing.example.com': 'v=DMARC1; p=none',
  })
  const from = 'a.b.c.d.e.f.g.h.i.j.k.example.com'
  const result = await evaluateDmarc({ from, spf: 'example.com', dkim: ['signing.example.com'] }, { dns })
  expect(result).toMatchObject({ status: 'pass', policyDomain: 'example.com', organizationalDomain: 'example.com' })
  expect(result.aligned).toHaveLength(2)
  expect(asked().slice(0, 8)).toEqual([
    `_dmarc.${from}`,
    ...['g.h.i.j.k.', 'h.i.j.k.', 'i.j.k.', 'j.k.', 'k.', ''].map((below) => `_dmarc.${below}example.com`),
    '_dmarc.com',
  ])
})

test('RFC 9989 appendix B.4.3: tenants of a public suffix', async () => {
  const zone = {
    '_dmarc.bank.example': 'v=DMARC1; p=reject; psd=y',
    '_dmarc.giant.bank.example': 'v=DMARC1; p=quarantine',
  }
  const result = await judge(zone, {
    from: 'giant.bank.example',
    spf: 'mail.giant.bank.example',
    dkim: ['mail.mega.bank.example'],
  })
  expect(result).toMatchObject({
    status: 'pass',
    aligned: [{ by: 'spf', domain: 'mail.giant.bank.example' }],
    organizationalDomain: 'giant.bank.example',
    policyDomain: 'giant.bank.example',
    policy: 'quarantine',
  })
  expect(await judge(zone, { from: 'tiny.bank.example', dkim: ['mega.bank.example', 'bank.example'] })).toMatchObject({
    status: 'fail',
    policyDomain: 'bank.example',
    policy: 'reject',
  })
})

test.each<[string, DnsZone, Question, readonly unknown[]]>([
  ['nothing proved', { '_dmarc.romashka.ru': 'v=DMARC1; p=reject' }, {}, ['fail', 'not-aligned', 'reject', 'p']],
  ['no record', {}, { dkim: ['romashka.ru'] }, ['none', 'no-record']],
  ['no policy', { '_dmarc.romashka.ru': 'v=DMARC1;' }, { dkim: ['romashka.ru'] }, ['none', 'record-invalid']],
  [
    'no policy, but reports',
    { '_dmarc.romashka.ru': 'v=DMARC1; rua=mailto:d@romashka.ru!10m' },
    {},
    ['fail', 'not-aligned', 'none', 'p'],
  ],
  [
    'a wrong sp, but reports',
    { '_dmarc.romashka.ru': 'v=DMARC1; p=reject; sp=x; rua=x,mailto:d@r.ru' },
    {},
    ['fail', 'not-aligned', 'none', 'p'],
  ],
  ['reports to nobody', { '_dmarc.romashka.ru': 'v=DMARC1; p=x; rua=romashka' }, {}, ['none', 'record-invalid']],
  ['a tag twice', { '_dmarc.romashka.ru': 'v=DMARC1; p=none; p=reject' }, {}, ['none', 'no-record']],
  [
    'what is no tag',
    { '_dmarc.romashka.ru': 'v=DMARC1; hello; p=reject; =; x=y' },
    {},
    ['fail', 'not-aligned', 'reject', 'p'],
  ],
  ['an author without domain', {}, { from: 'rom ashka' }, ['permerror', 'domain-malformed']],
  [
    'proved domains that are none',
    { '_dmarc.romashka.ru': 'v=DMARC1; p=reject' },
    { spf: '', dkim: ['..', 'x y'] },
    ['fail', 'not-aligned', 'reject', 'p'],
  ],
  [
    'the top-level domain itself',
    { '_dmarc.romashka.ru': 'v=DMARC1; p=reject' },
    { dkim: ['ru'] },
    ['fail', 'not-aligned', 'reject', 'p'],
  ],
])('%s', async (_, zone, question, expected) => {
  expect(outcome(await judge(zone, question))).toEqual(expected)
})

test('a name that has any record exists', async () => {
  const policy = { '_dmarc.romashka.ru': 'v=DMARC1; p=none; np=reject' }
  for (const records of [{ A: '192.0.2.1' }, { AAAA: '::1' }, { MX: '10 mx' }, { TXT: 'x' }]) {
    const zone = { ...policy, 'news.romashka.ru': records }
    expect(await judge(zone, { from: 'news.romashka.ru' })).toMatchObject({ policy: 'none', tag: 'p' })
  }
  expect(await judge(policy, { from: 'news.romashka.ru' })).toMatchObject({ policy: 'reject', tag: 'np' })
})

test('what nobody could say is not guessed', async () => {
  const zone = dnsFromZone({ '_dmarc.romashka.ru': 'v=DMARC1; p=none; np=reject' })
  const silent =
    (name: string): DnsResolver<DnsType> =>
    async (asked, type) => {
      if (asked === name) throw new DnsError('dns-temporary')
      return zone(asked, type)
    }
  const ask = (from: string, dkim: string, name: string) => evaluateDmarc({ from, dkim: [dkim] }, { dns: silent(name) })
  expect(outcome(await ask('romashka.ru', 'romashka.ru', '_dmarc.romashka.ru'))).toEqual(['temperror', 'dns-temporary'])
  expect(outcome(await ask('romashka.ru', 'romashka.ru', '_dmarc.ru'))).toEqual(['pass', 'aligned', 'none', 'p'])
  expect(outcome(await ask('romashka.ru', 'a.romashka.ru', '_dmarc.ru'))).toEqual([
    'temperror',
    'dns-temporary',
    'none',
    'p',
  ])
  expect(outcome(await ask('romashka.ru', 'evil.example', '_dmarc.ru'))).toEqual(['fail', 'not-aligned', 'none', 'p'])
  expect(outcome(await ask('a.romashka.ru', 'b.example', 'a.romashka.ru'))).toEqual(['fail', 'not-aligned'])
})

test('a foreign signature costs no question', async () => {
  const { dns, asked } = spy({ '_dmarc.romashka.ru': 'v=DMARC1; p=reject' })
  await evaluateDmarc({ from: 'romashka.ru', dkim: ['esp.example', 'romashka.ru', 'ROMASHKA.RU.'] }, { dns })
  expect(asked()).toEqual(['_dmarc.romashka.ru'])
})

test('RFC 7489 goes by the list, not by the tree', async () => {
  const zone = {
    '_dmarc.romashka.ru': 'v=DMARC1; p=reject; sp=quarantine; np=none; t=y; pct=20',
    '_dmarc.ru': 'v=DMARC1; p=none; psd=y',
  }
  const { dns, asked } = spy(zone)
  expect(
    await evaluateDmarc({ from: 'a.b.romashka.ru', dkim: ['c.romashka.ru', 'd.ru'] }, { dns, organizationalDomain }),
  ).toEqual({
    status: 'pass',
    code: 'aligned',
    standard: 'RFC 7489',
    domain: 'a.b.romashka.ru',
    aligned: [{ by: 'dkim', domain: 'c.romashka.ru' }],
    organizationalDomain: 'romashka.ru',
    policyDomain: 'romashka.ru',
    policy: 'quarantine',
    published: 'quarantine',
    tag: 'sp',
    percent: 20,
    queries: 2,
  })
  expect(asked()).toEqual(['_dmarc.a.b.romashka.ru', '_dmarc.romashka.ru'])
  const suffix = await judge(
    { '_dmarc.msk.ru': 'v=DMARC1; p=reject' },
    { from: 'romashka.msk.ru' },
    { organizationalDomain },
  )
  expect(outcome(suffix)).toEqual(['none', 'no-record'])
})

test('a flood of identifiers meets its end', async () => {
  const { dns, asked } = spy({ '_dmarc.romashka.ru': 'v=DMARC1; p=reject' })
  const dkim = Array.from({ length: 10_000 }, (_, index) => `${index}.a.b.c.d.e.romashka.ru`)
  const result = await evaluateDmarc({ from: 'romashka.ru', dkim }, { dns, maxQueries: 15 })
  expect(asked()).toHaveLength(15)
  expect(result.status).toBe('pass')
  const few = await judge(
    { '_dmarc.romashka.ru': 'v=DMARC1; p=none' },
    { from: 'x.romashka.ru', dkim },
    { maxQueries: 5 },
  )
  expect(few).toMatchObject({ status: 'temperror', code: 'query-limit' })
})

test('records of a megabyte and tags that every object has', async () => {
  const long = `v=DMARC1; p=reject; ${'x;'.repeat(500_000)}`
  expect(outcome(await judge({ '_dmarc.romashka.ru': [long, 'v=DMARC1; p=none'] }))).toEqual([
    'fail',
    'not-aligned',
    'none',
    'p',
  ])
  const named = 'v=DMARC1; __proto__=reject; constructor=reject; p=none'
  expect(outcome(await judge({ '_dmarc.romashka.ru': named }))).toEqual(['fail', 'not-aligned', 'none', 'p'])
  const uri = `v=DMARC1; rua=${'mailto:a'.repeat(1900)}!`
  expect(outcome(await judge({ '_dmarc.romashka.ru': uri }))).toEqual(['none', 'record-invalid'])
  expect(readDmarcRecord([`v${' '.repeat(15_000)}=DMARC1`])).toBeUndefined()
})

const label = fc.constantFrom('a', 'b', 'romashka', 'ru', 'com')
const domain = fc.array(label, { minLength: 1, maxLength: 10 }).map((labels) => labels.join('.'))
const record = fc.constantFrom(
  'v=DMARC1; p=reject',
  'v=DMARC1; p=none; psd=y',
  'v=DMARC1; p=none; psd=n',
  'v=DMARC1; adkim=s; p=none',
  'x',
)

test('no tree needs more than eight questions for a name, and alignment works both ways', async () => {
  const zone = fc
    .array(fc.tuple(domain, record), { maxLength: 6 })
    .map((pairs) => Object.fromEntries(pairs.map(([name, text]) => [`_dmarc.${name}`, text])))
  await fc.assert(
    fc.asyncProperty(zone, domain, domain, async (published, from, signer) => {
      const { dns, asked } = spy(published)
      const result = await evaluateDmarc({ from, dkim: [signer] }, { dns })
      expect(asked().length).toBeLessThanOrEqual(16)
      expect(new Set(asked()).size).toBe(asked().length)
      if (from === signer) expect(result.status).not.toBe('fail')
      const back = await evaluateDmarc({ from: signer, dkim: [from] }, { dns })
      const relaxed = !Object.values(published).some((text) => text.includes('adkim=s'))
      if (relaxed && result.status === 'pass' && back.status !== 'none') expect(back.status).toBe('pass')
    }),
    { numRuns: 1000 },
  )
})
