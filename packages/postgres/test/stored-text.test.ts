import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex, toHex } from '../src/hex.js'
import { fitIndex, fromStored, toStored } from '../src/stored-text.js'

const text = fc.string({ unit: 'binary' })

test('come back, differ when they differ, and are what PostgreSQL takes', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(fromStored(toStored(one))).toBe(one)
      expect(toStored(one) === toStored(other)).toBe(one === other)
      expect(toStored(one)).not.toContain('\0')
      expect(Buffer.from(toStored(one)).toString()).toBe(toStored(one))
      // Between two names a quote separates: none is within.
      expect(toStored(one).replaceAll('\\\\', '').replaceAll('\\"', '')).not.toContain('"')
    }),
  )
})

test('fit an index up to 2,600 bytes', () => {
  for (const [names, fits] of [
    [['x'.repeat(1_300), 'x'.repeat(1_300)], true],
    [['x'.repeat(1_300), 'x'.repeat(1_301)], false],
    [['я'.repeat(1_300)], true],
    [['я'.repeat(1_301)], false],
    [['語'.repeat(866)], true],
    [['語'.repeat(867)], false],
    [['😀'.repeat(650)], true],
    [['😀'.repeat(651)], false],
  ] as const) {
    expect(fitIndex(...names)).toBe(fits)
  }
})

test('bytes and hexadecimal', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(fromHex(toHex(bytes))).toEqual(bytes)
    }),
  )
  expect(toHex(Uint8Array.of(0, 15, 255))).toBe('000fff')
})
