import type { Decision } from '../decision.js'
import { type Deed, type Phrases, person, quoted } from './phrases.js'

/** Explanations in Russian: the `language` of `engine.explain`. */
export const russian: Phrases = {
  refused: (decision, deed) => `${decision.allowed ? 'разрешено' : 'отказано'}: ${reasonOf(decision, deed)}`,
  would: 'было бы разрешено при одном из условий:',
  and: ', и ',
  none: 'ничто известное этого не изменит',
  step(step, time) {
    if ('come' in step) {
      if (step.come === 'at') return `запрос придёт в ${time(step.at)} (расписание ${quoted(step.schedules)})`
      const networks = step.networks.length === 0 ? 'одной из личных сетей пользователя' : quoted(step.networks)
      return `запрос придёт из сети ${networks}`
    }
    if ('admit' in step) return `пользователю ${person(step.admit)} откроют доступ и с этого адреса`
    if ('add' in step) {
      const { to, allow, on } = step.add
      return `пользователю ${person(to.principal)} дадут право \`${allow?.[0]}\` ${place(on.lists)}`
    }
    if ('lift' in step) return `снимут запреты ${quoted(step.lift)}`
    if ('activate' in step) return `пользователя ${person(step.activate)} сделают активным`
    if ('extend' in step) return `срок пользователя ${person(step.extend)} продлят дальше ${time(step.beyond)}`
    if ('register' in step)
      return `${step.register === 'list' ? 'список' : 'пользователь'} ${person(step.id)} станет известен`
    return `факт \`${step.fact}\` будет таким, какого требует правило`
  },
}

function place(lists: unknown): string {
  return Array.isArray(lists) ? `на список ${quoted(lists)}` : 'на аккаунт в целом'
}

function reasonOf({ reason, grants }: Decision, { principal, action, list }: Deed): string {
  const who = principal === undefined ? 'пользователь' : `\`${principal}\``
  const deed = `${action === undefined ? 'это действие' : `\`${action}\``} ${place(list === undefined ? undefined : [list])}`
  switch (reason.code) {
    case 'allowed':
      return `права ${quoted(grants)} разрешают ${deed}`
    case 'denied':
      return `права ${quoted(grants)} запрещают ${deed}`
    case 'no-grant':
      return `никакое право не разрешает ${deed}`
    case 'unknown':
      return 'пользователь, действие или список неизвестны, или запрос не читается'
    case 'inactive':
      return `${who} не активен`
    case 'expired':
      return `срок, до которого ${who} может действовать, прошёл, или время запроса неизвестно`
    case 'address':
      return `${who} не может действовать с этого адреса`
    case 'rule':
      return `правило \`${reason.rule}\` отказывает (\`${reason.detail}\`)`
  }
}
