import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor } from '../src/index.js'

const redactor = createRedactor()

const values = fc.constantFrom(
  'maria@romashka.ru',
  'мария@ромашка.рф',
  'user%40mail.ru',
  'a@b',
  '"a b"@c.ru',
  '+7 916 123-45-67',
  '8 (916) 123-45-67',
  '89161234567',
  '512-376-2426',
  '9161234567',
  '123-45-67',
  'https://u:p@h.ru/',
  'db://u:#p@h',
  '[EMAIL]',
  '[PHONE]',
)
const glue = fc.constantFrom(
  ...[
    '',
    ' ',
    '  ',
    '\n',
    '\t',
    ',',
    ';',
    ':',
    '.',
    '-',
    '+',
    '(',
    ')',
    '/',
    '@',
    '%',
    '%40',
    '%2B',
    '\\',
    '\\u0040',
    '"',
    '<',
    '>',
    '=',
    '_',
  ],
  ...[
    '#',
    '№',
    '\u200b',
    '\u00a0',
    '\u2011',
    '🙂',
    '1',
    '7',
    '8',
    '22',
    '333',
    '4444',
    'a',
    'я',
    'тел. ',
    'phone ',
    'заказ ',
    '://',
    '[',
    ']',
  ],
)
const texts = fc.array(fc.oneof(values, glue, glue), { maxLength: 14 }).map((parts) => parts.join(''))

test('redacting twice is redacting once', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const once = redactor.redact(text)
      expect(redactor.redact(once)).toBe(once)
    }),
    { numRuns: 5_000 },
  )
})

test('spans are sorted, apart, inside the text, and never cut a character in two', () => {
  const isCut = (text: string, at: number) =>
    /[\ud800-\udbff]/.test(text.charAt(at - 1)) && /[\udc00-\udfff]/.test(text.charAt(at))
  fc.assert(
    fc.property(texts, (text) => {
      let from = 0
      for (const span of redactor.find(text)) {
        expect(span.start).toBeGreaterThanOrEqual(from)
        expect(span.end).toBeGreaterThan(span.start)
        expect(span.end).toBeLessThanOrEqual(text.length)
        expect(isCut(text, span.start) || isCut(text, span.end)).toBe(false)
        from = span.end
      }
    }),
    { numRuns: 2_000 },
  )
})

test('the same string comes back when there is nothing in it, and only then', () => {
  fc.assert(
    fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (text) => {
      expect(redactor.redact(text) === text).toBe(
        redactor.find(text).every((span) => text.slice(span.start, span.end) === `[${span.type}]`),
      )
    }),
  )
})

test('an address survives no neighbours', () => {
  fc.assert(
    fc.property(fc.array(glue), fc.array(glue), (before, after) => {
      const [left, right] = [before.join(''), after.join('')]
      expect(redactor.redact(`${left} maria.ivanova@romashka.ru ${right}`)).not.toMatch(/maria|romashka/)
      expect(redactor.mask(`${left} maria.ivanova@romashka.ru ${right}`)).not.toMatch(/maria|romashka/)
      // Glued to a URL it may be a name and password, whose host stays.
      expect(redactor.redact(`${left}maria.ivanova@romashka.ru${right}`)).not.toContain('ivanova')
      expect(redactor.mask(`${left}maria.ivanova@romashka.ru${right}`)).not.toContain('ivanova')
    }),
    { numRuns: 2_000 },
  )
})

test('a number with a plus survives no neighbours', () => {
  fc.assert(
    fc.property(fc.array(glue), fc.array(glue), (before, after) => {
      expect(redactor.redact(`${before.join('')} +7 916 123-45-67 ${after.join('')}`)).not.toMatch(/916 123/)
    }),
    { numRuns: 2_000 },
  )
})

test('the copy of any object holds no address, and the object is what it was', () => {
  const leaf = fc.oneof(texts, fc.integer(), fc.constant(null), fc.boolean(), fc.constant('maria.ivanova@romashka.ru'))
  const trees = fc.object({
    key: fc.oneof(texts, fc.constantFrom('__proto__', 'constructor', 'maria.ivanova@romashka.ru')),
    values: [leaf],
  })
  fc.assert(
    fc.property(trees, (tree) => {
      const before = JSON.stringify(tree)
      const copy = JSON.stringify(redactor.object(deepFreeze(tree)))
      expect(copy).not.toContain('ivanova')
      expect(JSON.stringify(tree)).toBe(before)
    }),
    { numRuns: 1_000 },
  )
})

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) deepFreeze(item)
    Object.freeze(value)
  }
  return value
}
