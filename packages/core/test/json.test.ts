import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, type JsonValue } from '../src/json.js'

const json = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }) as fc.Arbitrary<JsonValue>

test('RFC 8785 section 3.2.2 and 3.2.3', () => {
  const numbers = [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27]
  expect(canonicalJson({ numbers, string: '\u20ac$\u000f\u000aA\'"\\\\"/', literals: [null, true, false] })).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'\\"\\\\\\\\\\"/"}',
  )
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6']
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])))
  expect(Object.keys(JSON.parse(text)).filter((key) => key !== '1')).toEqual(sorted.filter((key) => key !== '1'))
  expect(text.startsWith('{"\\r":0,"1":0,"\u0080":0')).toBe(true)
})

test('reads back as the same value', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('the order in which members were set does not show, at any depth', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(canonicalJson(turned(value))).toBe(canonicalJson(value))
    }),
  )
})

test('different values have different texts', () => {
  fc.assert(
    fc.property(json, json, (left, right) => {
      const same = canonicalJson(left) === canonicalJson(right)
      expect(same).toBe(
        canonicalJson(JSON.parse(JSON.stringify(left))) === canonicalJson(JSON.parse(JSON.stringify(right))),
      )
    }),
  )
  expect(new Set([null, false, 0, '', [], {}, [null], { a: null }, 'null', [[]], [{}]].map(canonicalJson)).size).toBe(
    11,
  )
})

test('members that are undefined are left out', () => {
  expect(canonicalJson({ a: undefined, b: 1 } as unknown as JsonValue)).toBe('{"b":1}')
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%d has no text: it would share that of null',
  (number) => {
    expect(() => canonicalJson({ a: [number] })).toThrow(expect.objectContaining({ code: 'json-invalid' }))
  },
)

test('a hole in an array has no text', () => {
  expect(() => canonicalJson([1, undefined, 2] as unknown as JsonValue)).toThrow(
    expect.objectContaining({ code: 'json-invalid' }),
  )
})

test('a member called __proto__ is a member', () => {
  expect(canonicalJson(JSON.parse('{"__proto__":{"a":1},"constructor":2}'))).toBe(
    '{"__proto__":{"a":1},"constructor":2}',
  )
})

function turned(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: JsonValue) => turned(item))
  const members = Object.entries(value).reverse()
  return Object.fromEntries(members.map(([key, member]) => [key, turned(member)]))
}
