import { FIRST_DAY } from './calendar.js'
import type { Dice } from './dice.js'
import { type Deed, type Life, sizeOn, type Times, WorkingDay } from './honest-life.js'
import { type List, type Person, postAt } from './people.js'

export const THEFT_KINDS = ['bulk', 'odd-hours', 'new-network', 'outside-zone', 'slow-drip'] as const
export type TheftKind = (typeof THEFT_KINDS)[number]

/** What was stolen, for the judge. */
export interface Theft {
  readonly kind: TheftKind
  readonly principal: string
  /** First and last day, counted from 1970-01-01. */
  readonly from: number
  readonly to: number
  /** Contacts taken. */
  readonly size: number
  /** How many of the thief's mean working days that is (a slow drip: in each day). */
  readonly times: number
  readonly deeds: readonly Deed[]
}

/** What the thief is and has lived so far. */
interface Thief {
  readonly dice: Dice
  readonly person: Person
  readonly life: Life
  readonly lists: readonly List[]
  readonly times: Times
  /** Working days, past first. */
  readonly before: readonly number[]
  readonly day: number
  readonly after: readonly number[]
}

/**
 * Plants a theft in an honest life, or gives nothing back when this person is no thief for it: fewer than 15 working days before, no
 * working day left, or he sees nothing in clear. At least a quarter of a list is taken, and at least what he sees on a mean day; in bulk ten times
 * that. Nobody steals on a day on which he has leave to carry everything away.
 */
export function plantTheft(kind: TheftKind, base: Omit<Thief, 'before' | 'day' | 'after'>): Theft | undefined {
  const { dice, life, person, times } = base
  const worked = [...life.volumes.keys()].filter((day) => times.transfers.get(day) !== person.id).sort((a, b) => a - b)
  const possible = worked.filter((day, index) => index >= 15 && day >= Math.max(FIRST_DAY + 60, person.hired + 16))
  if (possible.length === 0) return undefined
  const day = dice.pick(possible)
  const before = worked.filter((one) => one < day)
  const thief: Thief = { ...base, before, day, after: worked.filter((one) => one > day) }
  return usual(thief) < 1 ? undefined : PLANS[kind](thief)
}

const PLANS: Readonly<Record<TheftKind, (thief: Thief) => Theft | undefined>> = {
  bulk(thief) {
    const { dice, person, day, lists } = thief
    const times = dice.logBetween(10, 60)
    const own = postAt(person, day).lists
    const zone = lists.filter((list) => list.zone === postAt(person, day).zone && !own.includes(list))
    const all = [...dice.some(own, own.length), ...dice.some(zone, zone.length), ...dice.some(lists, lists.length)]
    const wanted = Math.max(
      usual(thief) * times,
      greatest(thief) * dice.logBetween(3, 10),
      quarter(thief, dice.pick(own)),
    )
    return deed(thief, 'bulk', [day], (scene) => {
      let rest = Math.round(wanted)
      for (const list of new Set(all)) {
        const size = Math.min(rest, sizeOn(list, day))
        if (size > 0) scene.take(list, size, scene.within)
        rest -= size
      }
    })
  },

  'odd-hours'(thief) {
    const { dice, person, day } = thief
    const [begins, ends] = thief.life.hours.get(day) ?? [9, 18]
    const list = dice.pick(postAt(person, day).lists)
    const wanted = moderate(thief, list)
    // In the middle half of the night that he has.
    const hour = ends + dice.between(0.3, 0.7) * (24 - ends + begins)
    return deed(thief, 'odd-hours', [day], (scene) => scene.take(list, wanted, () => hour + dice.unit()))
  },

  'new-network'(thief) {
    const { dice, person, day } = thief
    const list = dice.pick(postAt(person, day).lists)
    const wanted = moderate(thief, list)
    const network = `n_elsewhere-${person.id}-${day}`
    return deed(thief, 'new-network', [day], (scene) => scene.take(list, wanted, scene.within, network))
  },

  'outside-zone'(thief) {
    const { dice, day, after, lists, person } = thief
    const foreign = lists.filter((list) => list.zone !== postAt(person, day).zone)
    const list = dice.pick(foreign)
    const wanted = moderate(thief, list)
    const days = [day, ...after.slice(0, dice.whole(0, 2))]
    return deed(thief, 'outside-zone', days, (scene) => scene.take(list, wanted / days.length, scene.within))
  },

  'slow-drip'(thief) {
    const { dice, person, day, after } = thief
    const days = [day, ...after.slice(0, dice.whole(14, 39))]
    if (days.length < 15) return undefined
    const list = dice.pick(postAt(person, day).lists)
    const wanted = Math.max(usual(thief) * dice.logBetween(1, 4) * days.length, quarter(thief, list))
    return deed(thief, 'slow-drip', days, (scene) =>
      scene.take(list, (wanted / days.length) * dice.between(0.7, 1.3), scene.within),
    )
  },
}

/** What he saw in clear on a mean working day: heavy days count for what they are. */
function usual({ before, life }: Thief): number {
  return before.reduce((sum, day) => sum + (life.volumes.get(day) ?? 0), 0) / before.length
}

/** The most that he saw in clear on one day. */
function greatest({ before, life }: Thief): number {
  return Math.max(...before.map((day) => life.volumes.get(day) ?? 0))
}

function quarter({ dice, day }: Thief, list: List): number {
  return sizeOn(list, day) * dice.between(0.25, 1)
}

/** Twice as much as on nineteen of twenty of his days, too. */
function moderate(thief: Thief, list: List): number {
  const { before, life, dice } = thief
  const volumes = before.map((day) => life.volumes.get(day) ?? 0).sort((left, right) => left - right)
  const heavy = volumes[Math.floor(volumes.length * 0.95)] ?? 0
  return Math.max(quarter(thief, list), usual(thief) * dice.logBetween(3, 10), heavy * dice.logBetween(2, 6))
}

class Scene extends WorkingDay {
  /** Some hour at which he is at work. */
  readonly within = (): number => {
    const [begins, ends] = this.life.hours.get(this.day) ?? [9, 18]
    return this.dice.between(begins, ends)
  }

  /** By one export or page by page. A list that is too short is taken several times: under another filter it looks new. */
  take(list: List, count: number, hour: () => number, network?: string): void {
    const size = sizeOn(list, this.day)
    const exports = postAt(this.person, this.day).role.exports > 0 && this.dice.chance(0.5)
    for (let rest = Math.max(1, Math.round(count)); rest > 0; ) {
      const part = Math.min(rest, size, exports ? size : this.dice.whole(20, 200))
      if (exports) this.export(list, hour(), part, false, network)
      else this.view(list, hour(), part, false, network)
      rest -= part
    }
  }
}

function deed(thief: Thief, kind: TheftKind, days: readonly number[], act: (scene: Scene) => void): Theft | undefined {
  const { dice, person, lists, times, life } = thief
  const stolen: Life = { deeds: [], volumes: new Map(), hours: life.hours }
  for (const day of days) act(new Scene(dice, person, lists, times, day, stolen))
  const size = [...stolen.volumes.values()].reduce((sum, count) => sum + count, 0)
  const from = days[0] ?? thief.day
  // A night ends on the day after.
  const to = (days.at(-1) ?? from) + (kind === 'odd-hours' ? 1 : 0)
  const per = kind === 'slow-drip' ? days.length : 1
  return { kind, principal: person.id, from, to, size, times: size / per / usual(thief), deeds: stolen.deeds }
}
