import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeForm, toFields } from '../src/form.js'
import { webMethods } from '../src/web-methods.js'

// The vectors were made with a standard form encoder; they are those of the provider's catalogue, section 1.2.
test('vector: csv, php-map and scalar', () => {
  const values = { list_ids: [501, 502], fields: { email: 'anna+test@example.com' }, double_optin: 3 }
  const fields = toFields(values, { list_ids: 'csv', fields: 'php-map', double_optin: 'scalar' })
  expect(encodeForm([['format', 'json'], ['api_key', 'KEY'], ...fields])).toBe(
    'format=json&api_key=KEY&list_ids=501%2C502&fields%5Bemail%5D=anna%2Btest%40example.com&double_optin=3',
  )
})

test('vector: php-indexed and php-matrix, as the row of importContacts names them', () => {
  const values = { field_names: ['email', 'email_list_ids'], data: [['anna@example.com', '501,502']] }
  expect(encodeForm(toFields(values, webMethods.importContacts.forms))).toBe(
    'field_names%5B0%5D=email&field_names%5B1%5D=email_list_ids&data%5B0%5D%5B0%5D=anna%40example.com&data%5B0%5D%5B1%5D=501%2C502',
  )
})

test('vector: a map with a percent-encoded value', () => {
  const fields = toFields({ params: { type: 'address', search: '@example.com' } }, { params: 'php-map' })
  expect(encodeForm(fields)).toBe('params%5Btype%5D=address&params%5Bsearch%5D=%40example.com')
})

test('vector: php-list', () => {
  expect(encodeForm(toFields({ field_names: ['email'] }, { field_names: 'php-list' }))).toBe('field_names%5B%5D=email')
})

test('vector: raw bytes of a file, which are not UTF-8', () => {
  const bytes = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff)
  const fields = toFields({ attachments: { 'a.png': bytes } }, webMethods.createEmailMessage.forms)
  expect(encodeForm(fields)).toBe('attachments%5Ba.png%5D=%89PNG%0D%0A%1A%0A%00%FF')
})

test('0, false and the empty text are values, undefined is none', () => {
  const values = { double_optin: 0, track_read: false, track_links: true, tag: '', offset: undefined }
  expect(encodeForm(toFields(values, {}))).toBe('double_optin=0&track_read=0&track_links=1&tag=')
})

test('names that an object has by birth are names like any other', () => {
  const map = JSON.parse('{"__proto__":"x","constructor":"y"}')
  expect(encodeForm(toFields({ fields: map }, { fields: 'php-map' }))).toBe(
    'fields%5B__proto__%5D=x&fields%5Bconstructor%5D=y',
  )
})

test('law: text comes out as from the encoder of the platform', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constant("a !'()~*-._ + & = %\ud800 я"),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, unit), { minLength: 1, maxLength: 5 }), (pairs) => {
      expect(encodeForm(pairs)).toBe(new URLSearchParams(pairs).toString())
    }),
  )
})

test('law: bytes come back as they were', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = encodeForm([['k', bytes]])
        .slice(2)
        .replaceAll('+', ' ')
      const decoded = text.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
      expect(Uint8Array.from(decoded, (character) => character.charCodeAt(0))).toEqual(bytes)
    }),
  )
})
