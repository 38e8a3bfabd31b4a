import { readList } from '../engine/list-record.js'
import { readPrincipal } from '../engine/principal-record.js'
import { isTexts } from '../engine/texts.js'
import type { GrantDocument } from '../policy/document.js'
import { checkGrant } from '../policy/grant-problems.js'
import { checkNetwork, checkRoles } from '../policy/meaning-problems.js'
import { policyInvalid, problemAt, type Report } from '../policy/problem.js'
import { grantSchema, isName, NOT_A_NAME, roleSchema, scheduleSchema } from '../policy/schema.js'
import { sealed } from '../policy/sealed.js'
import { shapeMessage, shapeProblems } from '../policy/shape-problems.js'
import { scheduleProblems } from '../schedule/schedule-problems.js'
import type { Book } from './book.js'
import type { Change } from './change.js'

/** Takes one change back. */
export type Undo = () => void

type Put = Extract<Change, { readonly put: unknown }>
type Kind = Put['put']

interface Handler<K extends Kind> {
  /** @throws WaxsealError `policy-invalid` */
  put(change: Extract<Put, { readonly put: K }>, book: Book): Undo
  /** @throws WaxsealError `policy-invalid` */
  remove(name: string, book: Book): Undo
}

/** How each kind of thing is changed: checked first, then done; what is done can be taken back. */
export const handlers: { readonly [K in Kind]: Handler<K> } = {
  grant: {
    put({ grant }, book) {
      const { state } = book
      const source = checkedGrant(grant, book)
      const before = state.grants.get(source.id)?.source
      state.putGrant(source)
      return () => (before === undefined ? state.removeGrant(source.id) : state.putGrant(before))
    },
    remove(id, { state }) {
      const before = state.grants.get(id)?.source ?? missing('grant', id)
      state.removeGrant(id)
      return () => state.putGrant(before)
    },
  },
  role: {
    put({ name, role }, { state }) {
      checkName(['role'], name)
      const includes = checkedIncludes(role)
      const roles = Object.fromEntries([...state.roles].map(([other, { includes }]) => [other, { includes }]))
      check((report) => checkRoles({ ...roles, [name]: { includes: [...includes] } }, report))
      const before = state.roles.get(name)?.includes
      state.putRole(name, [...includes])
      return () => (before === undefined ? state.removeRole(name) : state.putRole(name, before))
    },
    remove(name, { state }) {
      const { includes, holder } = state.roles.get(name) ?? missing('role', name)
      if (holder.all.length > 0) throw inUse('role', name)
      for (const role of state.roles.values()) if (role.includes.includes(name)) throw inUse('role', name)
      state.removeRole(name)
      return () => state.putRole(name, includes)
    },
  },
  network: {
    put({ name, networks }, { state, networks: documents }) {
      checkName(['network'], name)
      if (!isTexts(networks)) throw policyInvalid([problemAt(['networks', name], 'must be an array of texts')])
      const copy = [...networks]
      check((report) => checkNetwork(name, copy, report))
      const before = documents.get(name)
      const set = (texts: readonly string[]) => {
        documents.set(name, texts)
        state.putNetwork(name, texts)
      }
      set(copy)
      return () => (before === undefined ? forget() : set(before))
      function forget(): void {
        documents.delete(name)
        state.networks.delete(name)
      }
    },
    remove(name, { state, networks }) {
      const before = networks.get(name) ?? missing('network', name)
      networks.delete(name)
      state.networks.delete(name)
      return () => {
        networks.set(name, before)
        state.putNetwork(name, before)
      }
    },
  },
  zone: {
    put({ name }, { zones }) {
      checkName(['zone'], name)
      const known = zones.has(name)
      zones.add(name)
      return () => known || zones.delete(name)
    },
    remove(name, { state, zones }) {
      if (!zones.has(name)) missing('zone', name)
      for (const { scope } of state.grants.values()) {
        if (typeof scope === 'object' && scope.kind === 'zones' && scope.names.has(name)) throw inUse('zone', name)
      }
      zones.delete(name)
      return () => zones.add(name)
    },
  },
  schedule: {
    put({ name, schedule }, { state, schedules }) {
      checkName(['schedule'], name)
      const parsed = scheduleSchema().safeParse(schedule, { error: shapeMessage })
      if (!parsed.success) throw policyInvalid(shapeProblems(parsed.error.issues))
      check((report) => {
        for (const { path, what } of scheduleProblems(parsed.data)) report(['schedules', name, ...path], what)
      })
      const before = schedules.get(name)
      const set = (document: typeof before & object) => {
        schedules.set(name, document)
        state.putSchedule(name, document)
      }
      set(sealed(parsed.data))
      return () => {
        if (before !== undefined) return set(before)
        schedules.delete(name)
        state.schedules.delete(name)
      }
    },
    remove(name, { state, schedules }) {
      const before = schedules.get(name) ?? missing('schedule', name)
      for (const { during } of state.grants.values()) if (during?.name === name) throw inUse('schedule', name)
      schedules.delete(name)
      state.schedules.delete(name)
      return () => {
        schedules.set(name, before)
        state.putSchedule(name, before)
      }
    },
  },
  list: {
    put({ list }, { state }) {
      const read = readList(list, ['list'])
      if (typeof read === 'string') throw policyInvalid([read])
      const before = state.lists.get(read.id)
      state.putList(read)
      return () => (before === undefined ? state.lists.delete(read.id) : state.lists.set(read.id, before))
    },
    remove(id, { state }) {
      const before = state.lists.get(id) ?? missing('list', id)
      if (before.shelf.size > 0) throw inUse('list', id)
      state.lists.delete(id)
      return () => state.lists.set(id, before)
    },
  },
  principal: {
    put({ principal }, { state }) {
      const read = readPrincipal(principal, ['principal'])
      if (typeof read === 'string') throw policyInvalid([read])
      const before = state.principals.get(read.id)
      state.principals.set(read.id, read)
      return () => (before === undefined ? state.principals.delete(read.id) : state.principals.set(read.id, before))
    },
    remove(id, { state }) {
      const before = state.principals.get(id) ?? missing('principal', id)
      state.principals.delete(id)
      return () => state.principals.set(id, before)
    },
  },
}

