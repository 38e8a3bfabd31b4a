import type { ReasonCode } from '../decision.js'
import { isTexts } from '../engine/texts.js'
import type { DecisionEntry } from './decision-entry.js'

const CODES: Readonly<Record<ReasonCode, true>> = /* @__PURE__ */ Object.freeze({
  allowed: true,
  unknown: true,
  inactive: true,
  expired: true,
  address: true,
  denied: true,
  'no-grant': true,
  rule: true,
})

/** For each member, whether it must be there, and what it must be. */
const MEMBERS: Readonly<Record<keyof DecisionEntry, readonly [required: boolean, is: (value: unknown) => boolean]>> =
  /* @__PURE__ */ Object.freeze({
    v: [true, (value) => value === 1],
    at: [false, isNumber],
    principal: [false, isText],
    action: [false, isText],
    list: [false, isTextOrNull],
    ip: [false, isTextOrNull],
    allowed: [true, (value) => typeof value === 'boolean'],
    code: [true, (value) => typeof value === 'string' && Object.hasOwn(CODES, value)],
    rule: [false, isText],
    detail: [false, isText],
    grants: [true, isTexts],
    more: [false, isNumber],
    mask: [false, isTexts],
    obligations: [false, isTexts],
    share: [false, isNumber],
  })

/**
 * Reads an entry back, from a file or a journal, without trusting it.
 *
 * @returns the entry; `undefined` for anything that `logged` of this version would not have written. Members that it does not know
 * are let be: a later version may have added them.
 * @example
 * ```ts
 * import { readDecisionEntry } from '@waxseal/policy'
 *
 * const line = '{"v":1,"at":0,"principal":"maria","allowed":false,"code":"no-grant","grants":[]}'
 * console.log(readDecisionEntry(JSON.parse(line))?.code) // no-grant
 * console.log(readDecisionEntry({ v: 2 })) // undefined
 * ```
 */
export function readDecisionEntry(value: unknown): DecisionEntry | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, [required, is]] of Object.entries(MEMBERS)) {
    const there = Object.hasOwn(value, key)
    if (there ? !is((value as Record<string, unknown>)[key]) : required) return undefined
  }
  const entry = value as DecisionEntry
  return entry.allowed === (entry.code === 'allowed') ? entry : undefined
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}
