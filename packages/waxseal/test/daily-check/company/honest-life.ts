import type { EventDraft } from '@waxseal/core'
import { FIRST_DAY, isMonthEnd, isWeekend, weekdayOf } from './calendar.js'
import type { Dice } from './dice.js'
import { type List, officeOn, type Person, PHONE_NETWORKS, postAt } from './people.js'

/** An event with its stream, before it has a place in the record. */
export interface Deed extends EventDraft {
  readonly stream: string
}

/** What befalls all of a company. */
export interface Times {
  readonly holidays: ReadonlySet<number>
  readonly season: (day: number) => boolean
  /** A role whose grants were set wrongly on a day. */
  readonly misconfigured: ReadonlyMap<number, string>
  /** Somebody carries a whole zone's lists into another system, with leave. */
  readonly transfers: ReadonlyMap<number, string>
  /** The first day on which events say from which network. */
  readonly networksFrom: number
}

/** What one person did, and what it came to. */
export interface Life {
  readonly deeds: Deed[]
  /** Contacts seen in clear, by day on which anything was done. */
  readonly volumes: Map<number, number>
  /** Hours of the day at which he did something, by day. */
  readonly hours: Map<number, readonly [number, number]>
}

const HIDDEN = ['email', 'phone']
const NOTHING_HIDDEN: readonly string[] = []
const GRANTS = ['g1']
const OPERATIONS = ['contacts.list', 'contacts.get', 'contacts.export', 'campaigns.send', 'campaigns.deliveries']

/** Contacts of a list on a day: lists grow by a third in a year. */
export function sizeOn({ size }: List, day: number): number {
  return Math.round(size * (1 + (day - FIRST_DAY) * 0.0009))
}

export function honestLife(dice: Dice, person: Person, lists: readonly List[], times: Times, days: number): Life {
  const life: Life = { deeds: [], volumes: new Map(), hours: new Map() }
  let mood = 0
  for (let day = FIRST_DAY; day < FIRST_DAY + days; day++) {
    mood = 0.6 * mood + 0.8 * dice.normal(0, person.moods)
    if (day >= person.hired && day < person.left && works(dice, person, times, day)) {
      new WorkingDay(dice, person, lists, times, day, life).live(Math.exp(mood))
    }
  }
  return life
}

function works(dice: Dice, person: Person, { holidays }: Times, day: number): boolean {
  const { role } = postAt(person, day)
  if (person.away.has(day)) return false
  if (person.trips.has(day)) return true
  if (holidays.has(day)) return role.name === 'support' && dice.chance(0.3)
  return dice.chance(isWeekend(day) ? role.weekend : role.weekday)
}

/** One person's day. */
export class WorkingDay {
  readonly #post
  readonly #size: (list: List) => number
  #home: boolean

  constructor(
    readonly dice: Dice,
    readonly person: Person,
    readonly lists: readonly List[],
    readonly times: Times,
    readonly day: number,
    readonly life: Life,
  ) {
    this.#post = postAt(person, day)
    this.#size = (list) => sizeOn(list, day)
    this.#home = dice.chance(isWeekend(day) ? 0.9 : this.#post.role.remote)
  }

