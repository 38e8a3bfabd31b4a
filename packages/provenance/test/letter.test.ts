import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLetter } from '../src/index.js'

const codes = (source: string | Uint8Array) => parseLetter(source).faults.map(({ code }) => code)
const text = (letter: ReturnType<typeof parseLetter>, start: number, end: number) =>
  new TextDecoder().decode(letter.bytes.subarray(start, end))

test('fields have names, unfolded values, numbers from the top and exact ranges', () => {
  const letter = parseLetter('From: a@example.com\r\nSubject: one\r\n\ttwo\r\nX-Empty:\r\n\r\nbody')
  expect(letter.headers.map(({ number, name, value }) => [number, name, value])).toEqual([
    [1, 'From', 'a@example.com'],
    [2, 'Subject', 'one\ttwo'],
    [3, 'X-Empty', ''],
  ])
  const [, subject] = letter.headers
  expect(text(letter, subject?.start ?? 0, subject?.end ?? 0)).toBe('Subject: one\r\n\ttwo\r\n')
  expect(text(letter, letter.bodyStart, letter.bytes.length)).toBe('body')
  expect(letter.faults).toEqual([])
})

test('line feeds alone end lines; mixed ends are named', () => {
  const letter = parseLetter('From: a@example.com\nSubject: x\n\nbody\n')
  expect(letter.headers).toHaveLength(2)
  expect(letter.faults).toEqual([])
  expect(codes('From: a@example.com\r\nSubject: x\n\r\n')).toEqual(['mixed-line-ends'])
})

test('a letter of headers alone, of a body alone and of nothing', () => {
  expect(parseLetter('From: a@example.com').bodyStart).toBe(19)
  expect(parseLetter('\r\nbody').bodyStart).toBe(2)
  expect(codes('')).toEqual(['empty', 'from-missing'])
  expect(parseLetter('').headers).toEqual([])
})

test('a byte order mark and the line of an mbox file are stepped over', () => {
  const letter = parseLetter('\uFEFFFrom anna Mon Jan  1 10:00:00 2026\r\nFrom: a@example.com\r\n\r\n')
  expect(letter.from?.domain).toBe('example.com')
  expect(letter.faults.map(({ code }) => code)).toEqual(['byte-order-mark', 'mbox-line'])
})

test('UTF-8 in values is read, a Buffer gives a plain view of the same memory', () => {
  const buffer = Buffer.from('Subject: Привет\r\nFrom: a@example.com\r\n\r\n')
  const letter = parseLetter(buffer)
  expect(letter.headers[0]?.value).toBe('Привет')
  expect(Buffer.isBuffer(letter.bytes)).toBe(false)
  expect(letter.bytes.buffer).toBe(buffer.buffer)
})

test.each([
  ['From: a@example.com\r\nSubject: x\rFrom: b@evil.com\r\n\r\n', 'lone-cr', 2],
  ['From: a@example.com\r\nSubject: x\0y\r\n\r\n', 'nul', 2],
  [' From: b@evil.com\r\nFrom: a@example.com\r\n\r\n', 'leading-blank', 1],
  ['From: a@example.com\r\n \r\nFrom: b@evil.com\r\n\r\n', 'blank-continuation', 1],
  ['From: a@example.com\r\nno colon here\r\n\r\n', 'line-without-name', 2],
  ['From: a@example.com\r\n: nameless\r\n\r\n', 'line-without-name', 2],
  ['From : a@example.com\r\n\r\n', 'space-before-colon', 1],
  ['From: a@example.com\r\nTемa: x\r\n\r\n', 'field-name-invalid', 2],
])('%j is told as %s', (source, code, header) => {
  expect(parseLetter(source).faults).toContainEqual({ code, header })
})

test('a space before the colon of another field is only old-fashioned', () => {
  expect(codes('From: a@example.com\r\nSubject : x\r\n\r\n')).toEqual([])
})

test('the author is told only when there is no doubt', () => {
  expect(parseLetter('From: =?utf-8?B?0JDQvdC90LA=?= <anna@example.com>\r\n\r\n').from).toEqual({
    display: 'Анна',
    local: 'anna',
    domain: 'example.com',
  })
  expect(parseLetter('From: a@example.com\r\nFROM: a@example.com\r\n\r\n').from).toBeUndefined()
  expect(codes('From: a@example.com\r\nFROM: a@example.com\r\n\r\n')).toEqual(['from-repeated'])
  expect(codes('From: a@example.com, b@example.com\r\n\r\n')).toEqual(['from-several'])
  expect(codes('Subject: x\r\n\r\n')).toEqual(['from-missing'])
})

test('whatever the bytes are, there is a letter whose fields tile the header', () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string({ unit: fc.constantFrom('\r', '\n', ' ', '\t', ':', 'From', 'a', '\0', '<', '@', ','), maxLength: 200 }),
  )
  fc.assert(
    fc.property(noise, (source) => {
      const { headers, bodyStart, bytes, faults } = parseLetter(source)
      for (const [index, field] of headers.entries()) {
        expect(field.number).toBe(index + 1)
        expect(field.start).toBeLessThan(field.end)
        if (index > 0) expect(field.start).toBe(headers[index - 1]?.end)
      }
      expect(bodyStart).toBeGreaterThanOrEqual(headers[headers.length - 1]?.end ?? 0)
      expect(bodyStart).toBeLessThanOrEqual(bytes.length)
      expect(new Set(faults.map(({ code }) => code)).size).toBe(faults.length)
    }),
  )
})
