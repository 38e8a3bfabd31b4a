import {
  checkSeal,
  dnsFromZone,
  findSeal,
  investigate,
  makeSeal,
  parseLetter,
  placeReference,
  sealHeaders,
  sealKey,
  templateHash,
  verifyDkim,
} from '@waxseal/provenance'
import { type Checks, equal } from './check.js'

/** RFC 8463 appendix A.3. */
const RFC_8463 = `DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
`
const dns = dnsFromZone({
  'brisbane._domainkey.football.example.com': 'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  'test._domainkey.football.example.com':
    'v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/b' +
    'yYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB',
})

/** A letter of our own, signed with RSA of 512 bits and SHA-1: right in its mathematics and too weak to pass. */
const WEAK = [
  'DKIM-Signature: v=1; a=rsa-sha1; c=simple/simple; d=romashka.example; s=s; h=From:Subject; bh=urB/1+JRq09nWzvbRgnIHsDaqHg=; ' +
    'b=Ta4dEoEpPX8dmfu6RM3Pek64NmetCDIAY3X7HvKLBOTqcrd2SkIlyjT3jhV9o35f8CIm2ggf9onXJFVgsr7Oww==',
  'From: Romashka <news@romashka.example>',
  'Subject: Spring',
  '',
  'Call us.',
  '',
].join('\r\n')
const WEAK_KEY =
  'v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK89xzfuWvdOeDpO705hHLZHI5PC9fSPRl/n/e9oJMNUcQ4hgS2C1LzFDaJDykLjCQDUtQeVNW+POfv73e3wmiECAwEAAQ=='

const identities = [{ name: 'Ромашка', domains: ['romashka.example'] }]
const template = {
  from: 'news@romashka.example',
  fromName: 'Ромашка',
  subject: 'Весна',
  text: 'Здравствуйте, {{Name}}',
}
const statement = {
  v: 1,
  iss: 'romashka.example',
  tenant: 'default',
  id: 'wx_1',
  provider: 'unisender',
  account: '1234567',
  campaign: 'cmp_1',
  principal: 'psn_1',
  iat: 1767340800,
  template: templateHash(template),
} as const

export const provenance: Checks = {
  'a letter is read with its faults'() {
    const letter = parseLetter('From: News <news@romashka.example>\r\nSubject: Spring\r\n\r\nHello\r\n')
    equal([letter.headers[1]?.value, letter.bodyStart, letter.from?.domain], ['Spring', 55, 'romashka.example'])
    equal(parseLetter('From: a@romashka.example, b@evil.example\n\n').faults, [{ code: 'from-several', header: 1 }])
  },
  'names in old character sets are decoded'() {
    const names = [
      '=?koi8-r?B?8s/NwdvLwQ==?=',
      '=?windows-1251?Q?=D0=EE=EC=E0=F8=EA=E0?=',
      '=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=',
    ]
    equal(
      names.map((name) => parseLetter(`From: ${name} <news@romashka.example>\r\n\r\n`).from?.display),
      ['Ромашка', 'Ромашка', 'テスト'],
    )
  },
  async 'both signatures of RFC 8463 appendix A.3 pass, Ed25519 and RSA'() {
    const results = await verifyDkim(parseLetter(RFC_8463), { dns })
    equal(
      results.map(({ algorithm, status, code, keyBits }) => [algorithm, status, code, keyBits]),
      [
        ['ed25519-sha256', 'pass', 'pass', 256],
        ['rsa-sha256', 'pass', 'pass', 1024],
      ],
    )
  },
  async 'an altered letter does not pass'() {
    const codesOf = async (letter: string): Promise<string[]> =>
      (await verifyDkim(parseLetter(letter), { dns })).map(({ code }) => code)
    equal(await codesOf(RFC_8463.replace('lost', 'won')), ['body-hash-mismatch', 'body-hash-mismatch'])
    equal(await codesOf(`From: evil@romashka.example\n${RFC_8463}`), ['signature-mismatch', 'signature-mismatch'])
    equal(
      (await verifyDkim(parseLetter(RFC_8463), { dns: dnsFromZone({}) })).map(({ code }) => code),
      ['key-missing', 'key-missing'],
    )
  },
  async 'SHA-1 and a key of 512 bits are computed and refused'() {
    const [result] = await verifyDkim(parseLetter(WEAK), {
      dns: dnsFromZone({ 's._domainkey.romashka.example': WEAK_KEY }),
    })
    equal([result?.headerSignature, result?.bodyHash, result?.keyBits, result?.status], ['valid', 'match', 512, 'fail'])
    equal(result?.weak, ['hash', 'key'])
  },
  async 'a look-alike is told'() {
    const letter = 'From: Romashka <news@romashka-sale.example>\nSubject: Your account\n\nCall us.\n'
    const verdict = await investigate(letter, { identities, dns: dnsFromZone({}) })
    equal([verdict.kind, verdict.statements[1]?.where], ['lookalike', { header: 1, start: 0, end: 44 }])
  },
  async 'a seal has the same bytes everywhere and is checked'() {
    const key = await sealKey({ id: 'k1', bytes: new Uint8Array(32).fill(7) })
    equal(key.publicJwk.x, '6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw')
    equal(statement.template, 'Qt1bWtppIPyJLlzZYsBM1NWhod6eGpFaMgh439Iaxyg')
    const jws = await makeSeal(statement, key)
    equal(
      jws.slice(jws.lastIndexOf('.') + 1),
      's_g0QP7Vykqu-sMZHxnFfuDLpftAB_dykCuqGDUQYlANqAZmiQBTv8TCl65rACL3yMGDqwOH_Exxi8lkAWg6Bg',
    )
    const check = await checkSeal(jws, { keys: [key.publicJwk] })
    equal(check.ok && check.statement.principal, 'psn_1')
    const [head, body = '', signature] = jws.split('.')
    const changed = [head, `${body.startsWith('e') ? 'f' : 'e'}${body.slice(1)}`, signature].join('.')
    equal((await checkSeal(changed, { keys: [key.publicJwk] })).ok, false)
  },
  async 'a seal travels in the header or in the body'() {
    const jws = await makeSeal(statement, await sealKey({ id: 'k1', bytes: new Uint8Array(32).fill(7) }))
    const headers = sealHeaders(jws, 'Anna@example.com', { id: 'k1', bytes: new Uint8Array(32).fill(8) })
    equal(headers['X-Waxseal-Recipient'], 'k1.5vcJ-gqGFf1OZkc1KePijWp-3iSmsX330G3CnPCtPPQ')
    equal(templateHash({ ...template, ...placeReference(template, 'wx_1') }), statement.template)
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replaceAll(' ', '\r\n ')}`)
    const found = findSeal(parseLetter(`${lines.join('\r\n')}\r\nFrom: news@romashka.example\r\n\r\nHello\r\n`))
    equal(found, { header: jws, recipientMac: headers['X-Waxseal-Recipient'] })
  },
}
