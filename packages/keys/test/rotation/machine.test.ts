import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyRotation } from '../../src/rotation/apply-rotation.js'
import {
  abortVersion,
  beginVersion,
  endRotation,
  replaceVersion,
  retireDue,
  retireVersion,
  rotateVersion,
  switchVersion,
  testVersion,
} from '../../src/rotation/commands.js'
import type { Decision } from '../../src/rotation/decision.js'
import { acceptedAt, currentVersion, NO_ROTATION, openVersion, type Rotation } from '../../src/rotation/rotation.js'
import { statesOf, written } from './support.js'

const reason = 'planned'

/** The series after each command, a tick of 10 ms apart. */
function story(...commands: ((rotation: Rotation) => Decision<string>)[]): Rotation {
  return commands.reduce((rotation, command, index) => written(rotation, command(rotation), index * 10), NO_ROTATION)
}

test('the whole way of two versions', () => {
  const rotation = story(
    (one) => beginVersion(one, { version: 'a', data: { owner: 'crm' } }),
    (one) => testVersion(one, { version: 'a' }),
    (one) => switchVersion(one, { version: 'a' }),
    (one) => beginVersion(one, { version: 'b' }),
    (one) => testVersion(one, { version: 'b' }),
    (one) => switchVersion(one, { version: 'b', until: 1000 }),
    (one) => retireVersion(one, { version: 'a', reason }),
  )
  expect(rotation).toEqual({
    versions: [
      {
        ...{ id: 'a', state: 'retired', issuedAt: 0, currentAt: 20, rotatedAt: 50, until: 1000, retiredAt: 60, reason },
        data: { owner: 'crm' },
      },
      { id: 'b', state: 'current', issuedAt: 30, currentAt: 50, data: {} },
    ],
    length: 7,
  })
})

test('an overlap ends at its millisecond, and not before it is over is anything due', () => {
  const rotation = story(
    (one) => rotateVersion(one, { version: 'a' }),
    (one) => rotateVersion(one, { version: 'b', until: 5000 }),
    (one) => rotateVersion(one, { version: 'c' }),
  )
  const accepted = (at: number) => rotation.versions.filter((one) => acceptedAt(one, at)).map(({ id }) => id)
  expect(accepted(4999)).toEqual(['a', 'b', 'c'])
  expect(accepted(5000)).toEqual(['b', 'c'])
  expect(retireDue(rotation, { at: 4999 })).toEqual({ ok: true, events: [] })
  const due = retireDue(rotation, { at: 5000 })
  expect(statesOf(written(rotation, due, 5000))).toEqual({ a: 'retired', b: 'previous', c: 'current' })
})

test('the emergency leaves one version, whatever was there', () => {
  const before = story(
    (one) => rotateVersion(one, { version: 'a' }),
    (one) => rotateVersion(one, { version: 'b' }),
    (one) => beginVersion(one, { version: 'c' }),
  )
  const fresh = written(before, replaceVersion(before, { version: 'd', reason: 'leaked', data: { n: 1 } }), 50)
  expect(statesOf(fresh)).toEqual({ a: 'retired', b: 'retired', c: 'retired', d: 'current' })
  expect(fresh.versions[1]).toMatchObject({ retiredAt: 50, rotatedAt: 50, reason: 'leaked' })
  expect(fresh.versions[3]).toMatchObject({ currentAt: 50, data: { n: 1 } })
  const alone = written(before, replaceVersion(before, { version: 'b', reason: 'leaked' }), 50)
  expect(statesOf(alone)).toEqual({ a: 'retired', b: 'current', c: 'retired' })
  expect(replaceVersion(alone, { version: 'b', reason })).toEqual({ ok: true, events: [] })
})

const SERIES = story(
  (one) => rotateVersion(one, { version: 'retired' }),
  (one) => rotateVersion(one, { version: 'previous' }),
  (one) => retireVersion(one, { version: 'retired', reason }),
  (one) => rotateVersion(one, { version: 'current' }),
  (one) => beginVersion(one, { version: 'pending' }),
)
const TESTED = written(SERIES, testVersion(SERIES, { version: 'pending' }), 99)
const ENDED = written(SERIES, endRotation(SERIES, { reason }), 99)