  live(busy: number): void {
    const { dice, person, day, times } = this
    const { role, lists } = this.#post
    const trip = person.trips.get(day)
    const late = person.shifts && Math.floor(day / 7) % 2 === 1 ? 6 : 0
    const begins = person.begins + dice.normal(0, 0.4) + late + (trip?.shift ?? 0)
    let ends = begins + Math.max(2, person.length * (isWeekend(day) ? 0.5 : 1) + dice.normal(0, 0.6))
    if (dice.chance(person.overtime)) ends += dice.between(1, 5)
    this.life.hours.set(day, [begins, ends])
    this.life.volumes.set(day, this.life.volumes.get(day) ?? 0)
    const season = times.season(day) ? role.season : 1
    const hour = (): number => dice.between(begins, ends)

    const covered = person.covers.get(day) ?? []
    const views = dice.negativeBinomial(role.views * person.diligence * busy * Math.sqrt(season), 2.5)
    for (let done = 0; done < views; done++) {
      const list = covered.length > 0 && dice.chance(0.4) ? dice.pick(covered) : dice.pick(lists)
      this.view(list, hour(), dice.chance(role.pages) ? this.#page() : 1, dice.chance(role.masked))
    }
    const appetite = role.exports * person.appetite * season * (isMonthEnd(day) ? role.monthEnd : 1)
    for (let left = dice.negativeBinomial(appetite * Math.sqrt(busy), 1.5); left > 0; left--) {
      const list = covered.length > 0 && dice.chance(0.3) ? dice.pick(covered) : dice.pick(lists)
      this.export(list, hour(), this.#part(list), dice.chance(role.masked))
    }
    if (times.transfers.get(day) === person.id) for (const list of lists) this.export(list, hour(), this.#size(list))
    this.#campaigns(hour, season)
    if (dice.chance(person.glimpses)) this.#glimpse(ends)
    if (dice.chance(0.008)) this.view(dice.pick(this.lists), hour(), dice.whole(1, 3))
    this.#refusals(hour)
  }

  view(list: List, hour: number, count: number, masked = false, network = this.network()): void {
    this.#show('contacts.viewed', list, hour, Math.min(count, this.#size(list)), masked, network)
  }

  export(list: List, hour: number, count: number, masked = false, network = this.network()): void {
    this.#write('contacts.export-intended', list, hour, { count: 0, ...this.#circumstances(list, masked, network) })
    this.#show('contacts.exported', list, hour + 0.01, count, masked, network)
  }

  /** Where he is just now. */
  network(): string {
    const { dice, person, day } = this
    if (dice.chance(person.phone)) return dice.pick(PHONE_NETWORKS)
    const trip = person.trips.get(day)
    if (trip !== undefined) return trip.network
    if (!this.#home) return officeOn(person.office, day)
    return person.homes.findLast(({ from }) => from <= day)?.network ?? ''
  }

  #part(list: List): number {
    const { dice } = this
    const size = this.#size(list)
    if (dice.chance(this.#post.role.whole)) return Math.ceil(size * (dice.chance(0.7) ? 1 : dice.unit() ** 2))
    return Math.min(size, Math.ceil(dice.logNormal(80, 0.7)))
  }

  #page(): number {
    return Math.max(1, Math.round(this.dice.logNormal(this.#post.role.pageLength, 0.6)))
  }

  #campaigns(hour: () => number, season: number): void {
    const { dice, person, day } = this
    const { role, lists } = this.#post
    for (let left = dice.poisson(role.campaigns * season); left > 0; left--) {
      const list = dice.pick(lists)
      const campaign = `cmp_${person.id}_${day}_${left}`
      const about = { ...this.#circumstances(list, false, this.network()), list: list.name }
      const recipients = this.#size(list)
      this.#put('campaign.intended', `campaign/${campaign}`, hour(), { ...about, recipients, route: 'provider' })
      if (!dice.chance(0.3)) continue
      const masked = role.deliveries ? NOTHING_HIDDEN : ['email']
      this.#write('deliveries.viewed', list, hour(), { ...about, campaign, count: recipients, masked: [...masked] })
      if (role.deliveries) this.#add(recipients)
    }
  }

  /** A look at a contact or two late at night or early. */
  #glimpse(ends: number): void {
    const { dice } = this
    const hour = dice.chance(0.8) ? dice.between(Math.max(ends, 19), 25.5) : dice.between(5, 8)
    for (let left = dice.whole(1, 4); left > 0; left--) {
      this.view(dice.pick(this.#post.lists), hour + left / 60, dice.chance(0.15) ? this.#page() : 1)
    }
  }

  #refusals(hour: () => number): void {
    const { dice, person, day, times } = this
    const { role, lists } = this.#post
    const mistakes = dice.poisson(role.refusals) + (times.misconfigured.get(day) === role.name ? dice.whole(2, 14) : 0)
    for (let left = mistakes; left > 0; left--) {
      const list = dice.chance(0.7) ? dice.pick(lists) : dice.pick(this.lists)
      const operation = dice.pick(OPERATIONS)
      const at = hour()
      // A program that tries again and again asks for the same thing.
      const tries = dice.chance(0.06) ? dice.negativeBinomial(25, 1) + 1 : 1
      for (let done = 0; done < tries; done++) {
        const about = { principal: person.id, operation, list: list.name, stage: 'authorize', code: 'no-grant' }
        this.#put('access.refused', 'access', at + done / 600, { ...about, outcome: 'not-sent', grants: [] })
      }
    }
  }

  #show(type: string, list: List, hour: number, count: number, masked: boolean, network: string): void {
    this.#write(type, list, hour, { count, ...this.#circumstances(list, masked, network) })
    if (!masked) this.#add(count)
  }

  #circumstances(list: List, masked: boolean, network: string) {
    return {
      principal: this.person.id,
      masked: masked ? HIDDEN : NOTHING_HIDDEN,
      grants: GRANTS,
      ...(this.day < this.times.networksFrom || network === '' ? {} : { network }),
      ...(list.zone === this.#post.zone ? {} : { outside: true }),
    }
  }

  #write(type: string, list: List, hour: number, data: Deed['data']): void {
    this.#put(type, `list/${list.name}`, hour, data)
  }

  #put(type: string, stream: string, hour: number, data: Deed['data']): void {
    this.life.deeds.push({ type, stream, at: this.person.clock.instant(this.day, hour), data })
  }

  #add(count: number): void {
    this.life.volumes.set(this.day, (this.life.volumes.get(this.day) ?? 0) + count)
  }
}

/** Public holidays, two seasons of campaigns of ten days, two faults in the policy, one or two transfers with leave. */
export function makeTimes(dice: Dice, people: readonly Person[], days: number): Times {
  const any = (): number => FIRST_DAY + dice.whole(15, days - 1)
  const seasons = [any(), any()]
  const carriers = people.filter((person) => ['analysis', 'marketing'].includes(postAt(person, person.hired).role.name))
  const transfers = new Map<number, string>()
  for (let left = carriers.length === 0 ? 0 : dice.whole(1, 2); left > 0; left--) {
    let day = any()
    while (weekdayOf(day) > 3) day++
    transfers.set(day, dice.pick(carriers).id)
  }
  return {
    holidays: new Set(Array.from({ length: Math.round(days / 30) }, any)),
    season: (day) => seasons.some((from) => day >= from && day < from + 14),
    misconfigured: new Map([
      [any(), 'support'],
      [any(), dice.pick(['sales', 'marketing'])],
    ]),
    transfers,
    networksFrom: FIRST_DAY + 21,
  }
}
