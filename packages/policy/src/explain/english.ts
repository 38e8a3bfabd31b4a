import { type Phrases, person, quoted } from './phrases.js'

/** Explanations in English: the `language` of `engine.explain`. */
export const english: Phrases = {
  refused: ({ allowed, reason }) => `${allowed ? 'allowed' : 'refused'}: ${reason.message}`,
  would: 'it would be allowed if one of these were so:',
  and: ', and ',
  none: 'nothing that is known would change this',
  step(step, time) {
    if ('come' in step) {
      if (step.come === 'at') return `it is asked at ${time(step.at)} (${hours(step.schedules)})`
      const networks = step.networks.length === 0 ? "one of the principal's own networks" : quoted(step.networks)
      return `it is asked from ${networks}`
    }
    if ('admit' in step) return `${person(step.admit)} is let in from this address`
    if ('add' in step)
      return `${person(step.add.to.principal)} is given \`${step.add.allow?.[0]}\` ${place(step.add.on.lists)}`
    if ('lift' in step) return `the denying grants ${quoted(step.lift)} are removed`
    if ('activate' in step) return `${person(step.activate)} is made active`
    if ('extend' in step) return `the end date of ${person(step.extend)} is moved beyond ${time(step.beyond)}`
    if ('register' in step) return `the ${step.register} ${person(step.id)} is made known`
    return `the fact \`${step.fact}\` is as its rule wants it`
  },
}

function hours(schedules: readonly string[]): string {
  return `${schedules.length > 1 ? 'schedules' : 'schedule'} ${quoted(schedules)}`
}

function place(lists: unknown): string {
  return Array.isArray(lists) ? `on list ${quoted(lists)}` : 'on the account'
}
