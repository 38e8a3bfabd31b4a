import fc from 'fast-check'
import { expect, test } from 'vitest'
import { authStrength } from '../../src/rules/auth-strength.js'
import type { AuthenticationLevel } from '../../src/rules/facts.js'
import { codeOf, MINUTE, NOW, question } from './question.js'

const LEVELS = ['aal1', 'aal2', 'aal3'] as const
const fresh = authStrength({ atLeast: 'aal2', maxAge: '15m' })
const ask = (authentication: object, by = fresh) => codeOf(by.check(question({ authentication })))

test('every level does for itself and those below', () => {
  for (const [have, level] of LEVELS.entries()) {
    for (const [need, atLeast] of LEVELS.entries()) {
      expect(ask({ level, at: 0 }, authStrength({ atLeast }))).toBe(have >= need ? undefined : 'weak')
    }
  }
})

test('it must be younger than the age, and not of the future', () => {
  expect(ask({ level: 'aal2', at: NOW })).toBeUndefined()
  expect(ask({ level: 'aal2', at: NOW - 15 * MINUTE + 1 })).toBeUndefined()
  expect(ask({ level: 'aal2', at: NOW - 15 * MINUTE })).toBe('stale')
  expect(ask({ level: 'aal3', at: NOW + 1 })).toBe('fact-invalid')
  // `auth_time` of OpenID Connect, in seconds, taken for milliseconds: far too old.
  expect(ask({ level: 'aal3', at: NOW / 1000 })).toBe('stale')
})

test('the cure asks for no more than is needed', () => {
  const cure = (facts: object) => fresh.cure?.(question({ ...facts }))?.value
  const oldest = NOW - 15 * MINUTE + 1
  expect(cure({ authentication: { level: 'aal1', at: NOW } })).toEqual({ level: 'aal2', at: NOW })
  expect(cure({ authentication: { level: 'aal3', at: 0 } })).toEqual({ level: 'aal3', at: oldest })
  expect(cure({})).toEqual({ level: 'aal2', at: oldest })
  const anyAge = authStrength({ atLeast: 'aal3' })
  expect(anyAge.cure?.(question({ authentication: { level: 'aal1', at: 5 } }))?.value).toEqual({ level: 'aal3', at: 5 })
  expect(anyAge.cure?.(question({}))?.value).toEqual({ level: 'aal3', at: NOW })
})

test('a weaker or older authentication is never allowed where a stronger, younger one is refused', () => {
  const level = fc.constantFrom<AuthenticationLevel>(...LEVELS)
  const age = fc.integer({ min: 0, max: 20 * MINUTE })
  fc.assert(
    fc.property(level, level, age, age, level, (one, other, first, second, atLeast) => {
      const rule = authStrength({ atLeast, maxAge: '15m' })
      const [weak, strong] = [one, other].sort()
      const better = ask({ level: strong, at: NOW - Math.min(first, second) }, rule)
      const worse = ask({ level: weak, at: NOW - Math.max(first, second) }, rule)
      if (better !== undefined) expect(worse).not.toBeUndefined()
    }),
  )
})
