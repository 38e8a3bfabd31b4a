import { expect, test } from 'vitest'
import { createRedactor } from '../src/index.js'

const redactor = createRedactor({ types: ['EMAIL'] })

function found(text: string): string[] {
  return redactor.find(text).map((span) => text.slice(span.start, span.end))
}

/** The text and what must be found in it. */
const ADDRESSES: readonly (readonly [string, ...string[]])[] = [
  ['maria@romashka.ru', 'maria@romashka.ru'],
  ['Пишите на maria@romashka.ru.', 'maria@romashka.ru'],
  ['a.b-c_d+tag@sub.example.co.uk, x@y.io', 'a.b-c_d+tag@sub.example.co.uk', 'x@y.io'],
  ['мария.смирнова@ромашка.рф', 'мария.смирнова@ромашка.рф'],
  ['vasya@xn--80a1acny.xn--p1ai', 'vasya@xn--80a1acny.xn--p1ai'],
  ['«maria@romashka.ru»', 'maria@romashka.ru'],
  ["'maria@romashka.ru'", 'maria@romashka.ru'],
  ['**maria@romashka.ru**', 'maria@romashka.ru'],
  ["o'brien@example.com", "o'brien@example.com"],
  ['почта:maria@romashka.ru;', 'maria@romashka.ru'],
  ['mailto:maria@romashka.ru?subject=x', 'maria@romashka.ru'],
  ['mailto:anna@intranet', 'anna@intranet'],
  ['<6ebf13e4-87fa@host>', '6ebf13e4-87fa@host'],
  ['root@localhost', 'root@localhost'],
  ['root@10.0.0.1:22', 'root@10.0.0.1'],
  ['anna@[192.0.2.1] anna@[IPv6:2001:db8::1]', 'anna@[192.0.2.1]', 'anna@[IPv6:2001:db8::1]'],
  ['"anna ivanova"@example.com', '"anna ivanova"@example.com'],
  ['jane@example.com john@test.invalid', 'jane@example.com', 'john@test.invalid'],
  ['📧maria@romashka.ru', 'maria@romashka.ru'],
  ['a@b.ru@c.ru', 'a@b.ru@c.ru'],
  ['a@b@c.ru', 'a@b@c.ru'],
  ['@maria@mastodon.social', 'maria@mastodon.social'],
  ['@@89161234567maria@romashka.ru', '89161234567maria@romashka.ru'],
  ['@maria_ivanova@romashka.ru', 'maria_ivanova@romashka.ru'],
  ['x@maria_ivanova@romashka.ru', 'maria_ivanova@romashka.ru'],
  ['+79161234567@mail.ru', '+79161234567@mail.ru'],
  // full-width, ideographic dot, zero-width, non-breaking hyphen
  ['maria＠romashka.ru', 'maria＠romashka.ru'],
  ['ｍａｒｉａ＠ｒｏｍａｓｈｋａ．ｒｕ', 'ｍａｒｉａ＠ｒｏｍａｓｈｋａ．ｒｕ'],
  ['maria@romashka。ru', 'maria@romashka。ru'],
  ['ma\u200bria@rom\u00adashka.r\u2060u', 'ma\u200bria@rom\u00adashka.r\u2060u'],
  ['maria\u200b@\u200bromashka.ru', 'maria\u200b@\u200bromashka.ru'],
  ['anna\u2011maria@romashka\u2011shop.ru', 'anna\u2011maria@romashka\u2011shop.ru'],
  // encoded
  ['?email=user%40mail.ru&list=1', 'user%40mail.ru'],
  ['?email=polina%2Btest1%40mail%2Eru', 'polina%2Btest1%40mail%2Eru'],
  ['next%3Dhttps%3A%2F%2Fx.ru%3Fe%3Duser%2540mail.ru', 'user%2540mail.ru'],
  [
    'e=%D0%BC%D0%B0%D1%88%D0%B0%40%D0%BF%D0%BE%D1%87%D1%82%D0%B0.%D1%80%D1%84',
    '%D0%BC%D0%B0%D1%88%D0%B0%40%D0%BF%D0%BE%D1%87%D1%82%D0%B0.%D1%80%D1%84',
  ],
  ['{"a":"\\u003cmaria@romashka.ru\\u003e"}', 'maria@romashka.ru'],
  ['{"a":"\\u043c\\u0430@\\u043f\\u043e.\\u0440\\u0444"}', '\\u043c\\u0430@\\u043f\\u043e.\\u0440\\u0444'],
  ['{"a":"maria\\u0040romashka.ru"}', 'maria\\u0040romashka.ru'],
  ['{"a":"first\\nmaria@romashka.ru"}', 'maria@romashka.ru'],
  // return paths that carry the recipient
  ['<bounce-7-anna=example.com@lists.example.net>', 'bounce-7-anna=example.com@lists.example.net'],
  ['<SRS0+x.y=anna@example.com>', 'anna@example.com'],
  ['email=maria.petrova@romashka.ru', 'maria.petrova@romashka.ru'],
  // names and passwords of URLs
  ['https://user:password@host.ru/path', 'user:password'],
  ['postgres://crm:#B8A/sl?R@db.internal:5432/crm', 'crm:#B8A/sl?R'],
  ['redis://:s3cr3t@10.0.0.1', ':s3cr3t'],
  ['mongodb://u:p@ss@h1,h2/db', 'u:p@ss'],
  ['{"dsn":"https:\\/\\/key:secret@sentry.io\\/1"}', 'key:secret'],
  ['https://user%40mail.ru:pw@host', 'user%40mail.ru:pw'],
  ['https://maria@romashka.ru/', 'maria@romashka.ru'],
  ['ssh://git@localhost/x', 'git'],
  ['https://host.ru:8080,maria@romashka.ru', 'maria@romashka.ru'],
]

