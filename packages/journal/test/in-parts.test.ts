import { expect, test } from 'vitest'
import { inParts } from '../src/node/in-parts.js'

test('so many at once, in the order of what it was done for', async () => {
  let [running, most] = [0, 0]
  const all = Array.from({ length: 100 }, (_, number) => number)
  const results = await inParts(all, async (number) => {
    most = Math.max(most, ++running)
    await new Promise(setImmediate)
    running--
    return number * 2
  })
  expect(results).toEqual(all.map((number) => number * 2))
  expect(most).toBe(16)
})

test('the first failure is told and nothing further begun', async () => {
  const begun: number[] = []
  const work = async (number: number) => {
    begun.push(number)
    if (number === 3) throw new Error('three')
  }
  await expect(
    inParts(
      Array.from({ length: 40 }, (_, number) => number),
      work,
    ),
  ).rejects.toThrow('three')
  expect(begun.length).toBe(16)
})
