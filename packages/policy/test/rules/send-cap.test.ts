import type { Facts } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sendCap } from '../../src/rules/send-cap.js'
import { codeOf, question } from './question.js'

const rule = sendCap({ perSend: 500, perHour: 800, perDay: 1000 })
const ask = (recipients: unknown, sent: unknown, by = rule) => codeOf(by.check(question({ recipients, sent })))

test('a send passes until it would pass a cap, which it may just reach', () => {
  expect(ask(500, { hour: 300, day: 500 })).toBeUndefined()
  expect(ask(501, { hour: 0, day: 0 })).toBe('cap-per-send')
  expect(ask(500, { hour: 301, day: 301 })).toBe('cap-per-hour')
  expect(ask(500, { hour: 300, day: 501 })).toBe('cap-per-day')
  expect(ask(0, { hour: 0, day: 1001 })).toBe('cap-per-day')
  expect(rule.check(question({ recipients: 501, sent: {} }))).toEqual({
    refuse: 'cap-per-send',
    message: 'no more than 500 letters may leave at once',
  })
})

test('the cure is the greatest send that fits, or less of what was sent before', () => {
  const cure = (facts: Facts) => rule.cure?.(question(facts))
  expect(cure({ recipients: 600, sent: { hour: 0, day: 900 } })).toEqual({ fact: 'recipients', value: 100 })
  expect(cure({ recipients: 400, sent: { hour: 900, day: 900 } })).toEqual({
    fact: 'sent',
    value: { hour: 400, day: 600 },
  })
  expect(cure({ recipients: 400 })).toEqual({ fact: 'sent', value: { hour: 400, day: 600 } })
  expect(cure({ sent: { hour: 0, day: 700 } })).toEqual({ fact: 'recipients', value: 300 })
  expect(cure({ recipients: 600, sent: { hour: 0, day: 1000 } })).toEqual({ fact: 'recipients', value: 0 })
  // Both are in the way: first the request, then what was sent.
  expect(cure({ recipients: 600, sent: { hour: 0, day: 1001 } })).toEqual({ fact: 'recipients', value: 500 })
  expect(cure({ recipients: 500, sent: { hour: 0, day: 1001 } })).toEqual({
    fact: 'sent',
    value: { hour: 0, day: 500 },
  })
  expect(cure({})).toEqual({ fact: 'recipients', value: 500 })
})

test('a count that nobody caps is kept in the cure', () => {
  const daily = sendCap({ perDay: 100 })
  const cure = daily.cure?.(question({ recipients: 50, sent: { hour: 7, day: 100 } }))
  expect(cure).toEqual({ fact: 'sent', value: { hour: 7, day: 50 } })
})

test('only the facts that a limit needs are asked for', () => {
  expect(rule.facts).toEqual(['recipients', 'sent'])
  expect(sendCap({ perSend: 5 }).facts).toEqual(['recipients'])
  expect(ask(5, 'rubbish', sendCap({ perSend: 5 }))).toBeUndefined()
  expect(sendCap({ principals: { maria: { perDay: 5 } } }).facts).toBeUndefined()
})

test('a cap of nought lets no letter leave', () => {
  const none = sendCap({ perSend: 0 })
  expect(ask(0, undefined, none)).toBeUndefined()
  expect(ask(1, undefined, none)).toBe('cap-per-send')
})

test("a principal's own limits take the place of the general ones of their kind", () => {
  const capped = sendCap({ perSend: 10, perDay: 100, principals: { maria: { perDay: 1000 }, ivan: { perSend: 1 } } })
  const as = (id: string, recipients: number, day: number) =>
    codeOf(capped.check(question({ recipients, sent: { day } }, { principal: { id, roles: [], zones: [] } })))
  expect(as('maria', 10, 990)).toBeUndefined()
  expect(as('maria', 11, 0)).toBe('cap-per-send')
  expect(as('maria', 10, 991)).toBe('cap-per-day')
  expect(as('ivan', 1, 99)).toBeUndefined()
  expect(as('ivan', 2, 0)).toBe('cap-per-send')
  expect(as('ivan', 1, 100)).toBe('cap-per-day')
  expect(as('olga', 10, 91)).toBe('cap-per-day')
  for (const id of ['constructor', '__proto__', 'toString']) expect(as(id, 10, 91)).toBe('cap-per-day')
})

test('caps of some principals ask nothing of others, and fail closed for themselves', () => {
  const capped = sendCap({ principals: { maria: { perDay: 5 } } })
  const olga = { id: 'olga', roles: [], zones: [] }
  expect(capped.check(question({}, { principal: olga }))).toBeUndefined()
  expect(capped.cure?.(question({}, { principal: olga }))).toBeUndefined()
  expect(ask(1, undefined, capped)).toBe('fact-missing')
  expect(ask(Number.NaN, { day: 0 }, capped)).toBe('fact-invalid')
})

test('counts near the end of exact numbers do not slip through', () => {
  const most = Number.MAX_SAFE_INTEGER
  expect(ask(most, { hour: most, day: most }, sendCap({ perDay: most }))).toBe('cap-per-day')
  expect(ask(1, { day: most }, sendCap({ perDay: most }))).toBe('cap-per-day')
  expect(ask(0, { day: most }, sendCap({ perDay: most }))).toBeUndefined()
})

test('more recipients, more sent before or a lower cap never make it allow', () => {
  const count = fc.integer({ min: 0, max: 60 })
  const limit = fc.option(count, { nil: undefined })
  const limits = fc.record({ perSend: limit, perHour: limit, perDay: count })
  fc.assert(
    fc.property(limits, count, count, count, count, count, (caps, recipients, hour, day, more, less) => {
      const before = ask(recipients, { hour, day }, sendCap(caps))
      const lower = sendCap({ ...caps, perDay: Math.max(0, caps.perDay - less) })
      const expected =
        recipients > (caps.perSend ?? 99) || recipients + hour > (caps.perHour ?? 999) || recipients + day > caps.perDay
      expect(before !== undefined).toBe(expected)
      if (before === undefined) return
      expect(ask(recipients + more, { hour, day }, sendCap(caps))).not.toBeUndefined()
      expect(ask(recipients, { hour: hour + more, day: day + less }, sendCap(caps))).not.toBeUndefined()
      expect(ask(recipients, { hour, day }, lower)).not.toBeUndefined()
    }),
  )
})
