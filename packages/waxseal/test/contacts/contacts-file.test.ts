import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readContactsFile } from '../../src/contacts/contacts-file.js'

describe('files as people save them', () => {
  test.each([
    ['commas', 'email,phone,name\na@b.example,+7000,Anna\n'],
    ['semicolons', 'name;email;phone\r\nAnna;a@b.example;+7000\r\n'],
    ['tabs', 'Email\tPhone\tname\na@b.example\t+7000\tAnna'],
    ['quotes', '"E-mail","телефон","name"\n"a@b.example","+7000","Anna"\n'],
    ['byte order mark', '\uFEFFemail,phone,name\na@b.example,+7000,Anna\n'],
  ])('%s', (_name, text) => {
    expect(readContactsFile(text)).toEqual([
      { row: 2, contact: { email: 'a@b.example', phone: '+7000', fields: { name: 'Anna' } } },
    ])
  })

  test('UTF-16, both ways round', () => {
    const text = 'email,name\na@b.example,Анна\n'
    const little = Uint8Array.from([
      0xff,
      0xfe,
      ...[...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    ])
    const big = Uint8Array.from([
      0xfe,
      0xff,
      ...[...text].flatMap((c) => [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255]),
    ])
    for (const bytes of [little, big]) expect(readContactsFile(bytes)[0]?.contact?.fields).toEqual({ name: 'Анна' })
  })

  test('rows keep the numbers of the spreadsheet over empty lines; a row of another width is no contact', () => {
    const rows = readContactsFile('email,name\n\na@b.example,A\nonly-one\nc@d.example,C\n')
    expect(rows.map(({ row, contact }) => [row, contact?.email])).toEqual([
      [3, 'a@b.example'],
      [4, undefined],
      [5, 'c@d.example'],
    ])
  })
})

describe('hostile files', () => {
  test.each([
    ['no address column', 'name,age\nAnna,7\n'],
    ['empty', ''],
    ['quotes never closed', 'email\n"a@b.example\n'],
    ['binary noise', Uint8Array.from({ length: 5000 }, (_unused, index) => (index * 73) % 256)],
  ])('%s: refused with a code', (_name, file) => {
    expect(() => readContactsFile(file)).toThrow(
      expect.objectContaining({ stop: expect.objectContaining({ code: 'input-invalid' }) }),
    )
  })

  test('prototype keys are plain columns', () => {
    const [row] = readContactsFile('email,__proto__,constructor\na@b.example,x,y\n')
    expect(Object.keys(row?.contact?.fields ?? {})).toEqual(['__proto__', 'constructor'])
    expect(({} as { x?: string }).x).toBeUndefined()
  })

  test('never throws anything but its own stop', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readContactsFile(bytes)
        } catch (error) {
          expect(error).toHaveProperty('stop.code', 'input-invalid')
        }
      }),
    )
  })
})
