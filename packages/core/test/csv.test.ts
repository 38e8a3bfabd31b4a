import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CsvOptions, createCsvReader } from '../src/csv.js'

function read(text: string, options: CsvOptions = {}): string[][] {
  const reader = createCsvReader(options)
  return [...reader.push(text), ...reader.end()]
}

test.each<[string, string, string[][]]>([
  [
    'each record on a line of its own',
    'aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n',
    [
      ['aaa', 'bbb', 'ccc'],
      ['zzz', 'yyy', 'xxx'],
    ],
  ],
  [
    'the last may have no line break',
    'aaa,bbb\r\nzzz,yyy',
    [
      ['aaa', 'bbb'],
      ['zzz', 'yyy'],
    ],
  ],
  ['blanks are part of a field', ' a , b ', [[' a ', ' b ']]],
  [
    'fields in quotes',
    '"aaa","bbb"\r\nzzz,yyy',
    [
      ['aaa', 'bbb'],
      ['zzz', 'yyy'],
    ],
  ],
  [
    'line breaks and commas in quotes',
    '"aaa","b\r\nb,b"\r\nzzz,yyy',
    [
      ['aaa', 'b\r\nb,b'],
      ['zzz', 'yyy'],
    ],
  ],
  ['doubled quotes', '"aaa","b""bb","ccc"', [['aaa', 'b"bb', 'ccc']]],
])('RFC 4180 section 2: %s', (_, text, records) => {
  expect(read(text)).toEqual(records)
})

test.each<[string, string, string[][]]>([
  ['nothing', '', []],
  ['line breaks only', '\n\r\n\r\r\n', []],
  ['empty lines between records', 'a\n\n\r\nb\n', [['a'], ['b']]],
  [
    'CR alone',
    'a,b\rc,d\r',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'empty fields',
    ',\n,,',
    [
      ['', ''],
      ['', '', ''],
    ],
  ],
  ['an empty quoted field is a record', '""\n', [['']]],
  ['a quote inside an unquoted field', 'a"b,c', [['a"b', 'c']]],
  ['text behind a closing quote', '"a"b,c', [['ab', 'c']]],
  ['only doubled quotes', '""""', [['"']]],
])('%s', (_, text, records) => {
  expect(read(text)).toEqual(records)
})

test('empty lines can be kept, so that records count as lines', () => {
  expect(read('a\n\nb\r\n\r\n', { keepEmpty: true })).toEqual([['a'], [], ['b'], []])
})

test('any separator of one character', () => {
  expect(read('a;b,c\n1;2', { separator: ';' })).toEqual([
    ['a', 'b,c'],
    ['1', '2'],
  ])
  expect(read('a\tb', { separator: '\t' })).toEqual([['a', 'b']])
})

test.each(['', ';;', '"', '\n', '\r', '\u{1f600}'])('the separator %j is refused', (separator) => {
  expect(() => createCsvReader({ separator })).toThrow(expect.objectContaining({ code: 'csv-separator-invalid' }))
})

const separators = fc.constantFrom(',', ';', '\t', '|')
const fields = fc.string({
  unit: fc.constantFrom('"', ',', ';', '\t', '|', '\r', '\n', ' ', 'a', 'я', '\u{1f600}'),
  maxLength: 6,
})
// An unquoted empty field alone on a line is an empty line, which is no record.
const tables = fc.array(fc.array(fields, { minLength: 1, maxLength: 4 }), { maxLength: 5 })

/** The writer of RFC 4180: quotes where they are needed, and where `always` says so. */
function write(table: string[][], separator: string, lineBreak: string, always: boolean): string {
  const quoted = (field: string, alone: boolean): string =>
    always || (alone && field === '') || [separator, '"', '\r', '\n'].some((character) => field.includes(character))
      ? `"${field.replaceAll('"', '""')}"`
      : field
  return table
    .map((record) => record.map((field) => quoted(field, record.length === 1)).join(separator) + lineBreak)
    .join('')
}

test('any table comes back, wherever its text is cut', () => {
  const lineBreaks = fc.constantFrom('\r\n', '\n', '\r')
  fc.assert(
    fc.property(
      tables,
      separators,
      lineBreaks,
      fc.boolean(),
      fc.array(fc.nat(60)),
      (table, separator, lineBreak, always, cuts) => {
        const text = write(table, separator, lineBreak, always)
        const reader = createCsvReader({ separator })
        const records: string[][] = []
        let from = 0
        for (const cut of [...cuts.filter((at) => at <= text.length).sort((a, b) => a - b), text.length]) {
          records.push(...reader.push(text.slice(from, cut)))
          from = cut
        }
        expect([...records, ...reader.end()]).toEqual(table)
      },
    ),
    { numRuns: 500 },
  )
})

test('a text that ends inside quotes is said, with the record', () => {
  expect(() => read('a\n"secret')).toThrow(expect.objectContaining({ code: 'csv-quote-open', details: { record: 1 } }))
  expect(() => read('a\n"secret')).not.toThrow('secret')
})

test('a record may have its length and no more, whatever ends the one before', () => {
  for (const lineBreak of ['\n', '\r\n', '\r']) {
    expect(read(`abc${lineBreak}abc${lineBreak}`, { maxRecord: 3 })).toEqual([['abc'], ['abc']])
    expect(() => read(`abc${lineBreak}abcd${lineBreak}`, { maxRecord: 3 })).toThrow(
      expect.objectContaining({ code: 'csv-record-too-long', details: { record: 1 } }),
    )
  }
})

test('an open quote cannot fill the memory', () => {
  const reader = createCsvReader({ maxRecord: 10_000 })
  reader.push('"')
  const push = () => {
    for (let piece = 0; piece < 100; piece++) reader.push('x'.repeat(1000))
  }
  expect(push).toThrow(expect.objectContaining({ code: 'csv-record-too-long', details: { record: 0 } }))
})
