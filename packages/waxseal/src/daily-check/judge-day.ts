import { type Crowd, newCrowd } from './crowd.js'
import type { DayLog } from './day-log.js'
import { type Drip, followDrip, fullnessOf, fullSeason } from './drip.js'
import { factsOf } from './facts-of-day.js'
import type { Finding } from './finding.js'
import type { DayFacts } from './habits.js'
import { behaviourFinding, dripFinding, probingFinding } from './make-finding.js'
import { probingOf } from './probing.js'
import { scoreDay } from './score.js'
import type { Settings } from './settings.js'
import type { DailyState, Person } from './state.js'
import { thresholdOf } from './threshold.js'
import { sumUp } from './today.js'

/** Days of work of all together before anybody's can be told from them. */
const SETTLED = 100
/** For groups beyond those that are kept: the company alone stands behind it. */
export const NO_CROWD: Crowd = /* @__PURE__ */ newCrowd()

/** One principal's day, and what it comes to. */
export interface Judged {
  readonly person: Person
  readonly log: DayLog
  readonly facts: DayFacts
  readonly group: Crowd
  readonly score: number
  readonly drip: Drip
  readonly findings: readonly Finding[]
}

/** Looks at everybody's day. Changes nothing, so that a day can be looked at before it is over. */
export function judgeMembers(state: DailyState, settings: Settings, day: number): readonly Judged[] {
  const threshold = thresholdOf(state.scores, settings.sensitivity)
  return [...membersByGroup(state, day)].flatMap(([name, members]) =>
    judgeGroup(state, settings, threshold, state.groups.get(name) ?? NO_CROWD, members),
  )
}

interface Member {
  readonly name: string
  readonly person: Person
  readonly log: DayLog
  readonly facts: DayFacts
}

function membersByGroup(state: DailyState, day: number): Map<string, Member[]> {
  const byGroup = new Map<string, Member[]>()
  for (const name of state.open.get(day) ?? []) {
    const person = state.people.get(name) ?? state.strangers.get(name)
    const log = person?.logs.get(day)
    if (person === undefined || log === undefined) continue
    const member = { name, person, log, facts: factsOf(log, person, state.networks) }
    const members = byGroup.get(person.group)
    if (members === undefined) byGroup.set(person.group, [member])
    else members.push(member)
  }
  return byGroup
}

function judgeGroup(
  { company }: DailyState,
  { minContacts }: Settings,
  threshold: number,
  group: Crowd,
  members: readonly Member[],
): Judged[] {
  const settled = company.habits.days >= SETTLED
  const today = sumUp(members)
  const fullness = members.map(({ person, log }) => fullnessOf(person.drip, person.levels, log.volume))
  const season = fullSeason(fullness)
  return members.map(({ name, person, log, facts }, index) => {
    const findings: Finding[] = []
    const { habits, levels } = person
    const score = scoreDay(log, facts, { habits, levels, group, company }, today, minContacts)
    if (settled && score.score >= threshold && log.volume >= minContacts) {
      findings.push(behaviourFinding(name, person, log, score, { threshold, peers: today.volume }))
    }
    const { drip, found } = followDrip(person.drip, levels, log, fullness[index], season, minContacts)
    if (found !== undefined) findings.push(dripFinding(name, log, found, today.volume))
    const probing = settled ? probingOf(log, habits, group, company, today) : undefined
    if (probing !== undefined) findings.push(probingFinding(name, log, probing))
    return { person, log, facts, group, score: settled ? score.score : 0, drip, findings }
  })
}
