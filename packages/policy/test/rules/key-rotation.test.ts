import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CredentialFact } from '../../src/rules/facts.js'
import { keyRotation } from '../../src/rules/key-rotation.js'
import { codeOf, DAY, HOUR, NOW, question } from './question.js'

const rule = keyRotation({ maxAge: '90d' })
const withOverlap = keyRotation({ maxAge: '90d', overlap: '12h' })
const ask = (credential: object, by = rule) => codeOf(by.check(question({ credential })))

test('a current credential does until the very millisecond at which it is too old', () => {
  expect(ask({ state: 'current', issuedAt: NOW })).toBeUndefined()
  expect(ask({ state: 'current', issuedAt: NOW - 90 * DAY + 1 })).toBeUndefined()
  expect(ask({ state: 'current', issuedAt: NOW - 90 * DAY })).toBe('stale')
  expect(ask({ state: 'current', issuedAt: NOW + 1 })).toBe('fact-invalid')
})

test('no other state of a rotation does', () => {
  for (const state of ['pending', 'tested', 'retired']) {
    expect(ask({ state, issuedAt: NOW - HOUR })).toBe('not-current')
    expect(ask({ state, issuedAt: NOW - HOUR, rotatedAt: NOW }, withOverlap)).toBe('not-current')
  }
  expect(ask({ state: 'previous', issuedAt: NOW - HOUR, rotatedAt: NOW })).toBe('not-current')
})

test('a previous one does while it overlaps, counted from its rotation', () => {
  const previous = { state: 'previous', issuedAt: NOW - 80 * DAY }
  expect(ask({ ...previous, rotatedAt: NOW }, withOverlap)).toBeUndefined()
  expect(ask({ ...previous, rotatedAt: NOW - 12 * HOUR + 1 }, withOverlap)).toBeUndefined()
  expect(ask({ ...previous, rotatedAt: NOW - 12 * HOUR }, withOverlap)).toBe('not-current')
  expect(ask({ ...previous, rotatedAt: NOW + 1 }, withOverlap)).toBe('fact-invalid')
  expect(ask(previous, withOverlap)).toBe('fact-invalid')
  expect(ask({ state: 'previous', issuedAt: NOW - 90 * DAY, rotatedAt: NOW }, withOverlap)).toBe('stale')
})

test('an end of its own holds too, the instant excluded', () => {
  expect(ask({ state: 'current', issuedAt: NOW - HOUR, expiresAt: NOW + 1 })).toBeUndefined()
  expect(ask({ state: 'current', issuedAt: NOW - HOUR, expiresAt: NOW })).toBe('expired')
})

test('the cure is the oldest credential that would do', () => {
  const cure = (credential: object) => rule.cure?.(question({ credential }))?.value
  const oldest = NOW - 90 * DAY + 1
  expect(cure({ state: 'current', issuedAt: 0 })).toEqual({ state: 'current', issuedAt: oldest })
  expect(cure({ state: 'retired', issuedAt: NOW - HOUR })).toEqual({ state: 'current', issuedAt: NOW - HOUR })
  const expired = { state: 'current', issuedAt: NOW - HOUR, expiresAt: NOW - 5 }
  expect(cure(expired)).toEqual({ ...expired, expiresAt: NOW + 1 })
})

test('an older credential is never allowed where a younger one is refused, nor a request later than a refused one', () => {
  const state = fc.constantFrom<CredentialFact['state']>('pending', 'tested', 'current', 'previous', 'retired')
  const age = fc.integer({ min: 0, max: 100 * DAY })
  fc.assert(
    fc.property(state, age, age, age, (kind, one, other, since) => {
      const rotated = kind === 'previous' ? { rotatedAt: NOW - Math.min(one, other, since) } : {}
      const young = ask({ state: kind, issuedAt: NOW - Math.min(one, other), ...rotated }, withOverlap)
      const old = ask({ state: kind, issuedAt: NOW - Math.max(one, other), ...rotated }, withOverlap)
      if (young !== undefined) expect(old).not.toBeUndefined()
      const credential = { state: kind, issuedAt: NOW - Math.max(one, other), ...rotated }
      const later = codeOf(withOverlap.check(question({ credential }, { context: { at: NOW + since } })))
      if (old !== undefined) expect(later).not.toBeUndefined()
    }),
  )
})
