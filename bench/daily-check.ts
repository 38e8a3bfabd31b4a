import { createDailyCheck, type DailyCheck } from '../packages/waxseal/src/daily-check/daily-check.js'
import { makeCompany } from '../packages/waxseal/test/daily-check/company/company.js'
import { present } from './measure.js'

// What the daily check costs: half a year of a trading company, every event taken in and every day ended.

const company = makeCompany(1)
const { events, personDays, people, peers, timeZone } = company
const options = { peers, timeZone }

function readAll(): DailyCheck {
  const check = createDailyCheck(options)
  for (const event of events) check.take(event)
  return check
}

const whole = readAll()
const saved = JSON.stringify(whole.save())
console.log(`daily check: ${events.length} events, ${personDays} person-days, ${people.length} people`)
console.log(`its state: ${Math.round(saved.length / 1000)} kB of JSON; ${whole.report().findings.length} findings`)

let next = 0
let check = createDailyCheck(options)
await present('events of a whole record, goal 200,000 a CPU second', [
  {
    name: 'take',
    run(count) {
      for (let done = 0; done < count; done++) {
        const event = events[next]
        if (event === undefined) {
          next = 0
          check = createDailyCheck(options)
        } else {
          check.take(event)
          next++
        }
      }
    },
  },
])
await present('once a day', [
  { name: 'report of a day', run: (count) => repeat(count, () => whole.report({ day: '2026-04-01' })) },
  { name: 'save', run: (count) => repeat(count, () => JSON.stringify(whole.save())) },
  { name: 'load', run: (count) => repeat(count, () => createDailyCheck(options, JSON.parse(saved))) },
])

function repeat(count: number, deed: () => unknown): void {
  for (let done = 0; done < count; done++) deed()
}
