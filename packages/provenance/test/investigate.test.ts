import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import {
  DnsError,
  dnsFromZone,
  type InvestigateOptions,
  investigate,
  makeSeal,
  type SealStatement,
  sealHeaders,
  sealKey,
  templateHash,
  type Verdict,
} from '../src/index.js'
import { type LetterParts, letterOf, makeRsa, otherKey, signLetter, zoneFor } from './support/signer.js'

const identity = { name: 'Romashka', domains: ['romashka.ru'], accounts: { unisender: ['1234567'] } }
const now = () => Date.parse('2026-01-02T10:00:00Z')
const zone = { ...zoneFor(), ...zoneFor('topeml.com', otherKey, 'jul2015'), ...zoneFor('evil.com', otherKey) }
const dns = dnsFromZone(zone)
const judge = (letter: string, more: Partial<InvestigateOptions> = {}) =>
  investigate(letter, { identities: [identity], dns, now, ...more })
const codes = (verdict: Verdict) => verdict.statements.map(({ code }) => code)
const find = (verdict: Verdict, code: string) => verdict.statements.find((statement) => statement.code === code)

const ENV_ID = 'usproduction.b_1234567_300000001_1_2'
const throughUnisender = (parts: LetterParts = {}, key = otherKey) =>
  signLetter(letterOf({ extra: `X-EnvId: ${ENV_ID}\r\nX-Feedback-ID: 300000001:1234567:campaign:US\r\n`, ...parts }), {
    domain: 'topeml.com',
    selector: 'jul2015',
    key,
  })

test('a letter signed by the domain of its author is ours', async () => {
  const verdict = await judge(signLetter(letterOf()))
  expect(verdict).toMatchObject({ kind: 'ours', faults: [], dkim: [{ status: 'pass' }] })
  expect(verdict.summary).toBe('The letter is ours, with no seal to say whose campaign it was.')
  expect(verdict.statements).toEqual([
    {
      code: 'from-ours',
      strength: 'claimed',
      text: "the author's domain `romashka.ru` is ours",
      where: { header: 2, start: expect.any(Number), end: expect.any(Number) },
    },
    {
      code: 'dkim-aligned',
      strength: 'proved',
      text: '`romashka.ru`, the domain of the author, signed the letter',
      where: { header: 1, start: 0, end: expect.any(Number) },
      rule: 'RFC 6376 §6.1',
    },
  ])
})

test('subdomains align both ways, other customers of one host do not', async () => {
  const sub = signLetter(letterOf({ from: 'a@shop.romashka.ru' }))
  expect((await judge(sub)).kind).toBe('ours')
  const up = signLetter(letterOf(), { domain: 'mail.romashka.ru' })
  expect((await judge(up, { dns: dnsFromZone(zoneFor('mail.romashka.ru')) })).kind).toBe('ours')
  const hosted = signLetter(letterOf({ from: 'a@romashka.github.io' }), { domain: 'evil.github.io' })
  const identities = [{ name: 'R', domains: ['romashka.github.io'] }]
  expect((await judge(hosted, { identities, dns: dnsFromZone(zoneFor('evil.github.io')) })).kind).toBe('spoofed')
  const suffix = signLetter(letterOf({ from: 'a@romashka.github.io' }), { domain: 'github.io' })
  expect((await judge(suffix, { identities, dns: dnsFromZone(zoneFor('github.io')) })).kind).toBe('spoofed')
})

test('a changed body is said to be changed after signing', async () => {
  const verdict = await judge(signLetter(letterOf()).replace('111-22-33', '999-22-33'))
  expect(verdict.kind).toBe('spoofed')
  expect(verdict.summary).toBe(
    'Not ours: the letter uses our domain, and ' +
      'the body was changed after signing: the signature of `romashka.ru` does not fit it.',
  )
  expect(find(verdict, 'body-changed')).toMatchObject({ strength: 'contradicted', rule: 'RFC 6376 §6.1.3' })
})

test('our domain without our signature is spoofed', async () => {
  expect(codes(await judge(letterOf()))).toContain('dkim-absent')
  expect((await judge(letterOf())).kind).toBe('spoofed')
  const foreign = await judge(signLetter(letterOf(), { domain: 'evil.com', key: otherKey }))
  expect([foreign.kind, codes(foreign)]).toEqual(['spoofed', ['from-ours', 'dkim-other-domain']])
  const forged = await judge(signLetter(letterOf(), { key: otherKey }))
  expect([forged.kind, codes(forged)]).toEqual(['spoofed', ['from-ours', 'headers-changed']])
})

