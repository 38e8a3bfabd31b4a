import { type PlanPhrases, quoted, versionName } from './phrases.js'
import type { StepDeed } from './step.js'

const DEEDS: Readonly<Record<StepDeed, (target: string, to: string | undefined) => string>> = {
  'end-access': (target) => `закрыть доступ к ${target}`,
  'end-session': (target) => `завершить сеанс ${target}`,
  'hand-over-campaign': (target, to) => `передать рассылку ${target} пользователю ${to}`,
  'hand-over-list': (target, to) => `передать список ${target}${to === undefined ? '' : ` пользователю ${to}`}`,
  'leave-group': (target) => `исключить из группы ${target}`,
  'refuse-principal': (target) => `с этого момента отказывать ${target} во всём`,
  'remove-grant': (target) => `снять право ${target}`,
  'revoke-key': (target) => `отозвать ${target}`,
  'rotate-key': (target) => `сменить ${target} и доставить новый ключ`,
  'rotate-secret': (target) => `сменить ${target}`,
  'stop-campaign': (target) => `остановить рассылку ${target}`,
}

const CODES: Readonly<Record<string, string>> = {
  'campaign-under-way': 'она уже уходит; проверить, когда станет известен исход',
  'delivered-late': 'прежний ключ пришёл позже нового, нужно доставить ещё один',
  'delivery-failed': 'новый ключ не доставлен, поэтому старый ещё действует',
  'found-again': 'сделано, но найдено снова',
  'look-failed': 'не удалось посмотреть, что есть',
  'overlap-runs': 'новый ключ работает, старый действует до конца перекрытия',
  'rotation-open': 'идёт другая смена этого ключа',
  'still-of-use': 'начато, но старая версия ещё действует',
  'waits-for-person': 'это должен сделать человек',
}

/**
 * Plans in Russian: the `language` of `plan.print`.
 *
 * @example
 * ```ts
 * import { planInRussian } from 'waxseal'
 *
 * const order = { by: 'boss', reason: 'left', overlap: 0 }
 * console.log(planInRussian.title({ type: 'offboarding', principal: 'maria', order })) // увольнение `maria`, распорядился `boss`: left
 * ```
 */
export const planInRussian: PlanPhrases = {
  title: ({ type, principal, order: { by, reason, successor } }) => {
    const what = type === 'offboarding' ? `увольнение \`${principal}\`` : 'смена секретов'
    const heir = successor === undefined ? '' : `, преемник \`${successor}\``
    return `${what}, распорядился \`${by}\`${heir}: ${reason}`
  },
  found: 'известные секреты:',
  version: (secret, { version, since, through, until }, time) =>
    [
      `\`${secret}\`, ${versionName(version, 'версия до начала учёта')}, с ${time(since)}`,
      ...(through.length === 0 ? [] : [`через ${quoted(through)}`]),
      ...(until === undefined ? [] : [`действует до ${time(until)}`]),
    ].join(', '),
  past: (secret, count) => `\`${secret}\`, уже не действует версий: ${count}`,
  steps: 'шаги:',
  step: ({ do: deed, target, to }) => DEEDS[deed](`\`${target}\``, to === undefined ? undefined : `\`${to}\``),
  open: 'ожидают:',
  code: ({ code }) => CODES[code] ?? `\`${code}\``,
  nothing: 'делать нечего',
}
