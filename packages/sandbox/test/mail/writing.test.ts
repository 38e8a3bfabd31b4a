import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { composeLetter } from '../../src/mail/compose-letter.js'
import { createEximIds } from '../../src/mail/exim-id.js'
import { withFooter } from '../../src/mail/footer.js'
import { htmlToText } from '../../src/mail/html-text.js'
import { asHtml, asText, fieldLookup, mergeClassic, mergeSimple } from '../../src/mail/merge.js'

const fields = fieldLookup(
  new Map([
    ['Name', 'Tom & <Co>'],
    ['City', ''],
  ]),
)

test('classic merge fields', () => {
  expect(mergeClassic('Dear {{Name}}{{nothing}}!', fields, asText)).toBe('Dear Tom & <Co>!')
  expect(mergeClassic('{{ name }}', fields, asHtml)).toBe('Tom &#38; &#60;Co&#62;')
  expect(mergeClassic('{{City?our city}} {{Other?none}}', fields, asText)).toBe('our city none')
  expect(mergeClassic('{Name} {{}} {{a{b}}', fields, asText)).toBe('{Name} {{}} {{a{b}}')
})

test('the simple engine wants no blanks', () => {
  expect(mergeSimple('{{Name}} {{ Name }} {{none}}.', fields, asText)).toBe('Tom & <Co> {{ Name }} .')
})

test('merging and stripping take time in proportion', () => {
  const start = performance.now()
  mergeClassic('{{'.repeat(1_000_000), fields, asText)
  mergeSimple('{{a'.repeat(1_000_000), fields, asText)
  htmlToText('<'.repeat(2_000_000))
  htmlToText('<a href="'.repeat(500_000))
  htmlToText('<style>'.repeat(300_000))
  htmlToText('&#'.repeat(1_000_000))
  htmlToText(' \n'.repeat(1_000_000))
  expect(performance.now() - start).toBeLessThan(5_000)
})

test('the text part has the words and the links', () => {
  const html =
    '<html><head><title>T</title><style>p{color:red}</style></head><body><p>Hello,&nbsp;<b>Anna</b> &amp; co</p>' +
    '<p>See <A HREF="https://romashka.ru/?a=1&amp;b=2">our shop</a><br>Bye &#1071; &bogus;</p></body></html>'
  expect(htmlToText(html)).toBe('Hello, Anna & co\nSee our shop (https://romashka.ru/?a=1&b=2)\nBye Я &bogus;')
  expect(htmlToText('')).toBe('')
})

test('the footer stands before the end of the body', () => {
  const body = withFooter({ text: 'Hi', html: '<BODY>Hi</BODY>' }, 'ru', 'https://u.example/?hash=x')
  expect(body.html).toMatch(/^<BODY>Hi<p .*Отписаться.*<\/p>\n<\/BODY>$/)
  expect(body.text).toBe('Hi\n\n--\nОтписаться от рассылки: https://u.example/?hash=x\n')
  expect(withFooter({ text: '', html: 'Hi' }, 'da', 'u').html).toContain('Unsubscribe')
})

test('ids have the shape of Exim and never repeat', () => {
  const next = createEximIds(fixedClock(Date.parse('2025-06-01T08:00:00.999Z')))
  const ids = Array.from({ length: 5_000 }, next)
  for (const id of ids) expect(id).toMatch(/^1[0-9A-Za-z]{5}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}$/)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a letter is written with the names of its headers as given, attachments in a mixed part', async () => {
  const letter = await composeLetter({
    from: { name: 'Ромашка, ООО', address: 'news@romashka.ru' },
    to: { name: 'Anna "A" <x@evil.example>', address: 'anna@example.com' },
    replyTo: { name: '', address: 'reply@romashka.ru' },
    subject: 'Весна\r\nBcc: evil@example.com',
    body: { text: 'Текст', html: '<p>Текст</p>' },
    attachments: new Map([['фото.png', Uint8Array.of(0x89, 0x50, 0, 0xff)]]),
    messageId: 'a@b.example',
    boundary: 'MXhWYlJt==',
    date: Date.parse('2025-06-01T08:00:00Z'),
    headers: [
      ['X-EnvId', 'a_1'],
      ['X-Waxseal', `${'a'.repeat(400)}`],
    ],
  })
  const text = letter.toString('latin1')
  const [header = ''] = text.split('\r\n\r\n')
  expect(header).toContain('\r\nX-EnvId: a_1\r\n')
  expect(header.replace(/\r\n /g, ' ')).toContain(`\r\nX-Waxseal: ${'a'.repeat(400)}\r\n`)
  expect(header).toContain('Content-Type: multipart/mixed; boundary="MXhWYlJt=="')
  expect(header).toContain('\r\nDate: Sun, 01 Jun 2025 08:00:00 +0000\r\n')
  expect(header).not.toMatch(/^Bcc:/m)
  expect(header.match(/^To: .*$/m)?.[0]).toMatch(/<anna@example\.com>$/)
  expect(text).toContain(Buffer.from([0x89, 0x50, 0, 0xff]).toString('base64'))
  expect(text.trimEnd().endsWith('--MXhWYlJt==--')).toBe(true)
})
