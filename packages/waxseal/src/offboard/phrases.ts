import type { Outcome } from './forecast.js'
import type { FoundVersion } from './found.js'
import type { Order } from './order.js'
import type { OpenStep, Step } from './step.js'

/** What a plan is about. */
export interface PlanTitle {
  readonly type: 'mass-rotation' | 'offboarding'
  /** Who leaves; empty when nobody does. */
  readonly principal: string
  readonly order: Order
}

/** The words of one language for plans: `planInEnglish`, `planInRussian`, or your own. */
export interface PlanPhrases {
  title(title: PlanTitle): string
  /** Above the secrets that are of use. */
  readonly found: string
  version(secret: string, version: FoundVersion, time: (at: number) => string): string
  past(secret: string, count: number): string
  readonly steps: string
  step(step: Step): string
  readonly open: string
  code(step: OpenStep): string
  readonly nothing: string
}

/** A plan for people. */
export function printPlan({ found, deeds, open }: Outcome, title: PlanTitle, words: PlanPhrases): string {
  const time = (at: number) => new Date(at).toISOString().replace(/:\d\d\.\d{3}Z$/, 'Z')
  const secrets = found.flatMap(({ secret, live, past }) => [
    ...live.map((version) => words.version(secret, version, time)),
    ...(past === 0 ? [] : [words.past(secret, past)]),
  ])
  const lines = (heading: string, items: readonly string[]) =>
    items.length === 0 ? [] : [heading, ...items.map((item) => `- ${item}`)]
  const parts = [
    ...lines(words.found, secrets),
    ...lines(words.steps, deeds.map(words.step)),
    ...lines(
      words.open,
      open.map((step) => `${words.step(step)}: ${words.code(step)}`),
    ),
  ]
  return [words.title(title), ...(parts.length === 0 ? [words.nothing] : parts)].join('\n')
}

/** Names in backticks, joined by commas. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}

/** The nameless version is the one from before the record knew any. */
export function versionName(version: string, nameless: string): string {
  return version === '' ? nameless : `\`${version}\``
}
