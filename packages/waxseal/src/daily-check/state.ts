import type { Crowd } from './crowd.js'
import { newCrowd } from './crowd.js'
import type { DayLog } from './day-log.js'
import { type Drip, newDrip } from './drip.js'
import type { Finding } from './finding.js'
import { type Habits, newHabits } from './habits.js'

/** What is known of one principal. */
export interface Person {
  group: string
  /** Days that are not over yet. */
  readonly logs: Map<number, DayLog>
  /** The first and the last day that is over and on which he did something. */
  first: number
  last: number
  habits: Habits
  /** Of working days, oldest first. */
  levels: number[]
  /** Networks and lists he used, with the last day. */
  readonly networks: Map<string, number>
  readonly lists: Map<string, number>
  /** Days of which his network is known. */
  networkDays: number
  drip: Drip
}

/** A version of a key. */
export interface KeyVersion {
  state: 'pending' | 'tested' | 'current' | 'previous'
  readonly issuedAt: number
  /** When it came into this state. */
  changedAt: number
  readonly expiresAt?: number
  until?: number
  usedAt?: number
  readonly seq: number
}

/** The versions of a key that are not retired. */
export interface KeySeries {
  owner?: string
  readonly versions: Map<string, KeyVersion>
}

/** An offboarding under way. */
export interface Offboarding {
  readonly at: number
  readonly seq: number
}

/** Everything that the check knows. Plain objects, arrays, maps and sets: it is kept and read back as it is. */
export interface DailyState {
  /** Those who ever saw contacts in clear, and those who did not: a flood of made-up names pushes nobody out who matters. */
  readonly people: Map<string, Person>
  readonly strangers: Map<string, Person>
  readonly groups: Map<string, Crowd>
  readonly company: Crowd
  /** In how many principals' networks a network is. */
  readonly networks: Map<string, number>
  /** Names of those with a log, by day that is not over. */
  readonly open: Map<number, Set<string>>
  /** Instants of the last three events, and the one that it is taken to be. */
  readonly recent: number[]
  now: number
  /** The last day that is over. */
  closed: number
  /** Scores of days by height, fading. */
  readonly scores: number[]
  findings: Finding[]
  readonly departed: Map<string, number>
  readonly offboardings: Map<string, Offboarding>
  readonly series: Map<string, KeySeries>
  /** Series by the id of a version. */
  readonly versions: Map<string, string>
  events: number
  personDays: number
  forgotten: number
}

export function newState(): DailyState {
  return {
    people: new Map(),
    strangers: new Map(),
    groups: new Map(),
    company: newCrowd(),
    networks: new Map(),
    open: new Map(),
    recent: [],
    now: 0,
    closed: Number.MIN_SAFE_INTEGER,
    scores: [],
    findings: [],
    departed: new Map(),
    offboardings: new Map(),
    series: new Map(),
    versions: new Map(),
    ...{ events: 0, personDays: 0, forgotten: 0 },
  }
}

export function newPerson(group: string, day: number): Person {
  return {
    ...{ group, first: day, last: day - 1 },
    logs: new Map(),
    habits: newHabits(),
    levels: [],
    networks: new Map(),
    lists: new Map(),
    networkDays: 0,
    drip: newDrip(),
  }
}
