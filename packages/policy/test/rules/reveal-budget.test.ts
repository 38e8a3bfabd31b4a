import fc from 'fast-check'
import { expect, test } from 'vitest'
import { revealBudget } from '../../src/rules/reveal-budget.js'
import { codeOf, question } from './question.js'

const rule = revealBudget({ perDay: 50 })
const ask = (reveals: unknown, day: unknown) => codeOf(rule.check(question({ reveals, revealed: { day } })))

test('contacts are shown until the budget of the day is spent', () => {
  expect(ask(1, 49)).toBeUndefined()
  expect(ask(1, 50)).toBe('budget-spent')
  expect(ask(50, 0)).toBeUndefined()
  expect(ask(51, 0)).toBe('budget-spent')
  expect(ask(0, 50)).toBeUndefined()
})

test('how many a request shows is never guessed', () => {
  expect(codeOf(rule.check(question({ revealed: { day: 0 } })))).toBe('fact-missing')
  expect(rule.cure?.(question({ revealed: { day: 20 } }))).toEqual({ fact: 'reveals', value: 30 })
})

test('it refuses exactly what passes the budget', () => {
  const count = fc.integer({ min: 0, max: 100 })
  fc.assert(
    fc.property(count, count, (reveals, day) => {
      expect(ask(reveals, day)).toBe(reveals + day > 50 ? 'budget-spent' : undefined)
    }),
  )
})
