import { addDay, type DayFacts, fade, type Habits, newHabits } from './habits.js'

/** Width of the bins of levels, in nats, and how many there are: up to e²² contacts, more than are counted. */
const BIN = 0.25
const BINS = 88
/** So many days of the company are added to what a group says: a small one says little. */
const BORROWED = 20
/** Spreads a day over its bin and the neighbours. */
const SPREAD = [0.1, 0.2, 0.4, 0.2, 0.1]

/** What a group of peers is used to: those who have no history yet are measured by it, and rare habits of all others. */
export interface Crowd {
  readonly habits: Habits
  /** Days by level. */
  readonly levels: number[]
}

export function newCrowd(): Crowd {
  return { habits: newHabits(), levels: new Array(BINS).fill(0) }
}

export function addToCrowd(crowd: Crowd, facts: DayFacts, level: number, elapsed: readonly [number, number]): void {
  addDay(crowd.habits, facts, elapsed)
  const bin = binOf(level)
  crowd.levels[bin] = (crowd.levels[bin] ?? 0) + 1
}

export function fadeCrowd(crowd: Crowd, factor: number): void {
  fade(crowd.habits, factor)
  for (let bin = 0; bin < BINS; bin++) crowd.levels[bin] = (crowd.levels[bin] ?? 0) * factor
}

/** How likely a level is on some day of some member, per nat. */
export function crowdDensity(group: Crowd, company: Crowd, level: number): number {
  return density(group, level, BORROWED, density(company, level, 0, 0))
}

/** The part of the days of the members on which they were at a level or above it. */
export function crowdTail({ levels, habits }: Crowd, level: number): number {
  let times = 0
  for (let bin = binOf(level); bin < BINS; bin++) times += levels[bin] ?? 0
  return (times + 0.5) / (habits.days + 1)
}

/** The part of the days on which members have a habit; a small group leans on the company. Never quite 0. */
export function crowdRate(group: Crowd, company: Crowd, read: (habits: Habits) => readonly [number, number]): number {
  const [wholeTimes, wholeDays] = read(company.habits)
  const whole = (wholeTimes + 0.1) / (wholeDays + 10)
  const [times, days] = read(group.habits)
  return (times + BORROWED * whole) / (days + BORROWED)
}

function density({ levels, habits }: Crowd, level: number, borrowed: number, prior: number): number {
  const center = binOf(level)
  let times = 0
  for (const [index, weight] of SPREAD.entries()) times += weight * (levels[center + index - 2] ?? 0)
  return (times / BIN + borrowed * prior + 0.01) / (habits.days + borrowed + 1)
}

function binOf(level: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor(level / BIN)))
}
