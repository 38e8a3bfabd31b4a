import type { Rule } from '@waxseal/core'
import { expect, test } from 'vitest'
import type { KnownFacts } from '../../src/rules/facts.js'
import { HOUR, NOW, question } from './question.js'

// A host's own rule, whole: ten lines.
const atDay: Rule = {
  name: 'at-day',
  actions: ['campaigns.send.*'],
  facts: ['recipientHour'],
  check({ facts: { recipientHour } }) {
    if (Number.isInteger(recipientHour) && Number(recipientHour) >= 9 && Number(recipientHour) < 21) return undefined
    return { refuse: 'night', message: 'it is night where the letter goes' }
  },
  cure: () => ({ fact: 'recipientHour', value: 9 }),
}

test('a rule of the host takes ten lines', () => {
  expect(atDay.check(question({ recipientHour: 12 }))).toBeUndefined()
  expect(atDay.check(question({ recipientHour: 22 }))).toEqual({
    refuse: 'night',
    message: 'it is night where the letter goes',
  })
  const cure = atDay.cure?.(question({}))
  expect(atDay.check(question({ [cure?.fact ?? '']: cure?.value }))).toBeUndefined()
})

test('the known facts fit the facts of a question, and those of a host stand beside them', () => {
  const known: KnownFacts = {
    credential: { issuedAt: NOW - HOUR, state: 'current' },
    authentication: { level: 'aal2', at: NOW },
    endpointRegion: 'ru',
    contactRegions: ['ru'],
    recipients: 5,
    sent: { hour: 0, day: 0 },
    reveals: 1,
    revealed: { day: 0 },
    approvals: [{ by: 'ivan', at: NOW, roles: ['chief'] }],
    acknowledged: '2026-11',
  }
  expect(Object.keys(question({ ...known, recipientHour: 12 }).facts)).toHaveLength(11)
  expect(question(known).facts).toBe(known)
})
