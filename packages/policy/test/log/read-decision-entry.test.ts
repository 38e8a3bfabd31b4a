import { expect, test } from 'vitest'
import { readDecisionEntry } from '../../src/log/read-decision-entry.js'

test('only entries of this form read back', () => {
  const entry = { v: 1, at: 0, allowed: true, code: 'allowed', grants: ['a'], list: null, principal: 'm', action: 'x' }
  expect(readDecisionEntry(entry)).toBe(entry)
  expect(readDecisionEntry({ ...entry, later: {} })).toMatchObject(entry)
  const bad: unknown[] = [
    undefined,
    null,
    1,
    'text',
    [],
    {},
    { ...entry, v: 2 },
    { ...entry, at: Number.NaN },
    { ...entry, at: null },
    { ...entry, principal: 7 },
    { ...entry, list: 7 },
    { ...entry, ip: 7 },
    { ...entry, allowed: 'true' },
    { ...entry, allowed: false },
    { ...entry, code: 'denied' },
    { ...entry, code: 'toString' },
    { ...entry, code: 7 },
    { ...entry, grants: 'a' },
    { ...entry, grants: [7] },
    { ...entry, mask: [7] },
    { ...entry, obligations: {} },
    { ...entry, rule: 7 },
    { ...entry, share: '1' },
    { ...entry, more: [] },
    Object.create(entry),
  ]
  for (const value of bad) expect(readDecisionEntry(value)).toBeUndefined()
})
