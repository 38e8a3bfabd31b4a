import { FIRST_DAY, isWeekend, PlaceClock } from './calendar.js'
import type { Dice } from './dice.js'
import { ROLES, type Role } from './roles.js'

export interface List {
  readonly name: string
  readonly zone: number
  readonly size: number
}

/** What somebody is from a day on. */
export interface Post {
  readonly from: number
  /** From when on the host's directory says so: it may lag behind. */
  readonly knownFrom: number
  readonly role: Role
  readonly zone: number
  readonly lists: readonly List[]
}

export interface Person {
  readonly id: string
  readonly clock: PlaceClock
  readonly posts: readonly Post[]
  /** Days of the first and the last working day. */
  readonly hired: number
  readonly left: number
  /** Hours by the clock on his wall. */
  readonly begins: number
  readonly length: number
  /** Long evenings and looks in passing after hours: part of the days. */
  readonly overtime: number
  readonly glimpses: number
  /** Changes between early and late shifts every week. */
  readonly shifts: boolean
  /** How much more than his role's mean he looks at and exports. */
  readonly diligence: number
  readonly appetite: number
  /** Deviation of the logarithm of his day's work, and how it carries over to the next day. */
  readonly moods: number
  readonly office: string
  /** His networks at home, each from a day on. */
  readonly homes: readonly { readonly from: number; readonly network: string }[]
  /** Part of his events that go over a telephone. */
  readonly phone: number
  readonly away: ReadonlySet<number>
  readonly trips: ReadonlyMap<number, Trip>
  /** Days on which he also does the work of a colleague of another zone. */
  readonly covers: ReadonlyMap<number, readonly List[]>
}

export interface Trip {
  readonly network: string
  /** Hours by which his day is moved. */
  readonly shift: number
}

export interface Span {
  readonly days: number
  readonly people: number
}

/** Five sales zones; Berlin changes its clocks. */
const PLACES = ['Europe/Moscow', 'Asia/Yekaterinburg', 'Europe/Kaliningrad', 'Asia/Novosibirsk', 'Europe/Berlin']
export const PHONE_NETWORKS = Array.from({ length: 40 }, (_, index) => `n_phone${index}`)

export function postAt(person: Person, day: number): Post {
  const post = person.posts.findLast(({ from }) => from <= day) ?? person.posts[0]
  if (post === undefined) throw new RangeError('a person without a post')
  return post
}

/** Sizes are log-normal: half of the lists hold fewer than 3,000 contacts, one in forty more than 14,000. */
export function makeLists(dice: Dice, people: number): List[] {
  return Array.from({ length: Math.max(20, Math.round(people * 0.5)) }, (_, index) => ({
    name: `list-${index}`,
    zone: index % PLACES.length,
    size: Math.round(Math.min(90_000, Math.max(250, dice.logNormal(3000, 0.8)))),
  }))
}

export function makePeople(dice: Dice, lists: readonly List[], { days, people }: Span): Person[] {
  const clocks = PLACES.map((name) => new PlaceClock(name))
  // An office may move once.
  const moves = PLACES.map(() => (dice.chance(0.3) ? dice.whole(20, days) : undefined))
  return Array.from({ length: people }, (_, index) => {
    const zone = dice.whole(0, PLACES.length - 1)
    const clock = clocks[zone] ?? new PlaceClock('UTC')
    return makePerson(dice.fork(), { index, zone, clock, lists, days, officeMoves: moves[zone] })
  })
}

interface Place {
  readonly index: number
  readonly zone: number
  readonly clock: PlaceClock
  readonly lists: readonly List[]
  readonly days: number
  readonly officeMoves: number | undefined
}

