import { addToCrowd, fadeCrowd } from './crowd.js'
import { isWeekend, remember } from './facts-of-day.js'
import type { Finding } from './finding.js'
import { addDay, fade } from './habits.js'
import { type Judged, judgeMembers, NO_CROWD } from './judge-day.js'
import { addLevel, levelOf } from './levels.js'
import type { Settings } from './settings.js'
import type { DailyState } from './state.js'
import { countScore, fadeScores } from './threshold.js'

/** Half of what a habit weighs is gone after so many days. */
const HALF_LIFE = 60
const FADE = 2 ** (-1 / HALF_LIFE)
/** Who was away for longer is not thought to have changed his hours. */
const LONGEST_GAP = 7
/** Networks that are told apart, for each principal that is. */
const NETWORKS = 4

/** What is worth telling of a day that is not over, by what is known of it so far. */
export function judgeDay(state: DailyState, settings: Settings, day: number): Finding[] {
  return judgeMembers(state, settings, day).flatMap(({ findings }) => findings)
}

/** Ends a day: what it tells is kept, and everybody's habits take it in. */
export function closeDay(state: DailyState, settings: Settings, day: number): void {
  const judged = judgeMembers(state, settings, day)
  fadeScores(state.scores, FADE)
  for (const { score, findings } of judged) {
    countScore(state.scores, score)
    state.findings.push(...findings)
  }
  for (const one of judged) takeIn(state, settings, one)
  fadeCrowd(state.company, FADE)
  for (const crowd of state.groups.values()) fadeCrowd(crowd, FADE)
  state.open.delete(day)
}

function takeIn(state: DailyState, settings: Settings, { person, log, facts, group, drip }: Judged): void {
  const elapsed = elapsedDays(person.last, log.day)
  const level = levelOf(log.volume)
  fade(person.habits, FADE ** (elapsed[0] + elapsed[1]))
  addDay(person.habits, facts, elapsed)
  addLevel(person.levels, level)
  remember(log, person, state.networks, settings.maxPrincipals * NETWORKS)
  person.drip = drip
  person.last = Math.max(person.last, log.day)
  person.logs.delete(log.day)
  addToCrowd(state.company, facts, level, elapsed)
  if (group !== NO_CROWD) addToCrowd(group, facts, level, elapsed)
  state.personDays++
}

/** Working days and days of weekends after one day, up to another. */
function elapsedDays(last: number, day: number): [number, number] {
  const elapsed: [number, number] = [0, 0]
  for (let one = Math.max(last + 1, day - LONGEST_GAP + 1); one <= day; one++) elapsed[isWeekend(one) ? 1 : 0]++
  return elapsed
}