/** What each command says of each place of a version: a code, or the number of events. */
const TABLE: Record<string, [(one: Rotation, version: string) => Decision<string>, Record<string, number | string>]> = {
  begin: [(one, version) => beginVersion(one, { version }), { other: 'rotation-open', pending: 'version-known' }],
  rotate: [(one, version) => rotateVersion(one, { version }), { other: 'rotation-open', current: 'version-known' }],
  test: [
    (one, version) => testVersion(one, { version }),
    { other: 'version-unknown', pending: 1, tested: 0, current: 'version-current', previous: 'version-previous' },
  ],
  switch: [
    (one, version) => switchVersion(one, { version }),
    { pending: 'version-pending', tested: 1, current: 0, previous: 'version-previous', retired: 'version-retired' },
  ],
  retire: [
    (one, version) => retireVersion(one, { version, reason }),
    { pending: 'version-pending', tested: 'version-tested', current: 'version-current', previous: 1, retired: 0 },
  ],
  abort: [
    (one, version) => abortVersion(one, { version, reason }),
    { pending: 1, tested: 1, current: 'version-current', previous: 'version-previous', retired: 0 },
  ],
  replace: [
    (one, version) => replaceVersion(one, { version, reason }),
    { other: 3, pending: 'version-pending', tested: 1, current: 1, previous: 'version-previous' },
  ],
}

test.each(Object.entries(TABLE))('%s from every place', (_, [command, expected]) => {
  for (const [place, answer] of Object.entries(expected)) {
    const decision = place === 'tested' ? command(TESTED, 'pending') : command(SERIES, place)
    expect([place, decision.ok ? decision.events.length : decision.code]).toEqual([place, answer])
  }
})

test('after the end nothing begins and nothing is accepted', () => {
  for (const [, [command]] of Object.entries(TABLE)) {
    const fresh = command(ENDED, 'other')
    expect(fresh).toEqual({ ok: false, code: 'rotation-ended' })
    expect(command(ENDED, 'pending').ok && command(ENDED, 'pending')).not.toMatchObject({ events: [{}] })
  }
  expect(endRotation(ENDED, { reason })).toEqual({ ok: true, events: [] })
  expect(ENDED.ended).toEqual({ at: 99, reason })
  expect(ENDED.versions.some((one) => acceptedAt(one, 0))).toBe(false)
})

test.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY])('an overlap until %d is refused', (until) => {
  expect(rotateVersion(NO_ROTATION, { version: 'a', until })).toEqual({ ok: false, code: 'until-invalid' })
  expect(switchVersion(TESTED, { version: 'pending', until })).toEqual({ ok: false, code: 'until-invalid' })
})

test('a clock that goes back puts nothing before what it follows', () => {
  const one = written(NO_ROTATION, rotateVersion(NO_ROTATION, { version: 'a' }), 1000)
  const two = written(one, rotateVersion(one, { version: 'b' }), 400)
  expect(two.versions[0]).toMatchObject({ issuedAt: 1000, currentAt: 1000, rotatedAt: 1000 })
  expect(two.versions[1]).toMatchObject({ issuedAt: 400, currentAt: 400 })
})

const version = fc.constantFrom('a', 'b', 'c', '__proto__', '')
const anyEvent = fc.record({
  type: fc.oneof(
    fc.constantFrom(
      ...['begun', 'tested', 'switched', 'retired', 'aborted', 'replaced', 'ended'].map((word) => `rotation.${word}`),
    ),
    fc.constantFrom('key.used', 'rotation.', 'rotation.constructor', 'toString'),
  ),
  at: fc.integer({ min: 0, max: 1000 }),
  data: fc.record({ version, until: fc.integer(), reason: fc.string() }, { requiredKeys: [] }),
})

test('any events: never two current, never two ways at once that commands made, what is retired stays so', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let rotation = NO_ROTATION
      events.forEach((event, index) => {
        const retired = rotation.versions.filter(({ state }) => state === 'retired').map(({ id }) => id)
        rotation = applyRotation(rotation, { ...event, version: index })
        expect(rotation.length).toBe(index + 1)
        expect(rotation.versions.filter(({ state }) => state === 'current').length).toBeLessThan(2)
        for (const id of retired) expect(statesOf(rotation)[id]).toBe('retired')
        for (const one of rotation.versions) {
          expect(one.rotatedAt ?? one.issuedAt).toBeGreaterThanOrEqual(one.issuedAt)
          expect(one.state === 'previous' && one.rotatedAt === undefined).toBe(false)
        }
      })
      expect(JSON.parse(JSON.stringify(rotation))).toEqual(rotation)
    }),
  )
})

test('the open and the current version are found', () => {
  expect(openVersion(SERIES)?.id).toBe('pending')
  expect(openVersion(TESTED)?.state).toBe('tested')
  expect(currentVersion(SERIES)?.id).toBe('current')
  expect(currentVersion(ENDED)).toBeUndefined()
})
