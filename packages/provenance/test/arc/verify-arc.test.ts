import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import {
  type ArcResult,
  DnsError,
  type DnsResolver,
  dnsFromZone,
  parseLetter,
  type VerifyArcOptions,
  verifyArc,
} from '../../src/index.js'
import { type SealOptions, sealLetter } from '../support/arc-signer.js'
import { edKey, letterOf, makeRsa, otherKey, zoneFor } from '../support/signer.js'

const zone = { ...zoneFor('list.example'), ...zoneFor('other.example', otherKey) }
const now = () => Date.parse('2026-01-02T10:00:00Z')
const verify = (letter: string, options: Partial<VerifyArcOptions> = {}) =>
  verifyArc(parseLetter(letter), { dns: dnsFromZone(zone), now, ...options })
const outcome = ({ status, code, at }: ArcResult) => [status, code, ...(at ? [at.instance, at.part] : [])]

const other: SealOptions = { domain: 'other.example', key: otherKey }
const one = sealLetter(letterOf(), { results: 'list.example; spf=pass smtp.mailfrom=bounce.romashka.ru; dmarc=pass' })
const two = sealLetter(one, other)
const three = sealLetter(two)

test('a letter without sets has no chain', async () => {
  expect(await verify(letterOf())).toEqual({ status: 'none', code: 'no-chain', sets: [] })
})

test('chains of one, two and three forwarders pass, and each says what it found', async () => {
  for (const [letter, count] of [
    [one, 1],
    [two, 2],
    [three, 3],
  ] as const) {
    const result = await verify(letter)
    expect(result).toMatchObject({ status: 'pass', code: 'pass', oldestPass: 0 })
    expect(result.sets).toHaveLength(count)
    expect(result.sets.map(({ instance, chain }) => [instance, chain])).toEqual(
      [
        [1, 'none'],
        [2, 'pass'],
        [3, 'pass'],
      ].slice(0, count),
    )
  }
  const [first, second] = (await verify(two)).sets
  expect(first?.results).toMatchObject({ ok: true, instance: 1, authservId: 'list.example' })
  expect(first?.seal).toMatchObject({
    field: 4,
    domain: 'list.example',
    status: 'pass',
    bodyHash: 'unchecked',
    signedFields: [5, 6],
  })
  expect(first?.message).toMatchObject({
    field: 5,
    status: 'pass',
    bodyHash: 'match',
    signedHeaders: ['from', 'to', 'subject'],
  })
  expect(second?.seal).toMatchObject({ field: 1, domain: 'other.example', signedFields: [2, 3, 4, 5, 6] })
  expect(second?.resultsField).toBe(3)
})

test('what a list changes leaves the chain whole and says since when', async () => {
  const footer = (letter: string) => `${letter}-- \r\nThe list\r\n`
  const changed = sealLetter(footer(one), other)
  expect(await verify(changed)).toMatchObject({ status: 'pass', oldestPass: 2 })
  expect((await verify(changed)).sets[0]?.message).toMatchObject({
    code: 'body-hash-mismatch',
    headerSignature: 'valid',
  })
  expect(await verify(sealLetter(sealLetter(footer(one), other)))).toMatchObject({ status: 'pass', oldestPass: 2 })
  expect(outcome(await verify(footer(two)))).toEqual(['fail', 'body-hash-mismatch', 2, 'message'])
})

test.each<[string, string, readonly unknown[]]>([
  ['a changed subject', two.replace('Spring', 'Summer'), ['fail', 'signature-mismatch', 2, 'message']],
  [
    'changed results of the last',
    two.replace('other.example; spf=pass', 'other.example; dmarc=pass'),
    ['fail', 'signature-mismatch', 2, 'seal'],
  ],
  [
    'changed results of the first',
    two.replace('; dmarc=pass', '; dmarc=fail'),
    ['fail', 'signature-mismatch', 2, 'seal'],
  ],
  ['the last says that the chain was broken', sealLetter(one, { chain: 'fail' }), ['fail', 'chain-failed', 2, 'seal']],
  ['a word that is none', sealLetter(one, { chain: 'maybe' }), ['fail', 'chain-failed', 2, 'seal']],
  ['the second says there was no chain', sealLetter(one, { chain: 'none' }), ['fail', 'chain-value', 2, 'seal']],
  ['the first says there was one', sealLetter(letterOf(), { chain: 'pass' }), ['fail', 'chain-value', 1, 'seal']],
  ['a broken word below', sealLetter(sealLetter(letterOf(), { chain: 'fail' })), ['fail', 'chain-value', 1, 'seal']],
  ['h= in a seal', sealLetter(letterOf(), { tags: ' h=from;' }), ['fail', 'signature-syntax', 1, 'seal']],
  ['an empty tag', sealLetter(letterOf(), { tags: ';' }), ['fail', 'signature-syntax', undefined, 'seal']],
  ['a signature over seals', sealLetter(one, { signed: 'from:arc-seal' }), ['fail', 'signature-syntax', 2, 'message']],
  ['From left open', sealLetter(letterOf(), { signed: 'to:subject' }), ['fail', 'from-unsigned', 1, 'message']],
  ['the first set missing', sealLetter(letterOf(), { instance: 2 }), ['fail', 'set-incomplete', 1, 'seal']],
  ['a number of its own', sealLetter(letterOf(), { instance: 51 }), ['fail', 'instance-invalid', undefined, 'seal']],
  ['a set twice', sealLetter(one, { instance: 1 }), ['fail', 'set-repeated', 1, 'seal']],
  ['a seal lost', two.slice(two.indexOf('\r\n') + 2), ['fail', 'set-incomplete', 2, 'seal']],
  [
    'results lost',
    two.replace(/ARC-Authentication-Results: i=1[^\n]*\n/, ''),
    ['fail', 'set-incomplete', 1, 'results'],
  ],
  [
    'results without number',
    two.replace('Results: i=1; ', 'Results: '),
    ['fail', 'instance-invalid', undefined, 'results'],
  ],
  ['SHA-1', one.replace('a=ed25519-sha256', 'a=rsa-sha1'), ['fail', 'algorithm-unknown', 1, 'seal']],
  ['another key', sealLetter(letterOf(), { key: otherKey }), ['fail', 'signature-mismatch', 1, 'message']],
  ['no key', sealLetter(letterOf(), { domain: 'nobody.example' }), ['fail', 'key-missing', 1, 'message']],
])('%s', async (_, letter, expected) => {
  expect(outcome(await verify(letter))).toEqual(expected)
})

