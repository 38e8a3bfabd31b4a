import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseReceived } from '../../src/index.js'
import { readReceivedDate } from '../../src/received/received-date.js'

function hop(value: string) {
  const read = parseReceived(value)
  if (!read.ok) throw new Error(read.code)
  const { ok: _, ...rest } = read
  return rest
}

const client = (value: string) => hop(value).from
const seen = (helo: string, address: string, name?: string) => ({
  helo,
  ...(name === undefined ? {} : { name }),
  address,
  addressFrom: 'server',
})
const IP = '203.0.113.4'

test('the example of RFC 5321 appendix D.3 and a field with everything', () => {
  expect(hop('from bar.com by foo.com ; Thu, 21 May 1998 05:33:29 -0700')).toEqual({
    from: { helo: 'bar.com' },
    by: 'foo.com',
    time: Date.UTC(1998, 4, 21, 12, 33, 29) / 1000,
  })
  expect(
    hop(
      'from out.esp.example (out.esp.example [203.0.113.4])\r\n\tby mx.example.net (Postfix) via tcp with ESMTPS id 4ABC12\r\n\tfor <anna@example.com>; Fri,  2 Jan 2026 10:00:00 +0300 (MSK)',
    ),
  ).toEqual({
    from: seen('out.esp.example', IP, 'out.esp.example'),
    by: 'mx.example.net',
    via: 'tcp',
    with: 'ESMTPS',
    id: '4ABC12',
    for: 'anna@example.com',
    time: Date.UTC(2026, 0, 2, 7) / 1000,
  })
})

test.each<[string, string, object]>([
  ['Postfix, no name found', `from out.esp.example (unknown [${IP}]) by mx`, seen('out.esp.example', IP)],
  ['Postfix, a literal as HELO', `from [10.0.0.1] (unknown [${IP}]) by mx`, seen('[10.0.0.1]', IP)],
  [
    'Postfix, IPv6',
    'from a.example (a.example [IPv6:2001:DB8:0::1]) by mx',
    seen('a.example', '2001:db8::1', 'a.example'),
  ],
  [
    'Gmail',
    `from out.esp.example (out.esp.example. [${IP}]) by mx.google.com`,
    seen('out.esp.example', IP, 'out.esp.example'),
  ],
  [
    'Exchange',
    `from out.esp.example (${IP}) by AM5EUR03FT.mail.protection.outlook.com (10.152.16.1)`,
    seen('out.esp.example', IP),
  ],
  [
    'Exchange, IPv6',
    'from AM6PR0.eurprd0.prod.outlook.com (2603:10a6:20b:1::19) by x',
    seen('AM6PR0.eurprd0.prod.outlook.com', '2603:10a6:20b:1::19'),
  ],
  ['Exim, name and HELO agree', `from out.esp.example ([${IP}]) by mx`, seen('out.esp.example', IP)],
  [
    'Exim, name and HELO differ',
    `from out.esp.example ([${IP}]:4711 helo=me) by mx`,
    seen('me', IP, 'out.esp.example'),
  ],
  ['Exim, no name, a false literal', `from [${IP}] (port=4711 helo=[10.0.0.1]) by mx`, seen('[10.0.0.1]', IP)],
  ['Exim, ident', `from [${IP}] (helo=me ident=[10.0.0.1]) by mx`, seen('me', IP)],
  ['Mail.ru', `from [${IP}] (port=3456 helo=out.esp.example) by mx159.mail.ru`, seen('out.esp.example', IP)],
  ['qmail', `from unknown (HELO out.esp.example) (${IP}) by 0`, seen('out.esp.example', IP)],
  [
    'qmail, a user',
    `from out.esp.example (HELO [10.0.0.1]) (anna@${IP}) by 0`,
    seen('[10.0.0.1]', IP, 'out.esp.example'),
  ],
  ['Yahoo', `from ${IP}  (EHLO out.esp.example) (${IP})\r\n by 10.1.2.3`, seen('out.esp.example', IP)],
  [
    'Sendmail, perhaps forged',
    `from me (out.esp.example [${IP}] (may be forged)) by mx`,
    seen('me', IP, 'out.esp.example'),
  ],
  ['Sendmail, ident', `from me (IDENT:[10.0.0.1]@out.esp.example [${IP}]) by mx`, seen('me', IP)],
  ['no space before the bracket', `from me (unknown[${IP}]) by mx`, seen('me', IP)],
  ['a port within', `from me (${IP}:5555) by mx`, seen('me', IP)],
  ['a zone', 'from me ([fe80::1%eth0]) by mx', seen('me', 'fe80::1')],
  ['an address alone', `from [${IP}] by mx`, { helo: `[${IP}]`, address: IP, addressFrom: 'client' }],
  ['a name alone', 'from localhost by mx', { helo: 'localhost' }],
  ['an address that is none', 'from me (unknown [999.1.1.1]) by mx', { helo: 'me' }],
  ['a client named by', `from by (unknown [${IP}]) by mx`, seen('by', IP)],
])('%s', (_, value, expected) => {
  expect(client(value)).toEqual(expected)
})

