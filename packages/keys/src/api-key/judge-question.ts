import type { AccessCheck } from './access.js'
import type { KeyRefusal } from './verification.js'

/** A question as it was read, each member once. */
export interface ReadQuestion {
  refusal: KeyRefusal | undefined
  ip: unknown
}

const read: ReadQuestion = { refusal: undefined, ip: undefined }

/**
 * Whether a key reaches as far as a request wants. A question that cannot be understood is refused, also a misspelt one: what it meant
 * to ask would pass unasked. The answer is good until the next call.
 */
export function judgeQuestion(check: AccessCheck, question: unknown): ReadQuestion {
  read.ip = undefined
  read.refusal = question === undefined ? ask(check, {}) : undefined
  if (question === undefined) return read
  try {
    read.refusal = typeof question === 'object' && question !== null ? ask(check, question) : 'question'
  } catch {
    read.refusal = 'question'
  }
  return read
}

function ask(check: AccessCheck, question: { ip?: unknown; scope?: unknown; list?: unknown }): KeyRefusal | undefined {
  for (const member in question) {
    if (member !== 'ip' && member !== 'scope' && member !== 'list') return 'question'
  }
  const { ip, scope, list } = question
  read.ip = ip
  if (!check.allowsAddress(ip)) return 'address'
  if (scope !== undefined || 'scope' in question) {
    if (typeof scope !== 'string') return 'question'
    if (!check.allowsAction(scope)) return 'scope'
  }
  if (list !== undefined || 'list' in question) {
    if (typeof list !== 'string') return 'question'
    if (!check.allowsList(list)) return 'list'
  }
  return undefined
}
