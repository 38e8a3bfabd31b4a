import { addToCrowd, type Crowd, fadeCrowd, newCrowd } from './crowd.js'
import type { DayLog } from './day-log.js'
import { followDrip, fullnessOf, newDrip, seasonOf } from './drip.js'
import { factsOf, isWeekend, remember } from './facts-of-day.js'
import type { Finding } from './finding.js'
import { addDay, type DayFacts, fade, newHabits } from './habits.js'
import { addLevel, levelOf } from './levels.js'
import { behaviourFinding, dripFinding, probingFinding } from './make-finding.js'
import { probingScore } from './probing.js'
import { scoreDay } from './score.js'
import type { Settings } from './settings.js'
import type { DailyState, Person } from './state.js'
import { countScore, fadeScores, thresholdOf } from './threshold.js'
import { sumUp, type Today } from './today.js'

/** Half of what a habit weighs is gone after so many days. */
const HALF_LIFE = 60
const FADE = 2 ** (-1 / HALF_LIFE)
/** Who was away longer is not thought to have changed his hours. */
const LONGEST_GAP = 7

/** Days of work of all together before anybody's can be told from them. */
const SETTLED_COMPANY = 100

interface Member {
  readonly name: string
  readonly person: Person
  readonly log: DayLog
  readonly facts: DayFacts
  readonly levels: readonly number[]
}

/** What is worth telling of a day; nothing is changed by it. */
export function judgeDay(state: DailyState, settings: Settings, day: number): Finding[] {
  const threshold = thresholdOf(state.scores, settings.sensitivity)
  const findings: Finding[] = []
  if (state.company.habits.days < SETTLED_COMPANY) return findings
  for (const { members, group, today } of groupsOf(state, day)) {
    for (const member of members) {
      const { score } = judge(state, settings, member, group, today)
      if (score.score >= threshold && member.log.volume >= settings.minContacts) {
        findings.push(behaviourFinding(member.name, member.log, score, today, threshold, member.person))
      }
      const probed = probingScore(member, group, state.company, today)
      if (probed !== undefined) findings.push(probingFinding(member.name, member.log, probed))
    }
  }
  return findings
}

/** Ends a day: what it tells is kept, and everybody's habits take it in. */
export function closeDay(state: DailyState, settings: Settings, day: number): void {
  state.findings.push(...judgeDay(state, settings, day))
  fadeScores(state.scores, FADE)
  for (const { members, group, today } of groupsOf(state, day)) {
    const fullness = members.map(({ person, log }) => fullnessOf(person.drip, person.levels, log.volume))
    const season = seasonOf(fullness)
    for (const [index, member] of members.entries()) {
      const { person, log, name } = member
      if (state.company.habits.days >= SETTLED_COMPANY)
        countScore(state.scores, judge(state, settings, member, group, today).score.score)
      const drip = followDrip(person.drip, person.levels, log, fullness[index], season, settings.minContacts)
      if (drip !== undefined) state.findings.push(dripFinding(name, log, drip, today))
    }
    for (const member of members) takeIn(state, settings, member, group)
  }
  fadeCrowd(state.company, FADE)
  for (const crowd of state.groups.values()) fadeCrowd(crowd, FADE)
  state.open.delete(day)
  state.closed = Math.max(state.closed, day)
}

function judge(state: DailyState, settings: Settings, member: Member, group: Crowd, today: Today) {
  const { person, log, facts, levels } = member
  const baseline = { habits: person.habits, levels, group, company: state.company }
  return { score: scoreDay(log, facts, baseline, today, settings.minContacts) }
}

function groupsOf(state: DailyState, day: number) {
  const byGroup = new Map<string, Member[]>()
  for (const name of state.open.get(day) ?? []) {
    const person = state.people.get(name) ?? state.strangers.get(name)
    const log = person?.logs.get(day)
    if (person === undefined || log === undefined) continue
    const members = byGroup.get(person.group) ?? []
    byGroup.set(person.group, members)
    members.push({ name, person, log, facts: factsOf(log, person, state.networks), levels: person.levels })
  }
  return [...byGroup].map(([name, members]) => ({
    members,
    group: state.groups.get(name) ?? EMPTY,
    today: sumUp(members),
  }))
}

const EMPTY = newCrowd()

function takeIn(state: DailyState, settings: Settings, { name, person, log, facts }: Member, group: Crowd): void {
  const elapsed = elapsedDays(person.last, log.day)
  const level = levelOf(log.volume)
  fade(person.habits, FADE ** (elapsed[0] + elapsed[1]))
  addDay(person.habits, facts, elapsed)
  addLevel(person.levels, level)
  remember(log, person, state.networks, settings.maxPrincipals * 4)
  person.last = Math.max(person.last, log.day)
  person.logs.delete(log.day)
  state.personDays++
  addToCrowd(state.company, facts, level, elapsed)
  if (group !== EMPTY) addToCrowd(group, facts, level, elapsed)
  void name
}

/** Working days and days of weekends after one day up to another. */
function elapsedDays(last: number, day: number): [number, number] {
  const elapsed: [number, number] = [0, 0]
  for (let one = Math.max(last + 1, day - LONGEST_GAP + 1); one <= day; one++) elapsed[isWeekend(one) ? 1 : 0]++
  return elapsed
}

/** Who has changed his work has yet to show what is usual in it. */
export function changeGroup(person: Person, group: string): void {
  person.group = group
  person.levels = []
  person.habits = newHabits()
  person.drip = newDrip()
}
