import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { checkSpf, DnsError, type DnsResolver, type DnsType, dnsFromZone } from '../../src/index.js'

const sender = { ip: '203.0.113.7', mailFrom: 'bounce@romashka.ru', helo: 'mx.romashka.ru' }

/** Answers from a function and keeps what was asked. */
function spy(answer: (name: string, type: DnsType) => readonly string[]) {
  const dns = vi.fn<DnsResolver<DnsType>>(async (name, type) => answer(name, type))
  return { dns, asked: () => dns.mock.calls.map(([name, type]) => `${type} ${name}`) }
}

test('includes and redirects without end cost eleven questions', async () => {
  for (const record of [
    'v=spf1 include:x.%{d} -all',
    'v=spf1 redirect=x.%{d}',
    'v=spf1 include:x.%{d} include:y.%{d}',
  ]) {
    const { dns, asked } = spy(() => [record])
    expect(await checkSpf(sender, { dns })).toMatchObject({ status: 'permerror', code: 'lookup-limit', lookups: 11 })
    expect(asked()).toHaveLength(11)
  }
  const { dns, asked } = spy(() => ['v=spf1 include:romashka.ru -all'])
  expect((await checkSpf(sender, { dns })).code).toBe('lookup-limit')
  expect(asked()).toEqual(['TXT romashka.ru'])
})

test('the third question without an answer ends it', async () => {
  const dns = dnsFromZone({ 'romashka.ru': 'v=spf1 a:a.example mx:b.example exists:c.example +all' })
  expect(await checkSpf(sender, { dns })).toMatchObject({ status: 'permerror', code: 'void-limit', voidLookups: 3 })
  expect((await checkSpf(sender, { dns, maxVoidLookups: 3 })).status).toBe('pass')
  expect((await checkSpf(sender, { dns, maxLookups: 2 })).code).toBe('lookup-limit')
})

test('ten lists of ten servers are 111 questions, and fewer may be allowed', async () => {
  const mechanisms = Array.from({ length: 10 }, (_, index) => `mx:${index}.example`).join(' ')
  const answer = (name: string, type: DnsType) => {
    if (type === 'TXT') return [`v=spf1 ${mechanisms} -all`]
    if (type === 'A') return ['192.0.2.1']
    return Array.from({ length: 10 }, (_, index) => `${index} mx${index}.${name}`)
  }
  expect(await checkSpf(sender, { dns: spy(answer).dns })).toMatchObject({ status: 'fail', queries: 111 })
  const few = spy(answer)
  const result = await checkSpf(sender, { dns: few.dns, maxQueries: 20 })
  expect(result).toMatchObject({ status: 'temperror', code: 'query-limit', queries: 20 })
  expect(few.asked()).toHaveLength(20)
})

test('eleven servers are too many', async () => {
  const MX = Array.from({ length: 11 }, (_, index) => `${index} mx${index}.example`)
  const dns = dnsFromZone({ 'romashka.ru': { TXT: 'v=spf1 mx +all', MX } })
  expect(await checkSpf(sender, { dns })).toMatchObject({ status: 'permerror', code: 'mx-limit', queries: 2 })
})

test('a flood of PTR records: ten are looked at, and only those that could match are asked for', async () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `${index}.${index % 3 ? 'evil.example' : 'romashka.ru'}.`)
  const { dns, asked } = spy((name, type) => {
    if (type === 'PTR') return names
    return type === 'TXT'
      ? ['v=spf1 ptr ptr ptr exists:%{p}.example -all']
      : [name === '9.romashka.ru' ? '203.0.113.7' : '192.0.2.1']
  })
  expect((await checkSpf(sender, { dns })).status).toBe('pass')
  expect(asked()).toEqual([
    'TXT romashka.ru',
    'PTR 7.113.0.203.in-addr.arpa',
    ...[0, 3, 6, 9].map((index) => `A ${index}.romashka.ru`),
  ])
})

test('macro bombs end as one short name or none', async () => {
  const bomb = '%{s}%{S}%{l-+}%{h}'.repeat(800)
  const { dns, asked } = spy((_, type) => (type === 'TXT' ? [`v=spf1 exists:${bomb}.romashka.ru -all`] : ['127.0.0.1']))
  const result = await checkSpf(
    { ...sender, mailFrom: `${'a-b.'.repeat(120)}@romashka.ru`, helo: 'h'.repeat(100_000) },
    { dns },
  )
  expect(result).toMatchObject({ status: 'pass', queries: 2 })
  expect(asked().every((question) => question.length < 260)).toBe(true)
})

