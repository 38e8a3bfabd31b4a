import { expect, test } from 'vitest'
import { acknowledgedTerms } from '../../src/rules/acknowledged-terms.js'
import { codeOf, question } from './question.js'

const rule = acknowledgedTerms({ version: '2026-11' })
const ask = (acknowledged: unknown) => codeOf(rule.check(question({ acknowledged })))

test('the version in force must be among the acknowledged ones, letter by letter', () => {
  expect(ask('2026-11')).toBeUndefined()
  expect(ask(['2025-03', '2026-11'])).toBeUndefined()
  for (const other of ['2026-1', '2026-110', ' 2026-11', '2027-01', [], ['2025-03']]) expect(ask(other)).toBe('terms')
})

test('the cure keeps what was acknowledged before', () => {
  expect(rule.cure?.(question({ acknowledged: '2025-03' }))?.value).toEqual(['2025-03', '2026-11'])
  expect(rule.cure?.(question({}))?.value).toEqual(['2026-11'])
})
