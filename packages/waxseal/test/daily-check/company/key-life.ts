import { DAY, FIRST_DAY, HOUR } from './calendar.js'
import type { Dice } from './dice.js'
import type { Deed } from './honest-life.js'
import type { Person } from './people.js'

/** A key that was used after its owner had left. */
export interface KeyTheft {
  readonly series: string
  readonly principal: string
  readonly day: number
}

/** API keys of people and services: issued, used every day, rotated every quarter with an overlap of a day; forgotten when their owner leaves. */
export function keyLife(dice: Dice, people: readonly Person[], days: number): { deeds: Deed[]; thefts: KeyTheft[] } {
  const deeds: Deed[] = []
  const thefts: KeyTheft[] = []
  const end = FIRST_DAY + days
  const leavers = people.filter(({ left }) => left < end)
  for (const [index, { id: owner, hired, left }] of [...leavers, ...dice.some(people, 15)].entries()) {
    const series = `ks${index}`
    const stream = `key/${series}`
    const write = (type: string, at: number, data: Deed['data']): void => void deeds.push({ type, stream, at, data })
    let version = 0
    let id = ''
    let issued = Number.NEGATIVE_INFINITY
    for (let day = hired; day < left; day++) {
      const at = day * DAY + 8 * HOUR
      if (day - issued >= 75) {
        const before = id
        id = `k${index}v${version++}`
        issued = day
        if (before === '') write('key.issued', at, { owner, scopes: ['contacts.view'] })
        write('rotation.begun', at, { version: id })
        write('rotation.tested', at + 1, { version: id })
        write('rotation.switched', at + 2, { version: id, ...(before === '' ? {} : { until: at + DAY }) })
        if (before !== '') write('rotation.retired', at + DAY + HOUR, { version: before, reason: 'overlap-over' })
      }
      if (dice.chance(0.8))
        write('key.used', at + 9 * HOUR, { uses: [{ id, count: dice.poisson(30) + 1, at: at + 8 * HOUR }] })
    }
    if (left < end - 2) thefts.push(...farewell(dice, { series, id, owner, left, end }, write))
  }
  return { deeds, thefts }
}

interface Leaver {
  readonly series: string
  readonly id: string
  readonly owner: string
  readonly left: number
  readonly end: number
}

/** Half of those who leave have their keys taken from them; of the others one in two goes on using his. */
function farewell(
  dice: Dice,
  { series, id, owner, left, end }: Leaver,
  write: (type: string, at: number, data: Deed['data']) => void,
): KeyTheft[] {
  const [taken, goesOn] = [dice.chance(0.5), dice.chance(0.5)]
  if (taken) write('rotation.ended', left * DAY + 4 * HOUR, { reason: 'offboarded' })
  if (taken || !goesOn) return []
  const day = dice.whole(left + 1, end - 1)
  write('key.used', day * DAY + 13 * HOUR, { uses: [{ id, count: 3, at: day * DAY + 12 * HOUR }] })
  return [{ series, principal: owner, day }]
}
