import { lint } from '../../src/change/lint/lint.js'
import type { Directory } from '../../src/change/lint/read-directory.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import type { Principal } from '../../src/policy/directory.js'
import type { PolicyDocument } from '../../src/policy/document.js'

/** The instant at which the tests look. */
export const AT = Date.parse('2026-11-23T19:05:00Z')
export const LISTS = [{ id: 'spb', zones: ['north'] }, { id: 'msk', zones: ['north', 'south'] }, 'kazan'] as const
export const MARIA: Principal = { id: 'maria', roles: ['sender'], lists: ['spb'], zones: ['north'] }
export const IVAN: Principal = { id: 'ivan', roles: ['editor'] }

export type Grants = PolicyDocument['grants']

/** Roles, zones and a schedule that are all in use, and the grants of a test beside. */
export function found(grants: Grants, more: Partial<PolicyDocument> = {}, directory: Partial<Directory> | null = {}) {
  const policy = definePolicy({
    roles: { viewer: {}, sender: { includes: ['viewer'] }, editor: { includes: ['sender'] } },
    zones: ['north', 'south'],
    ...more,
    grants: [{ id: 'base', allow: ['stats.view'], to: { role: 'viewer' }, on: { lists: 'any' } }, ...grants],
  } as PolicyDocument)
  const people = { lists: LISTS, principals: [MARIA, IVAN], ...directory }
  return lint(policy, directory === null ? undefined : people, { at: AT })
}

/** One line for each finding. */
export const briefly = (findings: ReturnType<typeof lint>) =>
  findings.map(({ code, level, path, grants }) => [code, level, path.join('.'), ...grants].join(' '))