test('a draft took what the standard does not', async () => {
  expect((await verify(sealLetter(letterOf(), { signed: 'to' }), { draft: true })).status).toBe('pass')
})

test('weak keys are refused, and it is said that the mathematics are right', async () => {
  const short = makeRsa(512)
  const letter = sealLetter(letterOf(), { key: short, domain: 'short.example' })
  const dns = dnsFromZone(zoneFor('short.example', short))
  const result = await verify(letter, { dns })
  expect(outcome(result)).toEqual(['fail', 'weak-key', 1, 'message'])
  expect(result.sets[0]?.seal).toMatchObject({ headerSignature: 'valid', weak: ['key'], keyBits: 512 })
  expect((await verify(letter, { dns, minBits: 512 })).status).toBe('pass')
})

test('what nobody could say is neither pass nor fail, unless something is certainly wrong', async () => {
  const answer = dnsFromZone(zone)
  const dns: DnsResolver = async (name, type) => {
    if (name.endsWith('list.example')) throw new DnsError('dns-temporary')
    return answer(name, type)
  }
  expect(outcome(await verify(two, { dns }))).toEqual(['temperror', 'dns-temporary', 1, 'seal'])
  expect(outcome(await verify(two.replace('Spring', 'Summer'), { dns }))).toEqual([
    'fail',
    'signature-mismatch',
    2,
    'message',
  ])
})

test('fifty forwarders of fifty domains: twenty questions, and the last ten signatures over the letter', async () => {
  let letter = letterOf()
  for (let index = 1; index <= 50; index++) letter = sealLetter(letter, { domain: `${index}.example` })
  const same = vi.fn<DnsResolver>(async () => [edKey.record])
  const result = await verify(letter, { dns: same })
  expect(result).toMatchObject({ status: 'temperror', code: 'dns-limit' })
  expect(same).toHaveBeenCalledTimes(20)
  let listed = letterOf()
  for (let index = 1; index <= 50; index++) listed = sealLetter(listed)
  expect(await verify(listed)).toMatchObject({ status: 'pass', oldestPass: 41 })
  expect((await verify(sealLetter(listed))).code).toBe('instance-invalid')
})

test('floods of fields, fields of a megabyte, 200,000 folded lines', async () => {
  const seals = Array.from({ length: 10_000 }, (_, index) => `ARC-Seal: i=${(index % 50) + 1}; cv=pass\r\n`).join('')
  expect((await verify(seals + letterOf())).code).toBe('set-repeated')
  for (const name of ['ARC-Seal', 'ARC-Message-Signature', 'ARC-Authentication-Results']) {
    for (const filler of ['x', ';', '; ', ' ', '\r\n ', 'i=1; ']) {
      const result = await verify(`${name}: i=1; ${filler.repeat(1_000_000 / filler.length)}\r\n${two}`)
      expect(result, filler).toMatchObject({ status: 'fail', code: 'chain-too-long', at: { field: 1 } })
    }
  }
  const folded = one.replace('; dmarc=pass', `; dmarc=pass${'\r\n '.repeat(60_000)}`)
  expect((await verify(folded)).code).toBe('pass')
  const long = sealLetter(letterOf({ extra: `X-Long: a${'\r\n b'.repeat(200_000)}\r\n` }), { signed: 'from:x-long' })
  expect((await verify(long)).code).toBe('pass')
})

test('look-alike fields are none', async () => {
  const decoys = 'ARC-Seals: i=1\r\nX-ARC-Seal: i=1\r\nARC-Seal-: i=1\r\nARC–Seal: i=1\r\n'
  expect((await verify(decoys + letterOf())).status).toBe('none')
  expect((await verify(decoys + two)).status).toBe('pass')
})

test('names that every object has', async () => {
  const letter = sealLetter(letterOf(), { domain: '__proto__.example', selector: 'constructor', tags: ' toString=1;' })
  const dns = dnsFromZone(zoneFor('__proto__.example', edKey, 'constructor'))
  expect((await verify(letter, { dns })).status).toBe('pass')
})

const piece = fc.constantFrom(
  ...[
    'ARC-Seal:',
    'ARC-Message-Signature:',
    'ARC-Authentication-Results:',
    ' i=1;',
    ' i=2;',
    ' cv=none;',
    ' cv=pass;',
    ' a=ed25519-sha256;',
  ],
  ...[
    ' d=list.example;',
    ' s=s;',
    ' b=AA==;',
    ' bh=AA==;',
    ' h=from;',
    ' t=1;',
    '\r\n',
    ';',
    '=',
    '\0',
    'x',
    'From: a@b.example\r\n',
  ],
)

test('nothing is thrown, and no noise passes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 50 }), async (pieces) => {
      expect((await verify(pieces.join(''))).status).not.toBe('pass')
    }),
    { numRuns: 1000 },
  )
})