/** What is left out, misspelt or of a wrong shape must not cut a role off from what it includes. */
function checkedIncludes(role: unknown): readonly string[] {
  const parsed = roleSchema().safeParse(role, { error: shapeMessage })
  if (!parsed.success) throw policyInvalid(shapeProblems(parsed.error.issues))
  return parsed.data.includes ?? []
}

function checkedGrant(grant: unknown, book: Book): GrantDocument {
  const parsed = grantSchema().safeParse(grant, { error: shapeMessage })
  if (!parsed.success) throw policyInvalid(shapeProblems(parsed.error.issues))
  const source = sealed(parsed.data)
  check((report) => {
    checkGrant(source, ['grant'], book.vocabulary, report)
    checkNamedLists(source, ['grant'], book, report)
  })
  return source as GrantDocument
}

/** Reports lists that a grant names and that do not exist: a deny on a misspelt list would deny nothing. */
export function checkNamedLists(
  grant: { readonly on: { readonly lists?: string | readonly string[] | undefined } },
  path: readonly PropertyKey[],
  { state }: Book,
  report: Report,
): void {
  if (typeof grant.on.lists !== 'object') return
  for (const [index, name] of grant.on.lists.entries()) {
    if (!state.lists.has(name)) report([...path, 'on', 'lists', index], `no list is named \`${name}\``)
  }
}

function check(findings: (report: Report) => void): void {
  const problems: string[] = []
  findings((path, what) => problems.push(problemAt(path, what)))
  if (problems.length > 0) throw policyInvalid(problems)
}

function checkName(path: readonly PropertyKey[], name: unknown): void {
  if (!isName(name) || name === '__proto__') throw policyInvalid([problemAt(path, NOT_A_NAME)])
}

function missing(kind: string, name: unknown): never {
  throw policyInvalid([`no ${kind} is named ${isName(name) ? `\`${name}\`` : 'so'}`])
}

function inUse(kind: string, name: string) {
  return policyInvalid([`${kind} \`${name}\` is in use`])
}
