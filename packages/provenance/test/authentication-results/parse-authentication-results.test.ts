import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAuthenticationResults } from '../../src/index.js'

/** `who: method result property=value …` for each result, or the fault. */
function shown(value: string): string[] | string {
  const read = parseAuthenticationResults(value)
  if (!read.ok) return read.code
  return [
    read.authservId ?? '-',
    ...read.results.map(({ method, result, reason, properties }) =>
      [
        method,
        result,
        ...(reason === undefined ? [] : [`(${reason})`]),
        ...Object.entries(properties).map((pair) => pair.join('=')),
      ].join(' '),
    ),
  ]
}

test.each<[string, string, readonly string[]]>([
  ['B.2', 'example.org 1; none', ['example.org']],
  [
    'B.3',
    'example.com;\r\n          spf=pass smtp.mailfrom=example.net',
    ['example.com', 'spf pass smtp.mailfrom=example.net'],
  ],
  [
    'B.4',
    'example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net',
    ['example.com', 'auth pass smtp.auth=sender@example.net', 'spf pass smtp.mailfrom=example.net'],
  ],
  [
    'B.5',
    'example.com;\r\n dkim=pass reason="good signature"\r\n header.i=@mail-router.example.net;\r\n dkim=fail reason="bad signature"\r\n header.i=@newyork.example.com',
    [
      'example.com',
      'dkim pass (good signature) header.i=@mail-router.example.net',
      'dkim fail (bad signature) header.i=@newyork.example.com',
    ],
  ],
  [
    'B.6',
    "foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired\r\n (this surprised me) = (as I wasn't expecting it) 1362471462",
    ['foo.example.net', 'dkim fail policy.expired=1362471462'],
  ],
])('the example of RFC 8601 appendix %s', (_, value, expected) => {
  expect(shown(value)).toEqual(expected)
})

test.each<[string, string, readonly string[]]>([
  ['no name', 'spf=pass smtp.mailfrom=a.example; dkim=none', ['-', 'spf pass smtp.mailfrom=a.example', 'dkim none']],
  ['an instance', 'i=2; MX.example; arc=pass', ['mx.example', 'arc pass']],
  ['an instance and no name', 'i=2; arc=pass', ['-', 'arc pass']],
  [
    'a quoted value with a tail',
    'm; spf=fail smtp.mailfrom="a;b=c d"@e.example',
    ['m', 'spf fail smtp.mailfrom="a;b=c d"@e.example'],
  ],
  ['escapes in a quoted value', 'm; spf=fail reason="say \\"no\\""', ['m', 'spf fail (say "no")']],
  ['two quoted parts', 'm; spf=fail smtp.x="a"."b"', ['m', 'spf fail smtp.x="a"."b"']],
  [
    'an empty value',
    'm; spf=none smtp.mailfrom= smtp.helo=h.example',
    ['m', 'spf none smtp.mailfrom= smtp.helo=h.example'],
  ],
  [
    'an equals sign within',
    'm; dkim=pass header.b=ab= header.d=d.example',
    ['m', 'dkim pass header.b=ab= header.d=d.example'],
  ],
  ['nested comments', 'm (a (b) \\) ; x=y) ; (c)spf(d)=(e)pass(f)smtp.helo(g)=(h)i', ['m', 'spf pass smtp.helo=i']],
  ['semicolons in excess', ' ; m ;', ['-']],
  ['a method of an unknown version', 'm; dkim/2=pass; spf/1=pass', ['m', 'spf pass']],
  [
    'a property that says two things',
    'm; spf=pass smtp.helo=a smtp.helo=a smtp.mailfrom=b smtp.mailfrom=c',
    ['m', 'spf pass smtp.helo=a'],
  ],
  ['what is no result', 'm; from=a.example; x; dkim=; spf=pass', ['m', 'spf pass']],
])('%s', (_, value, expected) => {
  if (expected[0] === '-' && expected.length === 1) expect(shown(value)).toBe('no-results')
  else expect(shown(value)).toEqual(expected)
})

test.each<[string, string]>([
  ['', 'empty'],
  [' \r\n\t(comment) ; ;', 'empty'],
  ['mx.example', 'no-results'],
  ['mx.example; x', 'no-results'],
  ['mx.example spf=pass', 'no-results'],
  ['mx.example; none such', 'no-results'],
  ['mx.example 2; spf=pass', 'version-unknown'],
  ['mx.example 999; spf=pass', 'version-unknown'],
  ['mx.example 1 2; spf=pass', 'syntax'],
  ['mx.example; spf=pass (open', 'comment-open'],
  ['mx.example; spf=pass (a (b)', 'comment-open'],
  ['mx.example; spf=fail) dkim=pass', 'syntax'],
  ['mx.example; =pass', 'syntax'],
  ['mx.example; spf=pass smtp.helo="open', 'quote-open'],
  ['mx.example; spf=pass\0', 'syntax'],
  [`mx.example${'; spf=pass'.repeat(101)}`, 'too-many-results'],
])('%j is refused', (value, code) => {
  expect(shown(value)).toBe(code)
})

test('what a sender writes inside comments and quotes is never a result', () => {
  const smuggled = fc.constantFrom(
    ...['; ', 'dkim=pass ', 'dmarc=pass', ' header.d=bank.example', 'mx.bank.example', '\r\n ', 'x', '=', '@'],
  )
  fc.assert(
    fc.property(fc.array(smuggled, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('')
      expect(shown(`mx.example; spf=fail (${text}) smtp.helo=h`)).toEqual(['mx.example', 'spf fail smtp.helo=h'])
      const quoted = shown(`mx.example; spf=fail reason="${text}" smtp.helo=h`)
      expect(quoted).toEqual(['mx.example', `spf fail (${text}) smtp.helo=h`])
    }),
  )
})

test('a megabyte of anything is read in one pass', () => {
  for (const piece of [
    '(',
    '()',
    '"',
    '""',
    '\\',
    '. ',
    'a. ',
    '/',
    ';',
    '; a',
    '; a=b',
    '= ',
    'a= b=c ',
    ' a=',
    'a',
    '\r\n ',
    ')',
    '(\\',
  ]) {
    const read = parseAuthenticationResults(`mx.example; spf=pass ${piece.repeat(1_000_000 / piece.length)}`)
    expect(typeof read.ok, piece).toBe('boolean')
  }
  expect(shown(`mx.example; ${'(a)\r\n '.repeat(200_000)}spf=pass`)).toEqual(['mx.example', 'spf pass'])
})

test('names that every object has', () => {
  const read = parseAuthenticationResults('constructor; __proto__=pass; toString=pass __proto__=x constructor=y')
  const [result] = read.ok ? read.results : []
  expect(read.ok && read.authservId).toBe('constructor')
  expect(result?.method).toBe('tostring')
  expect(Object.entries(result?.properties ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
  expect(result?.properties.hasOwnProperty).toBeUndefined()
})

test('nothing is thrown', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab1=;.()"\\ \r\n\t/@i'), maxLength: 60 }), (value) => {
      const read = parseAuthenticationResults(value)
      expect(read.ok ? read.results.length <= 30 : read.code.length > 0).toBe(true)
    }),
    { numRuns: 3000 },
  )
})