test('long records: read to 16 kB, refused beyond, others left alone', async () => {
  const status = async (...texts: string[]) => {
    const { status: found, code } = await checkSpf(sender, { dns: dnsFromZone({ 'romashka.ru': texts }) })
    return `${found} ${code}`
  }
  const networks = ' ip4:192.0.2.1'.repeat(1150)
  expect(await status(`v=spf1${networks} ip4:203.0.113.7 -all`)).toBe('pass matched')
  expect(await status(`v=spf1${networks.repeat(17)} +all`)).toBe('permerror record-too-long')
  expect(await status('x'.repeat(1_000_000), 'v=spf1 +all', 'v=spf1x'.repeat(150_000))).toBe('pass matched')
  expect(await status(`v=spf1 ${'a'.repeat(16_000)}`)).toBe('permerror record-syntax')
  expect(await status(`v=spf1 ${'a.'.repeat(8000)}=x +all`)).toBe('pass matched')
  expect(await status(`v=spf1 a:${'%{d}'.repeat(4000)}!`)).toBe('permerror record-syntax')
  expect(await status(`v=spf1 a:${'%{'.repeat(8000)}`)).toBe('permerror record-syntax')
})

test('explanations that are too long, foreign or several are none', async () => {
  for (const text of ['%{s}'.repeat(300), 'line\r\nline', 'я', '%{q}', ['one', 'two']]) {
    const dns = dnsFromZone({ 'romashka.ru': 'v=spf1 -all exp=why.example.net', 'why.example.net': text })
    const result = await checkSpf(sender, { dns, explain: true })
    expect(result).toMatchObject({ status: 'fail' })
    expect(result).not.toHaveProperty('explanation')
  }
})

test('resolvers that misbehave', async () => {
  const broken: unknown[] = [undefined, null, 'v=spf1 +all', 7, {}]
  for (const answer of broken) {
    const dns = (async () => answer) as unknown as DnsResolver<DnsType>
    expect(await checkSpf(sender, { dns })).toMatchObject({ status: 'temperror', code: 'dns-temporary' })
  }
  for (const thrown of [undefined, null, new Error('x'), new DnsError('dns-temporary')]) {
    const dns: DnsResolver<DnsType> = () => {
      throw thrown
    }
    expect((await checkSpf(sender, { dns })).code).toBe('dns-temporary')
  }
  const mixed = (async () => [null, 7, 'v=spf1 +all']) as unknown as DnsResolver<DnsType>
  expect((await checkSpf(sender, { dns: mixed })).status).toBe('pass')
})

test('names that every object has', async () => {
  const dns = dnsFromZone({
    'constructor.example': 'v=spf1 include:__proto__.example +all',
    '__proto__.example': 'v=spf1 -all',
  })
  expect((await checkSpf({ ...sender, mailFrom: '__proto__@constructor.example' }, { dns })).status).toBe('pass')
  for (const term of ['constructor', '__proto__', 'toString:x.example', 'constructor=x', '%{constructor}']) {
    const zone = dnsFromZone({ 'romashka.ru': `v=spf1 ${term} +all` })
    expect((await checkSpf(sender, { dns: zone })).status).toBe(term.includes('=') ? 'pass' : 'permerror')
  }
})

const piece = fc.constantFrom(
  ...[
    'v=spf1',
    ' ',
    'a',
    'mx',
    'ptr',
    'all',
    'include',
    'exists',
    'ip4',
    'ip6',
    ':',
    '=',
    '/',
    '//',
    '-',
    '+',
    '~',
    '?',
    '.',
  ],
  ...[
    'redirect',
    'exp',
    'romashka.ru',
    'x.example',
    '%{',
    '}',
    'd',
    'p',
    's',
    'r',
    '1',
    '24',
    '%%',
    '%',
    '203.0.113.7',
    '::1',
  ],
)
const text = fc.array(piece, { maxLength: 25 }).map((pieces) => `v=spf1 ${pieces.join('')}`)

test('whatever is published, there is a verdict and an end to the questions', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.string({ maxLength: 40 }),
      async (texts, local) => {
        let turn = 0
        const { dns, asked } = spy((_, type) =>
          type === 'TXT' ? [texts[turn++ % texts.length] ?? ''] : ['10 x.example', '192.0.2.1'],
        )
        const result = await checkSpf({ ...sender, mailFrom: `${local}@romashka.ru` }, { dns, explain: true })
        expect(result.queries).toBe(asked().length)
        expect(result.queries).toBeLessThanOrEqual(111)
        expect(result.lookups).toBeLessThanOrEqual(11)
      },
    ),
    { numRuns: 2000 },
  )
})