test('what could not be decided is not called a forgery', async () => {
  const down = () => Promise.reject(new DnsError('dns-temporary'))
  expect((await judge(signLetter(letterOf()), { dns: down })).kind).toBe('unknown')
  const expired = await judge(signLetter(letterOf(), { tags: 'x=5; ' }))
  expect([expired.kind, codes(expired)]).toEqual(['unknown', ['from-ours', 'signature-refused']])
  const short = makeRsa(512)
  const weak = await judge(signLetter(letterOf(), { key: short }), { dns: dnsFromZone(zoneFor('romashka.ru', short)) })
  expect(weak.kind).toBe('unknown')
  expect(weak.summary).toContain('its key of 512 bits can be broken')
  expect((await judge(signLetter(letterOf()), { dns: dnsFromZone({}) })).kind).toBe('spoofed')
})

test('a stranger is unknown', async () => {
  const verdict = await judge(letterOf({ from: 'Vesna <news@vesna.example>' }))
  expect([verdict.kind, verdict.summary]).toEqual(['unknown', 'Nothing in the letter connects it with us.'])
  const signed = signLetter(letterOf({ from: 'news@evil.com' }), { domain: 'evil.com', key: otherKey })
  expect((await judge(signed)).kind).toBe('unknown')
})

test('another domain of our organization is neither ours nor a look-alike', async () => {
  const identities = [{ name: 'Romashka', domains: ['shop.romashka.ru'] }]
  expect((await judge(signLetter(letterOf()), { identities })).kind).toBe('unknown')
})

test('a look-alike stays one, however well it is signed', async () => {
  const letter = signLetter(letterOf({ from: '=?utf-8?Q?=D0=A0omashka?= <news@evil.com>' }), {
    domain: 'evil.com',
    key: otherKey,
  })
  const identities = [{ ...identity, displayNames: ['Рomashka'] }]
  const verdict = await judge(letter, { identities })
  expect(verdict.kind).toBe('lookalike')
  expect(find(verdict, 'lookalike-display-name')).toMatchObject({ strength: 'contradicted', where: { header: 2 } })
  const domain = await judge(letterOf({ from: 'news@romashka-sale.ru' }))
  expect(domain.summary).toBe(
    'Not ours: the letter tries to look like ours: `romashka-sale.ru` adds a word to ours (`romashka.ru`).',
  )
})

test('the proved account at the service is enough', async () => {
  const verdict = await judge(throughUnisender())
  expect(verdict.kind).toBe('ours')
  expect(verdict.service).toEqual({ id: 'unisender', account: '1234567', campaign: '300000001', strength: 'proved' })
  expect(find(verdict, 'account-ours')).toMatchObject({ strength: 'proved', where: { header: 8 } })
})

test('a foreign account at the same service is named, and is not ours', async () => {
  const extra = 'X-EnvId: usproduction.b_7654321_1_1_2\r\n'
  const verdict = await judge(throughUnisender({ extra }))
  expect(verdict.kind).toBe('spoofed')
  expect(verdict.service).toEqual({ id: 'unisender', account: '7654321', campaign: '1', strength: 'proved' })
  expect(find(verdict, 'account-foreign')?.strength).toBe('proved')
  const other = { ...identity, accounts: { unisender: [], constructor: ['7654321'] } }
  expect((await judge(throughUnisender(), { identities: [other] })).kind).toBe('spoofed')
})

test('account numbers that nobody signed are only claimed', async () => {
  const extra = `X-EnvId: ${ENV_ID}\r\n`
  const unsigned = await judge(letterOf({ extra }))
  expect(unsigned.kind).toBe('spoofed')
  expect(unsigned.service).toEqual({ id: 'unisender', account: '1234567', campaign: '300000001', strength: 'claimed' })
  expect(codes(unsigned)).toEqual(expect.arrayContaining(['service-claimed', 'account-claimed']))
  const uncovered = signLetter(letterOf({ extra }), {
    domain: 'topeml.com',
    selector: 'jul2015',
    key: otherKey,
    signed: 'from:to:subject:date:content-type',
  })
  const verdict = await judge(uncovered)
  expect([verdict.kind, verdict.service]).toEqual(['spoofed', { id: 'unisender', strength: 'proved' }])
  const onTop = throughUnisender({ extra: 'X-EnvId: usproduction.b_7654321_1_1_2\r\n' })
  expect((await judge(`X-EnvId: ${ENV_ID}\r\n${onTop}`)).service?.account).toBe('7654321')
})

test('header fields that name two accounts name none', async () => {
  const extra = `X-EnvId: ${ENV_ID}\r\nX-Feedback-ID: 1:7654321:campaign:US\r\n`
  const verdict = await judge(throughUnisender({ extra }))
  expect([verdict.kind, verdict.service]).toEqual(['spoofed', { id: 'unisender', strength: 'proved' }])
})