function makePerson(dice: Dice, { index, zone, clock, lists, days, officeMoves }: Place): Person {
  const id = `p${index}`
  const first = FIRST_DAY
  const hired = dice.chance(0.14) ? first + dice.whole(10, days - 30) : first
  const left = dice.chance(0.07) ? Math.min(first + days, hired + dice.whole(30, days)) : first + days
  const role = drawRole(dice)
  const posts = [post(dice, lists, { from: hired, knownFrom: hired, role, zone })]
  if (dice.chance(0.06)) {
    const from = hired + dice.whole(25, days)
    const knownFrom = dice.chance(0.75) ? from : from + dice.whole(1, 10)
    const next = { from, knownFrom, role: drawRole(dice), zone: dice.chance(0.7) ? zone : dice.whole(0, 4) }
    posts.push(post(dice, lists, next))
  }
  const shifts = role.name === 'support' && dice.chance(0.35)
  const homes = [{ from: first, network: `n_home${index}` }]
  // Some providers of access give another network every few weeks.
  const stay = dice.chance(0.1) ? 25 : 700
  for (let from = first + dice.whole(1, stay); from < first + days; from += dice.whole(5, 2 * stay)) {
    homes.push({ from, network: `n_home${index}-${from - first}` })
  }
  const offices = Math.floor(index / 40) % 2
  return {
    id,
    clock,
    posts,
    hired,
    left,
    begins: role.name === 'support' ? dice.pick([7, 9, 9, 10, 13]) : dice.normal(9, 0.9),
    length: dice.normal(8.7, 0.6),
    overtime: dice.chance(0.2) ? dice.between(0.05, 0.25) : dice.between(0, 0.03),
    glimpses: dice.chance(0.3) ? dice.between(0.02, 0.2) : 0.004,
    shifts,
    diligence: dice.logNormal(1, 0.55),
    appetite: dice.chance(0.05) ? dice.between(3, 8) : dice.logNormal(1, 0.6),
    moods: dice.between(0.25, 0.6),
    office: officeMoves === undefined ? `n_office${zone}-${offices}` : `n_office${zone}-${offices}/${officeMoves}`,
    homes,
    phone: dice.chance(0.3) ? dice.between(0.02, 0.3) : 0,
    away: absences(dice, hired, left),
    trips: journeys(dice, index, hired, left),
    covers: covering(dice, lists, { hired, left, zone }),
  }
}

function drawRole(dice: Dice): Role {
  let rest = dice.unit()
  for (const role of ROLES) {
    rest -= role.share
    if (rest < 0) return role
  }
  throw new RangeError('shares of roles must sum to 1')
}

/** Three to nine lists, most of his own zone; board members and analysts look everywhere in it. */
function post(dice: Dice, lists: readonly List[], place: Omit<Post, 'lists'>): Post {
  const own = lists.filter(({ zone }) => zone === place.zone)
  const wide = place.role.name === 'board' || place.role.name === 'analysis'
  return { ...place, lists: wide ? own : dice.some(own, dice.whole(3, 9)) }
}

/** One or two holidays of one or two weeks in half a year, and days of illness. */
function absences(dice: Dice, hired: number, left: number): Set<number> {
  const away = new Set<number>()
  for (let day = hired + dice.whole(10, 120); day < left; day += dice.whole(60, 160)) {
    for (let gone = dice.pick([5, 7, 14]); gone > 0; gone--) away.add(day + gone)
  }
  for (let day = hired; day < left; day++) {
    if (dice.chance(0.012)) for (let gone = dice.whole(1, 5); gone > 0; gone--) away.add(day + gone)
  }
  return away
}

/** Three people in ten travel: two to five days, from a hotel, at times in another time zone. */
function journeys(dice: Dice, index: number, hired: number, left: number): Map<number, Trip> {
  const trips = new Map<number, Trip>()
  if (!dice.chance(0.3)) return trips
  for (let day = hired + dice.whole(0, 90); day < left; day += dice.whole(20, 120)) {
    const trip = { network: `n_hotel${index}-${day}`, shift: dice.chance(0.3) ? dice.whole(-3, 5) : 0 }
    for (let gone = dice.whole(2, 5); gone > 0; gone--) if (!isWeekend(day + gone)) trips.set(day + gone, trip)
  }
  return trips
}

/** One in ten does a colleague's work for a week or two, in a zone that is not his. */
function covering(
  dice: Dice,
  lists: readonly List[],
  { hired, left, zone }: { hired: number; left: number; zone: number },
): Map<number, readonly List[]> {
  const covers = new Map<number, readonly List[]>()
  if (!dice.chance(0.1)) return covers
  const from = hired + dice.whole(5, 160)
  const theirs = dice.some(
    lists.filter((list) => list.zone !== zone),
    dice.whole(1, 3),
  )
  for (let day = from; day < Math.min(left, from + dice.pick([5, 7, 12])); day++) covers.set(day, theirs)
  return covers
}

/** The network of an office on a day: after a move another. */
export function officeOn(office: string, day: number): string {
  const [name = '', move] = office.split('/')
  return move === undefined || day < FIRST_DAY + Number(move) ? name : `${name}-new`
}
