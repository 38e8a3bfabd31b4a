import { expect, test } from 'vitest'
import { parseLetter } from '../src/index.js'
import { readTextParts } from '../src/text-parts.js'

const read = (lines: readonly string[]) => readTextParts(parseLetter(lines.join('\r\n')))
const texts = (lines: readonly string[]) => read(lines).parts.map(({ type, text }) => [type, text])

test('a letter without a type is plain text', () => {
  expect(texts(['From: a@example.com', '', 'Hello'])).toEqual([['text/plain', 'Hello']])
})

test.each([
  ['utf-8', 'base64', Buffer.from('Ромашка').toString('base64')],
  ['windows-1251', 'quoted-printable', '=D0=EE=EC=E0=\r\n=F8=EA=E0'],
  ['KOI8-R', 'base64', '8s/N\r\nwdvLwQ=='],
  ['"utf-8"', '8bit', 'Ромашка'],
])('%s in %s is decoded', (charset, encoding, body) => {
  const head = [`Content-Type: text/html; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`]
  expect(texts([...head, '', body])).toEqual([['text/html', 'Ромашка']])
})

test('alternatives in a mixed letter, attachments and attached letters left out', () => {
  const found = texts([
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    'preamble',
    '--outer',
    'Content-Type: multipart/alternative; boundary=outer-inner',
    '',
    '--outer-inner',
    '',
    'plain',
    '--outer-inner',
    'Content-Type: text/html',
    '',
    '<p>html</p>',
    '--outer-inner--',
    '--outer',
    'Content-Type: text/plain',
    'Content-Disposition: attachment; filename=a.txt',
    '',
    'attached',
    '--outer',
    'Content-Type: message/rfc822',
    '',
    'Subject: another letter',
    '',
    'another body',
    '--outer--  ',
    'epilogue',
  ])
  expect(found).toEqual([
    ['text/plain', 'plain'],
    ['text/html', '<p>html</p>'],
  ])
})

test('the range of a part is that of its encoded bytes', () => {
  const letter = parseLetter('Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b--\r\n')
  const [part] = readTextParts(letter).parts
  expect(new TextDecoder().decode(letter.bytes.subarray(part?.start, part?.end))).toBe('Hello')
})

test('a multipart that is never closed, or has no boundary', () => {
  expect(texts(['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'Hello'])).toEqual([
    ['text/plain', 'Hello'],
  ])
  expect(texts(['Content-Type: multipart/mixed', '', '--', '', 'Hello'])).toEqual([])
})

test('depth, number and size are bounded, and it is said', () => {
  const deep = Array.from(
    { length: 300 },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}`,
  )
  expect(read([...deep, '', 'x']).faults).toEqual(['parts-too-deep'])
  const many = read(['Content-Type: multipart/mixed; boundary=b', '', '--b\r\n\r\nx\r\n'.repeat(5000)])
  expect(many.faults).toEqual(['parts-too-many'])
  expect(many.parts.length).toBeLessThanOrEqual(200)
  const large = read(['Content-Type: text/plain', '', 'x'.repeat(5 * 1024 * 1024)])
  expect(large).toEqual({ parts: [], faults: ['parts-too-large'] })
})