test('a recipient hidden in a service header is in no output', async () => {
  const address = Buffer.from('anna@example.com').toString('base64')
  const extra = `X-EnvId: uoproduction.tr_1234567:job1:1_${address}_2_77\r\nX-Feedback-ID: 1234567:transact:UO\r\n`
  const verdict = await judge(throughUnisender({ extra }))
  expect([verdict.kind, verdict.service?.account]).toEqual(['ours', '1234567'])
  for (const shown of [JSON.stringify(verdict), inspect(verdict, { depth: 9 })]) {
    expect(shown).not.toContain(address)
    expect(shown).not.toMatch(/anna/i)
  }
})

const seed = { id: 'k1', bytes: new Uint8Array(32).fill(5) }
const macKey = { id: 'm1', bytes: new Uint8Array(32).fill(6) }
const template = { from: 'news@romashka.ru', subject: 'Spring', text: 'Hello {{Name}}, call 495 111-22-33.' }
const statement: SealStatement = {
  v: 1,
  iss: 'romashka.ru',
  tenant: 'default',
  id: 'wx_1',
  provider: 'unisender',
  account: '1234567',
  campaign: 'cmp_1',
  principal: 'psn_1',
  iat: 1767340800,
  template: templateHash(template),
}
const key = await sealKey(seed)
const jws = await makeSeal(statement, key)
const seals = {
  jwks: { keys: [key.publicJwk] },
  statementOf: async (reference: string) => (reference === 'wx_1' ? jws : undefined),
  recipientKey: async (tenant: string, id: string) => (tenant === 'default' && id === 'm1' ? macKey : undefined),
}
const carried = (recipient = 'anna@example.com') => {
  const headers = sealHeaders(jws, recipient, macKey)
  return `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value.replaceAll(' ', '\r\n ')}\r\n`)
    .join('')}`
}
const body = 'Hello Anna,\r\ncall 495 111-22-33.\r\n'

test('a seal in a letter that is ours names campaign and principal', async () => {
  const letter = signLetter(letterOf({ extra: carried(), body }))
  const verdict = await judge(letter, { seals, templateOf: async () => template })
  expect(verdict).toMatchObject({ kind: 'ours', campaign: 'cmp_1', principal: 'psn_1' })
  expect(verdict.summary).toBe('The letter is ours: campaign `cmp_1`, sent by `psn_1`.')
  expect(verdict.statements.slice(-3).map(({ code, strength }) => [code, strength])).toEqual([
    ['seal-valid', 'proved'],
    ['recipient-matches', 'proved'],
    ['template-matches', 'proved'],
  ])
})

test('a reference in the body leads to the seal in the record', async () => {
  const letter = signLetter(letterOf({ body: `${body}\r\nWaxseal: wx_1\r\n` }))
  const verdict = await judge(letter, { seals, templateOf: async () => template })
  expect(verdict).toMatchObject({ kind: 'ours', campaign: 'cmp_1', principal: 'psn_1' })
  expect(find(verdict, 'template-matches')?.strength).toBe('proved')
  const unheld = await judge(signLetter(letterOf({ body: 'x\r\nWaxseal: wx_2\r\n' })), { seals })
  expect([unheld.kind, unheld.campaign, codes(unheld).at(-1)]).toEqual(['ours', undefined, 'seal-unknown'])
})

test('a seal pasted into a foreign letter is only claimed', async () => {
  for (const from of ['news@evil.com', 'news@romashka.ru', 'news@romashka-sale.ru']) {
    const verdict = await judge(letterOf({ from, extra: carried(), body }), { seals })
    expect(verdict.kind).not.toBe('ours')
    expect(verdict.campaign).toBeUndefined()
    expect(find(verdict, 'seal-claimed')).toMatchObject({ strength: 'claimed' })
  }
  const stranger = await judge(letterOf({ from: 'a@vesna.example', extra: carried() }), { seals })
  expect([stranger.kind, stranger.summary]).toEqual([
    'unknown',
    'Not ours: the letter is not from a domain of ours; the genuine seal in it may have been copied there.',
  ])
  const changed = letterOf({ extra: carried(), body: body.replace('111', '999') })
  const compared = await judge(changed, { seals, templateOf: async () => template })
  expect(codes(compared).slice(-2)).toEqual(['seal-claimed', 'template-differs'])
})

test('a letter sealed for another recipient is a replay', async () => {
  const letter = signLetter(letterOf({ to: 'Boris <boris@example.com>', body }))
  const verdict = await judge(carried() + letter, { seals })
  expect([verdict.kind, verdict.campaign]).toEqual(['spoofed', undefined])
  expect(verdict.summary).toContain('sealed for another recipient')
  expect(JSON.stringify(verdict)).not.toMatch(/anna|boris/)
  const delivered = await judge(`Delivered-To: ANNA@example.com\r\n${carried()}${letter}`, { seals })
  expect([delivered.kind, delivered.campaign, find(delivered, 'seal-valid')?.strength]).toEqual([
    'ours',
    undefined,
    'claimed',
  ])
  const broken = await judge(`X-Waxseal: ${jws}\r\nX-Waxseal-Recipient: m1.x\r\n${letter}`, { seals })
  expect(broken.kind).toBe('spoofed')
})

test('without the key the recipient stays open', async () => {
  const letter = carried() + signLetter(letterOf({ body }))
  const verdict = await judge(letter, { seals: { jwks: seals.jwks } })
  expect([verdict.kind, verdict.campaign, verdict.principal]).toEqual(['ours', undefined, undefined])
  expect(verdict.summary).not.toMatch(/cmp_1|psn_1/)
  expect(find(verdict, 'seal-valid')?.strength).toBe('claimed')
  expect(find(verdict, 'recipient-unchecked')?.strength).toBe('claimed')
})

test('an unsigned seal over another template is not believed', async () => {
  const letter = `X-Waxseal: ${jws}\r\n${signLetter(letterOf({ body: 'Something else\r\n' }))}`
  const verdict = await judge(letter, { seals, templateOf: async () => template })
  expect([verdict.kind, verdict.campaign]).toEqual(['ours', undefined])
  expect(find(verdict, 'template-differs')?.strength).toBe('contradicted')
  const other = await judge(letter, { seals, templateOf: async () => ({ ...template, text: 'Something else' }) })
  expect(find(other, 'template-unknown')?.strength).toBe('claimed')
})

test('broken, foreign, doubled and unchecked seals are told apart', async () => {
  const last = async (extra: string, more: Partial<InvestigateOptions> = { seals }, text = body) => {
    const verdict = await judge(signLetter(letterOf({ extra, body: text })), more)
    return [verdict.kind, verdict.campaign, codes(verdict).at(-1)]
  }
  const wrong = `${jws.slice(0, -2)}${jws.endsWith('AA') ? 'BB' : 'AA'}`
  expect(await last(`X-Waxseal: ${wrong}\r\n`)).toEqual(['ours', undefined, 'seal-bad-signature'])
  expect(await last('X-Waxseal: nonsense\r\n')).toEqual(['ours', undefined, 'seal-malformed'])
  expect(await last(`X-Waxseal: ${jws}\r\n`, { seals: { jwks: { keys: [] } } })).toEqual([
    'ours',
    undefined,
    'seal-unknown',
  ])
  expect(await last(`X-Waxseal: ${jws}\r\nX-Waxseal: a.b.c\r\n`)).toEqual(['ours', undefined, 'seal-ambiguous'])
  expect(await last(`X-Waxseal: ${jws}\r\n`, {})).toEqual(['ours', undefined, 'seal-unchecked'])
  const offline = { seals: { jwks: seals.jwks } }
  expect(await last('', offline, 'x\r\nWaxseal: wx_1\r\n')).toEqual(['ours', undefined, 'seal-unchecked'])
  expect(await last(`X-Waxseal: ${jws}\r\n`, { seals }, 'x\r\nWaxseal: wx_2\r\n')).toEqual([
    'ours',
    undefined,
    'seal-reference-differs',
  ])
})

test('stores that fail leave the letter judged, and their errors unseen', async () => {
  const fails = () => Promise.reject(new Error('anna@example.com'))
  const failing = { jwks: seals.jwks, statementOf: fails, recipientKey: fails }
  const verdict = await judge(signLetter(letterOf({ extra: carried(), body })), { seals: failing, templateOf: fails })
  expect([verdict.kind, verdict.campaign]).toEqual(['ours', undefined])
  expect(JSON.stringify(verdict)).not.toContain('anna')
})

const insult = (parts: LetterParts = {}, signed?: string) =>
  signLetter(letterOf({ to: 'victim@example.com', body: 'Insult\r\n', ...parts }), signed ? { signed } : {})
const plainly = 'from:to:cc:subject:date:content-type'

test.each<[string, string]>([
  ['on top, without MAC', `X-Waxseal: ${jws}\r\n${insult()}`],
  ['signed by the domain, without MAC', insult({ extra: `X-Waxseal: ${jws}\r\n` })],
  [
    'signed by the domain, MAC of an unknown key',
    insult({ extra: carried().replace('Recipient: m1.', 'Recipient: m2.') }),
  ],
  ['Delivered-To on top', `Delivered-To: anna@example.com\r\n${carried()}${insult()}`],
  ['signed X-Original-To', insult({ extra: `${carried()}X-Original-To: anna@example.com\r\n` })],
  ['unsigned To', insult({ to: 'anna@example.com', extra: carried() }, 'from:subject:date:content-type')],
  ['Cc on top', `Cc: anna@example.com\r\n${carried()}${insult()}`],
])('a seal copied into another letter of our domain is not believed: %s', async (_, letter) => {
  const verdict = await judge(letter, { seals })
  expect([verdict.kind, verdict.campaign, verdict.principal]).toEqual(['ours', undefined, undefined])
  expect(verdict.summary).not.toMatch(/cmp_1|psn_1/)
  expect(find(verdict, 'seal-valid')?.strength).toBe('claimed')
  const recipient = find(verdict, 'recipient-matches')
  if (recipient) expect(recipient.strength).toBe('claimed')
})

test('a signed To or Cc that fits the MAC bears an unsigned seal out', async () => {
  for (const parts of [{ to: 'anna@example.com' }, { extra: 'Cc: Anna <ANNA@example.com>\r\n' }]) {
    const verdict = await judge(carried() + insult(parts, plainly), { seals })
    expect([verdict.kind, verdict.campaign, verdict.principal]).toEqual(['ours', 'cmp_1', 'psn_1'])
    expect(find(verdict, 'seal-valid')?.strength).toBe('attested')
    expect(find(verdict, 'recipient-matches')?.strength).toBe('proved')
  }
})

test('where nobody can check recipients, a signed seal is enough', async () => {
  const letter = signLetter(letterOf({ extra: carried(), body }))
  expect((await judge(letter, { seals: { jwks: seals.jwks } })).campaign).toBe('cmp_1')
})

test('a line in the body takes nothing from a seal that holds, and is told', async () => {
  for (const lines of ['Waxseal: wx_zzz\r\n', 'Waxseal: wx_1\r\nWaxseal: wx_zzz\r\n']) {
    const text = `${body}\r\n${lines}`
    for (const letter of [
      signLetter(letterOf({ extra: carried(), body: text })),
      carried() + signLetter(letterOf({ body: text })),
    ]) {
      const verdict = await judge(letter, { seals })
      expect([verdict.kind, verdict.campaign, verdict.principal]).toEqual(['ours', 'cmp_1', 'psn_1'])
      expect(find(verdict, 'seal-reference-differs')).toMatchObject({
        strength: 'contradicted',
        where: { end: Buffer.byteLength(letter) },
      })
    }
  }
})

test('several references without a seal in the header name none, and it is told', async () => {
  const verdict = await judge(signLetter(letterOf({ body: 'x\r\nWaxseal: wx_1\r\nWaxseal: wx_2\r\n' })), { seals })
  expect([verdict.kind, verdict.campaign, codes(verdict).at(-1)]).toEqual(['ours', undefined, 'seal-ambiguous'])
})

test('a text beyond the limit is not read for a seal nor compared, and it is told', async () => {
  const large = `${'x'.repeat(5 * 1024 * 1024)}\r\n\r\nWaxseal: wx_1\r\n`
  const verdict = await judge(signLetter(letterOf({ body: large })), { seals })
  expect([verdict.kind, verdict.campaign, verdict.faults]).toEqual(['ours', undefined, ['parts-too-large']])
  expect(find(verdict, 'seal-unchecked')?.text).toContain('too large')
  const compared = await judge(carried() + signLetter(letterOf({ body: large })), {
    seals,
    templateOf: async () => template,
  })
  expect([compared.campaign, find(compared, 'template-unknown')?.strength]).toEqual(['cmp_1', 'claimed'])
})

test('the same letter gives the same bytes', async () => {
  const letter = carried() + throughUnisender({ body })
  const [first, second] = [await judge(letter, { seals }), await judge(letter, { seals })]
  expect(JSON.stringify(first)).toBe(JSON.stringify(second))
})

test('several identities: each is looked for', async () => {
  const identities = [{ name: 'Vesna', domains: ['vesna.com'] }, identity]
  expect((await judge(signLetter(letterOf()), { identities })).kind).toBe('ours')
  expect((await judge(letterOf({ from: 'a@vesna.org' }), { identities })).kind).toBe('lookalike')
  expect((await judge(signLetter(letterOf()), { identities: [] })).kind).toBe('unknown')
})
