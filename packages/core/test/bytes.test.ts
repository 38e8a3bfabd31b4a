import fc from 'fast-check'
import { expect, test } from 'vitest'
import { concatBytes, equalBytes, utf8 } from '../src/bytes.js'

test('UTF-8 of RFC 3629 section 7', () => {
  expect([...utf8('A\u2262\u0391.')]).toEqual([0x41, 0xe2, 0x89, 0xa2, 0xce, 0x91, 0x2e])
  expect([...utf8('\u{233b4}')]).toEqual([0xf0, 0xa3, 0x8e, 0xb4])
})

test('joining keeps every byte in order and copies', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (parts) => {
      expect([...concatBytes(...parts)]).toEqual(parts.flatMap((part) => [...part]))
    }),
  )
  const part = Uint8Array.of(1)
  const whole = concatBytes(part)
  part[0] = 2
  expect(whole[0]).toBe(1)
})

test('equal means every byte and the length', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, at, flip) => {
        const other = Uint8Array.from(bytes)
        expect(equalBytes(bytes, other)).toBe(true)
        other[at % other.length] = (other[at % other.length] ?? 0) ^ flip
        expect(equalBytes(bytes, other)).toBe(false)
        expect(equalBytes(bytes, bytes.subarray(1))).toBe(false)
      },
    ),
  )
  expect(equalBytes(new Uint8Array(), new Uint8Array())).toBe(true)
})