test('fields without a client', () => {
  expect(hop('by 2002:a05:6512:3d0b:0:0:0:0 with SMTP id x1csp1; Fri, 2 Jan 2026 10:00:00 -0800 (PST)')).toEqual({
    by: '2002:a05:6512:3d0b:0:0:0:0',
    with: 'SMTP',
    id: 'x1csp1',
    time: Date.UTC(2026, 0, 2, 18) / 1000,
  })
  expect(hop('(qmail 12345 invoked by uid 89); 2 Jan 2026 10:00:00 -0000')).toEqual({
    time: Date.UTC(2026, 0, 2, 10) / 1000,
  })
  expect(hop('by mx.example.net (Postfix, from userid 33)\r\n\tid 4ABC12; Fri, 2 Jan 2026 10:00:00 GMT').by).toBe(
    'mx.example.net',
  )
})

test('Exchange and Exim tell more in comments', () => {
  expect(
    hop(
      'from A (2603::1) by B (2603::2) with Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.20.1 via Frontend Transport; Fri, 2 Jan 2026 10:00:00 +0000',
    ),
  ).toMatchObject({ by: 'b', with: 'Microsoft SMTP Server', id: '15.20.1', via: 'Frontend Transport' })
  expect(
    hop(
      `from [${IP}] (helo=me) by mx with esmtps (Exim 4.92) (envelope-from <bounce@esp.example>) id 1a-0; 2 Jan 2026 10:00:00 +0000`,
    ),
  ).toMatchObject({ with: 'esmtps', envelopeFrom: 'bounce@esp.example', id: '1a-0' })
})

test.each<[string, string]>([
  ['', 'empty'],
  [' \r\n\t', 'empty'],
  [`from me (unknown [${IP}`, 'comment-open'],
  [`from x by mx.bank.example (x [10.0.0.1]) by mx (unknown [${IP}])`, 'clause-repeated'],
  [`from x from y (unknown [${IP}]) by mx`, 'clause-repeated'],
  [`from ${'a '.repeat(600)}`, 'too-long'],
])('%j is refused', (value, code) => {
  expect(parseReceived(value)).toEqual({ ok: false, code })
})

test.each<[string, string | undefined]>([
  ['Fri, 2 Jan 2026 10:00:00 +0300', '2026-01-02T07:00:00.000Z'],
  ['02 jan 2026 10:00 -0330', '2026-01-02T13:30:00.000Z'],
  ['Thu, 29 Feb 2024 23:59:60 GMT', '2024-03-01T00:00:00.000Z'],
  ['Fri, 2 Jan 2026 10:00:00 EST', '2026-01-02T15:00:00.000Z'],
  ['Fri, 2 Jan 2026 10:00:00 MSK', '2026-01-02T10:00:00.000Z'],
  ['2 Jan 2026 10:00:00.123456 +0000', '2026-01-02T10:00:00.000Z'],
  ['Fri, 2 Jan 2026 10:00:00', undefined],
  ['Fri, 29 Feb 2026 10:00:00 +0000', undefined],
  ['Fri, 0 Jan 2026 10:00:00 +0000', undefined],
  ['Fri, 2 Foo 2026 10:00:00 +0000', undefined],
  ['Fri, 2 Jan 2026 24:00:00 +0000', undefined],
  ['Fri, 2 Jan 2026 10:00:00 +2500', undefined],
  ['2026-01-02T10:00:00Z', undefined],
  ['yesterday', undefined],
])('the date %j', (text, iso) => {
  const seconds = readReceivedDate(text)
  expect(seconds === undefined ? undefined : new Date(seconds * 1000).toISOString()).toBe(iso)
})

test('a date that is written is read again', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1971-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      const seconds = Math.floor(date.getTime() / 1000)
      expect(readReceivedDate(date.toUTCString().replace('GMT', '+0000'))).toBe(seconds)
    }),
  )
})

test('a client cannot put an address where the server puts one', () => {
  const said = fc
    .array(fc.constantFrom('[10.0.0.1]', '10.0.0.1', 'helo=[10.0.0.1]', 'x.example', 'HELO', '[', ']', '='), {
      minLength: 1,
      maxLength: 6,
    })
    .map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(said, (helo) => {
      expect(client(`from ${helo} (unknown [${IP}]) by mx`)?.address).toBe(IP)
      expect(client(`from [${IP}] (port=25 helo=${helo}) by mx`)?.address).toBe(IP)
      expect(client(`from unknown (HELO ${helo}) (${IP}) by mx`)?.address).toBe(IP)
    }),
  )
})

test('a megabyte of anything is read in one pass', () => {
  const pieces = [
    '(',
    '()',
    '[',
    '[]',
    '[1.1.1.1]',
    'from ',
    'by ',
    ';',
    'a',
    ' ',
    '\r\n ',
    '\\',
    'helo=',
    'HELO ',
    '1.1.1.1 ',
    ',',
    '@',
    '"',
  ]
  for (const piece of pieces) {
    const text = piece.repeat(1_000_000 / piece.length)
    for (const value of [
      text,
      `from ${text}`,
      `from me (${text}`,
      `from me (${text.replaceAll('(', '')}) by mx; ${text}`,
    ]) {
      expect(typeof parseReceived(value).ok).toBe('boolean')
    }
  }
  expect(hop(`from me${'\r\n '.repeat(200_000)}([${IP}]) by mx`).from?.address).toBe(IP)
})

test('names that every object has', () => {
  expect(hop('from __proto__ by constructor with toString id hasOwnProperty')).toEqual({
    from: { helo: '__proto__' },
    by: 'constructor',
    with: 'toString',
    id: 'hasOwnProperty',
  })
})
