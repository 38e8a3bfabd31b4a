import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiFault } from '../../src/web/api-fault.js'
import { type FormTree, type FormValue, parseForm } from '../../src/web/form.js'

function plain(value: FormValue): unknown {
  if (typeof value === 'string') return Buffer.from(value, 'latin1').toString()
  return [...value].map(([key, item]) => [key, plain(item)])
}

test('the vectors of the fact sheet', () => {
  expect(
    plain(
      parseForm(
        'format=json&api_key=KEY&list_ids=501%2C502&fields%5Bemail%5D=anna%2Btest%40example.com&double_optin=3',
      ),
    ),
  ).toEqual([
    ['format', 'json'],
    ['api_key', 'KEY'],
    ['list_ids', '501,502'],
    ['fields', [['email', 'anna+test@example.com']]],
    ['double_optin', '3'],
  ])
  expect(
    plain(
      parseForm(
        'field_names%5B0%5D=email&field_names%5B1%5D=email_list_ids&data%5B0%5D%5B0%5D=anna%40example.com&data%5B0%5D%5B1%5D=501%2C502',
      ),
    ),
  ).toEqual([
    [
      'field_names',
      [
        ['0', 'email'],
        ['1', 'email_list_ids'],
      ],
    ],
    [
      'data',
      [
        [
          '0',
          [
            ['0', 'anna@example.com'],
            ['1', '501,502'],
          ],
        ],
      ],
    ],
  ])
  expect(plain(parseForm('params%5Btype%5D=address&params%5Bsearch%5D=%40example.com'))).toEqual([
    [
      'params',
      [
        ['type', 'address'],
        ['search', '@example.com'],
      ],
    ],
  ])
})

test('an attachment comes byte by byte', () => {
  const files = parseForm('attachments%5Ba.png%5D=%89PNG%0D%0A%1A%0A%00%FF').get('attachments')
  expect(files).toEqual(new Map([['a.png', '\x89PNG\r\n\x1a\n\x00\xff']]))
})

test('k[] appends behind the highest number', () => {
  expect(plain(parseForm('k[]=a&k[]=b'))).toEqual([
    [
      'k',
      [
        ['0', 'a'],
        ['1', 'b'],
      ],
    ],
  ])
  expect(parseForm('k[7]=a&k[]=b').get('k')).toEqual(
    new Map([
      ['7', 'a'],
      ['8', 'b'],
    ]),
  )
})

test('what PHP does with odd pairs', () => {
  expect(parseForm('a+b.c=1').get('a_b_c')).toBe('1')
  expect(parseForm('a=1&a=2').get('a')).toBe('2')
  expect(parseForm('a=1&a[x]=2').get('a')).toEqual(new Map([['x', '2']]))
  expect(parseForm('a=%zz&b=100%').get('a')).toBe('%zz')
  expect(parseForm('a=x+y%2Bz').get('a')).toBe('x y+z')
  expect(parseForm('flag&&=x').get('flag')).toBe('')
  expect(parseForm('')).toEqual(new Map())
})

test('prototype keys are names like any other', () => {
  const tree = parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1&a[__proto__][polluted]=1')
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  expect(tree.get('__proto__')).toEqual(new Map([['polluted', '1']]))
  expect((tree.get('a') as FormTree).get('__proto__')).toEqual(new Map([['polluted', '1']]))
})

test('deep and endless forms are refused', () => {
  expect(() => parseForm(`a${'[b]'.repeat(50_000)}=1`)).toThrow(ApiFault)
  expect(() => parseForm('a=1&'.repeat(200_001))).toThrow(ApiFault)
})

test('a big form takes time in proportion', () => {
  const start = performance.now()
  parseForm('data[0][0]=%41%42&'.repeat(150_000))
  parseForm(`${'k[]=1&'.repeat(100_000)}`)
  parseForm(`a=${'%'.repeat(4_000_000)}`)
  parseForm('['.repeat(1_000_000))
  expect(performance.now() - start).toBeLessThan(4_000)
})

test('what a standard encoder writes is read back', () => {
  const key = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/)
  fc.assert(
    fc.property(fc.dictionary(key, fc.string({ unit: 'grapheme' }), { maxKeys: 8 }), (values) => {
      const tree = parseForm(new URLSearchParams(values).toString())
      expect(plain(tree)).toEqual(Object.entries(values).map(([name, value]) => [name, value]))
    }),
  )
})
