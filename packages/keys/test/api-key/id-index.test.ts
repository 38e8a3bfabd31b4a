import { seededRandom } from '@waxseal/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { IdIndex } from '../../src/api-key/id-index.js'
import { readKeyId } from '../../src/api-key/key-text.js'
import { base32 } from './support.js'

function look(index: IdIndex, id: string): number | undefined {
  readKeyId(id)
  const number = index.find()
  return index.miss === 0 ? number : undefined
}

// Few different first parts, so that many ids share one.
const anyId = fc
  .tuple(fc.constantFrom('aaaaaa', 'aaaaab', 'mmmmmm', '777777'), fc.stringMatching(/^[ab7]{10}$/))
  .map((parts) => parts.join(''))

test('it knows what a map knows, however ids are added and asked for', () => {
  const step = fc.record({ add: fc.uniqueArray(anyId, { maxLength: 60 }), ask: fc.array(anyId, { maxLength: 20 }) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const index = new IdIndex()
      const map = new Map<string, number>()
      for (const { add, ask } of steps) {
        for (const id of add) {
          if (map.has(id)) continue
          index.add(id, map.size)
          map.set(id, map.size)
        }
        for (const id of [...ask, ...add]) expect(look(index, id)).toBe(map.get(id))
      }
    }),
  )
})

test('thousands at once and thousands one by one', () => {
  const random = seededRandom(3)
  const ids = Array.from({ length: 6000 }, () => base32(random(10)))
  const index = new IdIndex()
  for (const [number, id] of ids.entries()) {
    index.add(id, number)
    if (number > 3000) expect(look(index, id)).toBe(number)
  }
  for (const [number, id] of ids.entries()) expect(look(index, id)).toBe(number)
  for (let round = 0; round < 1000; round++) expect(look(index, base32(random(10)))).toBeUndefined()
})

test('an empty one has nothing, not even the id of zeros', () => {
  expect(look(new IdIndex(), 'aaaaaaaaaaaaaaaa')).toBeUndefined()
  expect(new IdIndex().find()).toBe(0)
})

test('an unknown id is met with anybody’s number, every one about as often', () => {
  const random = seededRandom(9)
  const index = new IdIndex()
  for (let number = 0; number < 50; number++) index.add(base32(random(10)), number)
  const counts = new Array<number>(50).fill(0)
  for (let round = 0; round < 5000; round++) {
    readKeyId(base32(random(10)))
    const number = index.find()
    expect(index.miss).not.toBe(0)
    counts[number] = (counts[number] ?? 0) + 1
  }
  expect(Math.min(...counts)).toBeGreaterThan(50)
  expect(Math.max(...counts)).toBeLessThan(170)
})