test.each(ADDRESSES)('%s', (text, ...expected) => {
  expect(found(text)).toEqual(expected)
})

const NO_ADDRESSES = [
  '',
  '@',
  'a@',
  '@b.ru',
  '@@b.ru',
  'привет, @durov',
  'npm i react@latest react@18.2.0 @waxseal/core',
  'https://t.me/@channel',
  'https://example.com:8080/path?x=1',
  'https://[::1]:80/x',
  'встреча @ 15:00',
  'a@b',
  'a@b.c',
  'a@.ru',
  '{"handle": "@x.ru"}',
  '["a","@x.ru"]',
  'm•••@•••.ru',
  'https://[EMAIL]@host.ru/',
  '100%40 5%40',
]

test.each(NO_ADDRESSES)('no address in %j', (text) => {
  expect(found(text)).toEqual([])
  expect(redactor.redact(text)).toBe(text)
})

test('an address is found in any surroundings', () => {
  const address = 'maria.ivanova+x@romashka-shop.ru'
  const surroundings = [
    ['', ''],
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
    ['<', '>'],
    ['"', '"'],
    ['«', '»'],
    ['“', '”'],
    ['`', '`'],
    ['|', '|'],
    ['\t', '\t'],
    ['\r\n', '\r\n'],
    [' ', ' '],
    ['\u00a0', '\u00a0'],
    [',', ','],
    [';', ';'],
    [':', ':'],
    ['=', '&'],
    ['/', '/'],
    ['>', '<'],
    ['{"email":"', '"}'],
    ['<a href="mailto:', '">'],
    ['https://x.ru/?e=', '#top'],
    ['почта—', '—'],
    ['…', '…'],
    ['¿', '?'],
    ['№', '!'],
    ['\\n', '\\n'],
    ['%20', '%20'],
    ['\\u0022', '\\u0022'],
    ['🙂', '🙂'],
  ]
  for (const [before, after] of surroundings) expect(found(`${before}${address}${after}`)).toEqual([address])
})
