import { ACTIONS } from '@waxseal/policy'
import { expect, test } from 'vitest'
import { patternsCovering } from '../src/actions.js'

test('the known actions are distinct dotted words, sorted, and cannot be changed', () => {
  expect([...new Set(ACTIONS)].sort()).toEqual([...ACTIONS])
  for (const action of ACTIONS) expect(action).toMatch(/^[a-z]+(\.[a-z]+)+$/)
  expect(() => (ACTIONS as unknown as string[]).push('x')).toThrow(TypeError)
})

test('a pattern covers whole words only', () => {
  expect(patternsCovering('campaigns.send.email')).toEqual([
    '*',
    'campaigns.*',
    'campaigns.send.*',
    'campaigns.send.email',
  ])
  expect(patternsCovering('login')).toEqual(['*', 'login'])
})
