import { FIRST_DAY, PlaceClock } from './calendar.js'
import type { Dice } from './dice.js'
import { type Life, sizeOn } from './honest-life.js'
import type { List } from './people.js'

/** Two services that export lists every night, and one that looks contacts up around the clock. */
export function serviceLife(dice: Dice, lists: readonly List[], days: number): Life {
  const life: Life = { deeds: [], volumes: new Map(), hours: new Map() }
  const clock = new PlaceClock('UTC')
  const network = 'n_servers'
  const copied = [dice.some(lists, 4), dice.some(lists, 2)]
  for (let day = FIRST_DAY; day < FIRST_DAY + days; day++) {
    for (const [index, some] of copied.entries()) {
      const data = { principal: `svc-copy-${index}`, masked: [], grants: ['g9'], network }
      for (const list of some) {
        // A run that fails is run again.
        for (let tries = dice.chance(0.02) ? 2 : 1; tries > 0; tries--) {
          const at = clock.instant(day, 2 + index + dice.unit() / 4)
          life.deeds.push({
            type: 'contacts.exported',
            stream: `list/${list.name}`,
            at,
            data: { ...data, count: sizeOn(list, day) },
          })
        }
      }
      life.volumes.set(day * 10 + index, 1)
    }
    for (let left = dice.negativeBinomial(40, 6); left > 0; left--) {
      const data = { principal: 'svc-lookup', count: 1, masked: [], grants: ['g9'], network }
      const at = clock.instant(day, dice.between(0, 24))
      life.deeds.push({ type: 'contacts.viewed', stream: `list/${dice.pick(lists).name}`, at, data })
    }
    life.volumes.set(day * 10 + 9, 1)
  }
  return life
}
