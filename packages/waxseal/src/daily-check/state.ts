import { type Crowd, newCrowd } from './crowd.js'
import type { DayLog } from './day-log.js'
import { type Drip, NO_DRIP } from './drip.js'
import type { Finding, FindingCode } from './finding.js'
import { type Habits, newHabits } from './habits.js'

/** What somebody, or a key of his, did after he had left: of the first day on which it was seen. */
export interface Trespass {
  readonly principal: string
  readonly key?: string
  /** When he left. */
  readonly since: number
  readonly day: number
  readonly seqs: number[]
  count: number
  told: boolean
}

/** What is known of one principal. */
export interface Person {
  group: string
  /** Days that are not over yet. */
  readonly logs: Map<number, DayLog>
  /** The last day that is over and on which he did something. */
  last: number
  habits: Habits
  /** Of working days, oldest first. */
  levels: number[]
  /** Networks and lists that he used, with the last day; the one used longest ago first. */
  readonly networks: Map<string, number>
  readonly lists: Map<string, number>
  /** Days of which a network is known. */
  networkDays: number
  drip: Drip
}

/** A version of a key that is not retired. */
export interface KeyVersion {
  state: 'pending' | 'tested' | 'current' | 'previous'
  readonly issuedAt: number
  /** When it came into this state. */
  changedAt: number
  readonly expiresAt?: number
  until?: number
  usedAt?: number
  /** Place of the event that began it. */
  readonly seq: number
  /** What was told of it. */
  told?: readonly FindingCode[]
}

/** An API key, signing key or credential. */
export interface KeySeries {
  owner?: string
  readonly versions: Map<string, KeyVersion>
}

/** An offboarding under way. */
export interface Offboarding {
  readonly at: number
  readonly seq: number
  told?: boolean
}

/**
 * Everything that the check knows: plain objects, arrays, maps and sets. Opaque to hosts; it grows with principals, keys, lists and
 * networks, not with events.
 */
export interface DailyState {
  /** Those who ever saw contacts in clear, and those who did not: a flood of made-up names pushes nobody out who matters. */
  readonly people: Map<string, Person>
  readonly strangers: Map<string, Person>
  readonly groups: Map<string, Crowd>
  readonly company: Crowd
  /** Principals by network: how many were seen there. */
  readonly networks: Map<string, number>
  /** Who has a log, by day that is not over. */
  readonly open: Map<number, Set<string>>
  /** Instants of the last three events, and what time it is taken to be. */
  readonly recent: number[]
  now: number
  /** The last day that is over. */
  closed: number
  /** Days by score, fading. */
  readonly scores: number[]
  findings: Finding[]
  readonly departed: Map<string, number>
  readonly offboardings: Map<string, Offboarding>
  /** What was done after leaving, by key or principal. */
  readonly trespasses: Map<string, Trespass>
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
    closed: 0,
    scores: [],
    findings: [],
    departed: new Map(),
    offboardings: new Map(),
    trespasses: new Map(),
    series: new Map(),
    versions: new Map(),
    events: 0,
    personDays: 0,
    forgotten: 0,
  }
}

export function newPerson(group: string, day: number): Person {
  return {
    group,
    logs: new Map(),
    last: day - 1,
    habits: newHabits(),
    levels: [],
    networks: new Map(),
    lists: new Map(),
    networkDays: 0,
    drip: NO_DRIP,
  }
}

/** Who has changed his work has yet to show what is usual in it. */
export function changeGroup(person: Person, group: string): void {
  person.group = group
  person.levels = []
  person.habits = newHabits()
  person.drip = NO_DRIP
}
