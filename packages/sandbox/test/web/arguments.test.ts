import { expect, test } from 'vitest'
import { Arguments } from '../../src/web/arguments.js'
import { parseForm } from '../../src/web/form.js'

const args = (form: string) => new Arguments(parseForm(form))

test('arguments by kind', () => {
  expect(args('a=%D1%8F').text('a')).toBe('я')
  expect(args('a=').text('a')).toBe('')
  expect(args('').text('a')).toBeUndefined()
  expect(args('id=501').id('id')).toBe('501')
  expect(args('offset=0').integer('offset', 7, 0, 10)).toBe(0)
  expect(args('').integer('offset', 7, 0, 10)).toBe(7)
  expect(args('f=0').flag('f')).toBe(false)
  expect(args('f=1').flag('f')).toBe(true)
  expect(args('c=a,%20b,,').csv('c')).toEqual(['a', 'b'])
  expect(args('l[1]=b&l[0]=a').list('l')).toEqual(['a', 'b'])
  expect(args('m[1][0]=c&m[0][1]=b').matrix('m')).toEqual([[undefined, 'b'], ['c']])
  expect([...args('f[%D1%8F.bin]=%00%FF').files('f')]).toEqual([['я.bin', Buffer.from([0, 255])]])
})

test.each([
  ['a missing argument', () => args('').required('a')],
  ['a blank argument', () => args('a=%20').required('a')],
  ['a text that is no id', () => args('id=0x1').id('id')],
  ['an id with a leading zero', () => args('id=007').id('id')],
  ['true for 1', () => args('f=true').flag('f')],
  ['a number out of bounds', () => args('n=11').integer('n', 1, 1, 10)],
  ['a negative number', () => args('n=-1').integer('n', 1, 1, 10)],
  ['an array for a text', () => args('a[x]=1').text('a')],
  ['a text for an array', () => args('a=1').list('a')],
  ['a name for an index', () => args('a[x]=1').list('a')],
  ['an index beyond all rows', () => args('a[0][99999999]=1').matrix('a')],
  ['text that is not UTF-8', () => args('a=%FF').text('a')],
])('%s is refused', (_name, read) => {
  expect(read).toThrow(expect.objectContaining({ code: 'invalid_arg' }))
})
