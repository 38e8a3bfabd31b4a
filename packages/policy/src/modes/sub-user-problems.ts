import { problemAt } from '../policy/problem.js'
import { LIST_ACTIONS } from './list-access.js'

type Members = Readonly<Record<string, unknown>>

/** The faults of modes that may have come from a file. Names, content rules and caps are checked where they are used. */
export function subUserProblems(modes: unknown): readonly string[] {
  if (!isObject(modes)) return ['must be an object of modes by principal']
  return Object.entries(modes).flatMap(([id, mode]) => modeProblems(id, mode))
}

function modeProblems(id: string, mode: unknown): readonly string[] {
  const problems: string[] = []
  const report = (path: readonly string[], what: string) => problems.push(problemAt([id, ...path], what))
  if (!isObject(mode)) return [problemAt([id], 'must be an object')]
  reportUnknown(mode, ['access', 'send', 'export'], [], report)
  const { access, send } = mode
  if (isObject(access)) {
    if (Object.keys(access).length === 0) report(['access'], 'must name a list')
    for (const [list, value] of Object.entries(access)) {
      if (!isListAccess(value)) report(['access', list], 'must be `edit`, `view` or `statistics`')
    }
  } else if (access !== 'all' && access !== 'read-only' && access !== 'denied') {
    report(['access'], 'must be `all`, `read-only`, `denied` or an object of lists')
  }
  checkExport(mode, report)
  if (send === undefined) return problems
  if (typeof access === 'string' && access !== 'all') report(['send'], `nobody whose access is \`${access}\` may send`)
  if (isObject(send)) checkSending(send, access, report)
  else report(['send'], 'must be an object')
  return problems
}

type Report = (path: readonly string[], what: string) => void

function checkExport(mode: Members, report: Report): void {
  if (mode.export === undefined) return
  if (typeof mode.export !== 'boolean') report(['export'], 'must be `true` or `false`')
  if (mode.access === 'denied') report(['export'], 'whoever is denied has nothing to export')
  if (mode.export !== true || !isObject(mode.access)) return
  const sees = Object.values(mode.access).some((access) => access !== 'statistics')
  if (!sees) report(['export'], 'no list is named whose contacts he may see')
}

function checkSending(send: Members, access: unknown, report: Report): void {
  reportUnknown(send, ['email', 'sms', 'lists', 'cap'], ['send'], report)
  const { email, sms, lists } = send
  if (email !== undefined && !isObject(email)) report(['send', 'email'], 'must be a content rule')
  if (sms !== undefined && typeof sms !== 'boolean') report(['send', 'sms'], 'must be `true` or `false`')
  if (email === undefined && sms !== true) report(['send'], 'must allow `email` or `sms`')
  if (lists === undefined) return
  if (!Array.isArray(lists) || lists.length === 0) {
    report(['send', 'lists'], 'must name a list')
    return
  }
  const known = isObject(access) ? access : undefined
  if (known && !lists.every((list) => typeof list === 'string' && Object.hasOwn(known, list))) {
    report(['send', 'lists'], 'must be among the lists of `access`')
  }
}

function reportUnknown(value: Members, known: readonly string[], path: readonly string[], report: Report): void {
  for (const key of Object.keys(value)) if (!known.includes(key)) report([...path, key], 'unknown key')
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isListAccess(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(LIST_ACTIONS, value)
}
