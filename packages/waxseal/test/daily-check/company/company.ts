import type { JournalEvent } from '@waxseal/core'
import { DAY, FIRST_DAY } from './calendar.js'
import { Dice } from './dice.js'
import { type Deed, honestLife, type Life, makeTimes, type Times } from './honest-life.js'
import { type KeyTheft, keyLife } from './key-life.js'
import { makeLists, makePeople, type Person, postAt } from './people.js'
import { serviceLife } from './services.js'
import { plantTheft, THEFT_KINDS, type Theft } from './thefts.js'

export interface CompanyOptions {
  /** @default 140 */
  readonly people?: number
  /** @default 180 */
  readonly days?: number
  /** Thefts of each kind, each by another person. @default 1 */
  readonly thefts?: number
}

/** A company's record, and what is true of it. */
export interface Company {
  readonly events: readonly JournalEvent[]
  readonly thefts: readonly Theft[]
  readonly keyThefts: readonly KeyTheft[]
  readonly people: readonly Person[]
  readonly times: Times
  /** Days on which somebody did something, of all people and services. */
  readonly personDays: number
  /** Role and zone as the host's directory says them. */
  readonly peers: (principal: string, at: number) => string | undefined
  readonly timeZone: (principal: string) => string | undefined
}

/**
 * Half a year of a trading company, the same for the same seed. What its honest life is like, that a check of it has to bear with:
 *
 * - five roles in five places with clocks of their own; each person's amounts are drawn around his role's (log-normal, deviation 0.55
 *   to 0.6; one in twenty exports three to eight times as much);
 * - a day's events are negative binomial (shape 1.5 to 2.5) around a mood that carries over to the next day (autoregressive,
 *   0.6; deviation 0.25 to 0.75 of the logarithm); pages are log-normal (0.8), lists log-normal (1.1), exports whole lists or parts;
 * - weekends, shifts that change weekly, long evenings (one person in five: up to a quarter of his days), looks in passing late at night,
 *   holidays, illness, public holidays;
 * - peaks at the end of months, two seasons in which everybody exports up to four times as much, one or two transfers with leave of all lists;
 * - home offices, telephones in forty shared networks, networks at home that change, offices that move, journeys (new network, moved hours);
 * - newcomers (14 %), leavers (7 %), changes of role (8 %; a third of them the directory learns late), colleagues covered for in other zones;
 * - refusals by mistake, programs that try again and again, two days on which a role's grants are set wrongly;
 * - services that export every night; events of the first three weeks do not say from which network.
 *
 * The thefts: see `plantTheft`.
 */
export function makeCompany(seed: number, options: CompanyOptions = {}): Company {
  const { people: count = 140, days = 180, thefts: each = 1 } = options
  const dice = new Dice(seed)
  const lists = makeLists(dice.fork(), count)
  const people = makePeople(dice.fork(), lists, { days, people: count })
  const times = makeTimes(dice.fork(), people, days)
  const lives = new Map<Person, Life>(
    people.map((person) => [person, honestLife(dice.fork(), person, lists, times, days)]),
  )
  const thefts = plant(dice.fork(), lives, { lists, times, each })
  const services = serviceLife(dice.fork(), lists, days)
  const keys = keyLife(dice.fork(), people, days)
  const deeds = [...lives.values(), services].flatMap((life) => life.deeds)
  const leaving = people.flatMap((person) => departure(person, days))
  const all = [...deeds, ...thefts.flatMap((theft) => theft.deeds), ...keys.deeds, ...leaving]
  const personDays = [...lives.values()].reduce((sum, { volumes }) => sum + volumes.size, services.volumes.size)
  const byId = new Map(people.map((person) => [person.id, person]))
  return {
    events: inOrder(all),
    people,
    times,
    thefts,
    keyThefts: keys.thefts,
    personDays,
    peers: (principal, at) => roleOf(byId.get(principal), Math.floor(at / DAY)),
    timeZone: (principal) => byId.get(principal)?.clock.timeZone,
  }
}

type Stage = Pick<Parameters<typeof plantTheft>[1], 'lists' | 'times'> & { readonly each: number }

function plant(dice: Dice, lives: ReadonlyMap<Person, Life>, { lists, times, each }: Stage): Theft[] {
  const free = dice.some([...lives], lives.size)
  const thefts: Theft[] = []
  for (const kind of THEFT_KINDS) {
    let wanted = each
    while (wanted > 0) {
      const [person, life] = free.shift() ?? []
      if (person === undefined || life === undefined) throw new RangeError('not enough people to steal')
      const theft = plantTheft(kind, { dice, person, life, lists, times })
      if (theft === undefined) continue
      thefts.push(theft)
      wanted--
    }
  }
  return thefts
}

function departure(person: Person, days: number): Deed[] {
  if (person.left >= FIRST_DAY + days) return []
  const at = person.clock.instant(person.left, 3)
  return [{ type: 'principal.offboarded', stream: `principal/${person.id}`, at, data: { principal: person.id } }]
}

function roleOf(person: Person | undefined, day: number): string | undefined {
  if (person === undefined) return 'service'
  return (person.posts.findLast(({ knownFrom }) => knownFrom <= day) ?? postAt(person, day)).role.name
}

function inOrder(deeds: Deed[]): JournalEvent[] {
  const lengths = new Map<string, number>()
  deeds.sort((left, right) => left.at - right.at)
  return deeds.map((deed, seq) => {
    const version = lengths.get(deed.stream) ?? 0
    lengths.set(deed.stream, version + 1)
    return { seq, tenant: 'default', version, ...deed }
  })
}
