import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ApprovalFact } from '../../src/rules/facts.js'
import { secondPerson } from '../../src/rules/second-person.js'
import { codeOf, HOUR, NOW, question } from './question.js'

const actions = ['contacts.export'] as const
const one = secondPerson({ actions })
const ask = (approvals: readonly ApprovalFact[], by = one) => codeOf(by.check(question({ approvals })))

test("another person's approval is needed; the asker's own is none", () => {
  expect(ask([])).toBe('approval-needed')
  expect(ask([{ by: 'maria', at: NOW }])).toBe('approval-needed')
  expect(ask([{ by: 'ivan', at: NOW }])).toBeUndefined()
  expect(ask([{ by: 'ivan', at: 0 }])).toBeUndefined()
})

test('one of the future does not count, nor one that is too old', () => {
  const fresh = secondPerson({ actions, maxAge: '4h' })
  expect(ask([{ by: 'ivan', at: NOW + 1 }])).toBe('approval-needed')
  expect(ask([{ by: 'ivan', at: NOW - 4 * HOUR + 1 }], fresh)).toBeUndefined()
  expect(ask([{ by: 'ivan', at: NOW - 4 * HOUR }], fresh)).toBe('approval-needed')
})

test('several by one person count once', () => {
  const two = secondPerson({ actions, count: 2 })
  const ivan = { by: 'ivan', at: NOW }
  expect(ask([ivan, { ...ivan, at: NOW - 1 }, { by: 'maria', at: NOW }], two)).toBe('approval-needed')
  expect(ask([ivan, { by: 'olga', at: NOW }], two)).toBeUndefined()
})

test('with roles, one of those who count must have held one', () => {
  const chief = secondPerson({ actions, count: 2, roles: ['chief', 'owner'] })
  const ivan = { by: 'ivan', at: NOW }
  const olga = { by: 'olga', at: NOW }
  expect(ask([ivan, olga], chief)).toBe('approval-needed')
  expect(ask([ivan, { ...olga, roles: ['clerk', 'owner'] }], chief)).toBeUndefined()
  expect(ask([ivan, olga, { by: 'maria', at: NOW, roles: ['chief'] }], chief)).toBe('approval-needed')
  expect(ask([ivan, olga, { by: 'petr', at: NOW + 1, roles: ['chief'] }], chief)).toBe('approval-needed')
  expect(chief.check(question({ approvals: [] }))).toMatchObject({
    message: '2 other people must approve, one of them with one of the roles `chief`, `owner`',
  })
})

test('the cure adds what is missing to what counts', () => {
  const two = secondPerson({ actions, count: 2, roles: ['chief'] })
  const ivan = { by: 'ivan', at: NOW - HOUR }
  const own = { by: 'maria', at: NOW }
  expect(two.cure?.(question({ approvals: [own, ivan] }))).toEqual({
    fact: 'approvals',
    value: [
      { ...ivan, roles: [] },
      { by: 'person 2', at: NOW, roles: ['chief'] },
    ],
  })
  const principal = { id: 'person 2', roles: [], zones: [] }
  const cure = one.cure?.(question({}, { principal }))
  expect(cure?.value).toEqual([{ by: 'person 3', at: NOW }])
})

test('another approval never takes an allowing answer away, and one person alone never suffices', () => {
  const approval = fc.record({
    by: fc.constantFrom('maria', 'ivan', 'olga'),
    at: fc.integer({ min: NOW - 2 * HOUR, max: NOW + HOUR }),
    roles: fc.subarray(['chief', 'clerk']),
  })
  const rule = secondPerson({ actions, count: 2, maxAge: '1h', roles: ['chief'] })
  fc.assert(
    fc.property(fc.array(approval, { maxLength: 6 }), approval, (approvals, more) => {
      const before = ask(approvals, rule)
      if (before === undefined) expect(ask([...approvals, more], rule)).toBeUndefined()
      expect(ask([...approvals].reverse(), rule)).toBe(before)
      expect(
        ask(
          approvals.filter(({ by }) => by !== 'ivan'),
          rule,
        ),
      ).toBe('approval-needed')
    }),
  )
})
