import { expect, test } from 'vitest'
import { dailyCheck } from '../../src/daily-check.js'
import { makeCompany } from './company/company.js'
import { DAY } from './record.js'

test.each([11, 12, 13])(
  'in company %i, every key that was used after its owner left is told, and no other',
  async (seed) => {
    const { events, keyThefts, peers, timeZone } = makeCompany(seed)
    const { findings } = await dailyCheck(events, { peers, timeZone })
    const told = findings.filter(({ code }) => code === 'key-after-leaving').map(({ key, day }) => `${key} ${day}`)
    const stolen = keyThefts.map(({ series, day }) => `key/${series} ${new Date(day * DAY).toISOString().slice(0, 10)}`)
    expect(told.sort()).toEqual(stolen.sort())
  },
)
