import type { Facts } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { residency } from '../../src/rules/residency.js'
import { codeOf, question } from './question.js'

const rule = residency({ ru: ['ru', 'kz'], eu: ['eu'], us: ['eu', 'us'] })
const asked = (facts: Facts, region?: string) => question(facts, { list: { id: '501', zones: [], region } })
const ask = (facts: Facts, region?: string) => codeOf(rule.check(asked(facts, region)))

test('an end point handles the regions that the table gives it, and no others', () => {
  expect(ask({ endpointRegion: 'ru' }, 'kz')).toBeUndefined()
  expect(ask({ endpointRegion: 'eu' }, 'ru')).toBe('residency')
  expect(ask({ endpointRegion: 'ru', contactRegions: ['ru', 'eu'] })).toBe('residency')
  expect(codeOf(residency({ eu: ['ru'] }).check(asked({ endpointRegion: 'eu' }, 'eu')))).toBe('residency')
})

test('the region of the list and those of the contacts count together', () => {
  expect(ask({ endpointRegion: 'ru', contactRegions: ['kz'] }, 'ru')).toBeUndefined()
  expect(ask({ endpointRegion: 'ru', contactRegions: ['kz'] }, 'eu')).toBe('residency')
  expect(ask({ endpointRegion: 'ru', contactRegions: ['eu'] }, 'ru')).toBe('residency')
  expect(ask({ endpointRegion: 'ru', contactRegions: [] }, 'ru')).toBeUndefined()
})

test('what nobody knows is refused: no end point of the table, no region', () => {
  for (const name of ['moon', 'RU', 'constructor', '__proto__']) {
    expect(ask({ endpointRegion: name }, 'ru')).toBe('endpoint-unknown')
  }
  expect(ask({ endpointRegion: 'ru' })).toBe('region-unknown')
  expect(ask({ endpointRegion: 'ru', contactRegions: [] })).toBe('region-unknown')
  expect(codeOf(rule.check(question({ endpointRegion: 'ru' }, { list: undefined })))).toBe('region-unknown')
  expect(ask({ endpointRegion: 'ru', contactRegions: ['ru', 'Ru'] })).toBe('residency')
})

test('the cure is an end point that may handle all, else the contacts that this one may', () => {
  const cure = (facts: Facts, region?: string) => rule.cure?.(asked(facts, region))
  expect(cure({ endpointRegion: 'eu' }, 'ru')).toEqual({ fact: 'endpointRegion', value: 'ru' })
  expect(cure({ contactRegions: ['eu', 'us'] })).toEqual({ fact: 'endpointRegion', value: 'us' })
  expect(cure({ endpointRegion: 'ru', contactRegions: ['eu', 'kz'] })).toEqual({
    fact: 'contactRegions',
    value: ['kz'],
  })
  expect(cure({ endpointRegion: 'ru' })).toEqual({ fact: 'contactRegions', value: ['ru'] })
  expect(cure({ endpointRegion: 'eu', contactRegions: ['ru'] }, 'moon')).toBeUndefined()
  // Both are in the way: first the end point, then the contacts.
  expect(cure({ endpointRegion: 'eu', contactRegions: ['moon'] }, 'kz')).toEqual({
    fact: 'endpointRegion',
    value: 'ru',
  })
  expect(cure({ endpointRegion: 'ru', contactRegions: ['moon'] }, 'kz')).toEqual({
    fact: 'contactRegions',
    value: ['kz'],
  })
  expect(cure({})).toEqual({ fact: 'endpointRegion', value: 'ru' })
})

test('more contacts never make it allow, and the region of a list cannot be argued away', () => {
  const region = fc.constantFrom('ru', 'kz', 'eu', 'us', 'moon')
  const regions = fc.array(region, { maxLength: 4 })
  fc.assert(
    fc.property(region, fc.option(region, { nil: undefined }), regions, region, (endpointRegion, list, some, more) => {
      const before = ask({ endpointRegion, contactRegions: some }, list)
      const after = ask({ endpointRegion, contactRegions: [...some, more] }, list)
      if (before !== undefined && before !== 'region-unknown') expect(after).not.toBeUndefined()
      if (list === 'moon') expect(before).not.toBeUndefined()
    }),
  )
})

test('a table that was changed afterwards changes nothing', () => {
  const table = { ru: ['ru'] }
  const made = residency(table)
  table.ru.push('eu')
  expect(codeOf(made.check(asked({ endpointRegion: 'ru' }, 'eu')))).toBe('residency')
})
