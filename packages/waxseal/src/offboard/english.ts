import { type PlanPhrases, quoted, versionName } from './phrases.js'
import type { StepDeed } from './step.js'

const DEEDS: Readonly<Record<StepDeed, (target: string, to: string | undefined) => string>> = {
  'end-access': (target) => `end access to ${target}`,
  'end-session': (target) => `end session ${target}`,
  'hand-over-campaign': (target, to) => `hand campaign ${target} over to ${to}`,
  'hand-over-list': (target, to) => `hand list ${target} over${to === undefined ? '' : ` to ${to}`}`,
  'leave-group': (target) => `take out of group ${target}`,
  'refuse-principal': (target) => `refuse ${target} everywhere from now on`,
  'remove-grant': (target) => `remove grant ${target}`,
  'revoke-key': (target) => `revoke ${target}`,
  'rotate-key': (target) => `rotate ${target} and deliver the new key`,
  'rotate-secret': (target) => `rotate ${target}`,
  'stop-campaign': (target) => `stop campaign ${target}`,
}

const CODES: Readonly<Record<string, string>> = {
  'campaign-under-way': 'it is under way; look again when its end is known',
  'delivered-late': 'an older key arrived after the new one, so another must be delivered',
  'delivery-failed': 'the new key could not be delivered, so the old one lives on',
  'found-again': 'done, and found again',
  'look-failed': 'what there is could not be looked at',
  'overlap-runs': 'the new key is in use; the old one is accepted for the overlap',
  'rotation-open': 'another rotation of it is under way',
  'still-of-use': 'begun; the old version is not dead yet',
  'waits-for-person': 'a person must do this',
}

/**
 * Plans in English: the `language` of `plan.print`.
 *
 * @example
 * ```ts
 * import { planInEnglish } from 'waxseal'
 *
 * const order = { by: 'boss', reason: 'left', overlap: 0 }
 * console.log(planInEnglish.title({ type: 'offboarding', principal: 'maria', order })) // offboarding of `maria`, ordered by `boss`: left
 * ```
 */
export const planInEnglish: PlanPhrases = {
  title: ({ type, principal, order: { by, reason, successor } }) => {
    const what = type === 'offboarding' ? `offboarding of \`${principal}\`` : 'rotation of secrets'
    const heir = successor === undefined ? '' : `, successor \`${successor}\``
    return `${what}, ordered by \`${by}\`${heir}: ${reason}`
  },
  found: 'known secrets:',
  version: (secret, { version, since, through, until }, time) =>
    [
      `\`${secret}\`, ${versionName(version, 'the version from before the record')}, since ${time(since)}`,
      ...(through.length === 0 ? [] : [`through ${quoted(through)}`]),
      ...(until === undefined ? [] : [`ends ${time(until)}`]),
    ].join(', '),
  past: (secret, count) => `\`${secret}\`, ${count} ${count === 1 ? 'version' : 'versions'} of no use any more`,
  steps: 'steps:',
  step: ({ do: deed, target, to }) => DEEDS[deed](`\`${target}\``, to === undefined ? undefined : `\`${to}\``),
  open: 'waiting:',
  code: ({ code }) => CODES[code] ?? `\`${code}\``,
  nothing: 'nothing is to be done',
}
