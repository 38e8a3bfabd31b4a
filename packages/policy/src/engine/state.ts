import { IpSet } from '@waxseal/core'
import type { GrantDocument, Policy } from '../policy/document.js'
import { roleClosure } from '../policy/roles.js'
import { compileSchedule } from '../schedule/compile-schedule.js'
import type { ScheduleDocument } from '../schedule/schedule-document.js'
import { ActionTable, type ActionWord } from './action-table.js'
import { type CompiledGrant, compileGrant, namedLists, type ScheduleSlot } from './compiled-grant.js'
import { Holder } from './holder.js'
import type { ListRecord, Shelf } from './list-record.js'
import type { PrincipalRecord } from './principal-record.js'
import { scopeCovers } from './scope-covers.js'

/** A role: what it includes, and the grants made to it. */
interface Role {
  readonly includes: readonly string[]
  readonly holder: Holder
}

/**
 * Everything that decisions look at, ready to be looked up and to be changed one thing at a time. It trusts what it is given:
 * `applyChanges` checks.
 */
export class EngineState {
  readonly actions: ActionTable
  readonly grants = new Map<string, CompiledGrant>()
  readonly lists = new Map<string, ListRecord>()
  readonly networks = new Map<string, IpSet>()
  readonly principals = new Map<string, PrincipalRecord>()
  readonly roles = new Map<string, Role>()
  readonly schedules = new Map<string, ScheduleSlot>()
  readonly #holders = new Map<string, Holder>()
  readonly #shelves = new Map<string, Shelf>()
  #numbers = 0
  /** Grows when somebody's holders may have become others. */
  #version = 0

  constructor(policy: Policy) {
    this.actions = new ActionTable(policy.actions)
    for (const [name, networks] of Object.entries(policy.networks ?? {})) this.putNetwork(name, networks)
    for (const [name, schedule] of Object.entries(policy.schedules ?? {})) this.putSchedule(name, schedule)
    for (const [name, role] of Object.entries(policy.roles)) this.putRole(name, role.includes ?? [])
    for (const grant of policy.grants) this.putGrant(grant)
  }

  putNetwork(name: string, networks: readonly string[]): void {
    this.networks.set(name, IpSet.parse(networks).set)
  }

  putSchedule(name: string, schedule: ScheduleDocument): void {
    const hours = compileSchedule(schedule)
    const windows = schedule.windows.map(({ days, from, to }) => JSON.stringify([[...days].sort(), from, to])).sort()
    const key = JSON.stringify([schedule.timeZone, windows, [...(schedule.holidays ?? [])].sort()])
    const slot = this.schedules.get(name)
    // Grants hold on to the slot, so that new hours are theirs at once.
    if (slot === undefined) this.schedules.set(name, { name, hours, key })
    else Object.assign(slot, { hours, key })
  }

  putRole(name: string, includes: readonly string[]): void {
    this.roles.set(name, { includes, holder: this.roles.get(name)?.holder ?? this.#newHolder() })
    this.#version++
  }

  removeRole(name: string): void {
    this.roles.delete(name)
    this.#version++
  }

  putList(list: Omit<ListRecord, 'shelf'>): void {
    this.lists.set(list.id, { ...list, shelf: this.#shelfOf(list.id) })
  }

  putGrant(source: GrantDocument): void {
    this.removeGrant(source.id)
    const grant = compileGrant(source, this.actions, this.schedules)
    this.grants.set(grant.id, grant)
    const holder = this.#holderOf(source)
    if (holder.all.length === 0) this.#version++
    holder.add(grant)
    for (const list of namedLists(grant)) {
      const shelf = this.#shelfOf(list)
      const grants = shelf.get(holder.number)
      if (grants === undefined) shelf.set(holder.number, [grant])
      else grants.push(grant)
    }
  }

  removeGrant(id: string): void {
    const grant = this.grants.get(id)
    if (grant === undefined) return
    this.grants.delete(id)
    const holder = this.#holderOf(grant.source)
    holder.remove(grant)
    if (holder.all.length === 0) {
      this.#version++
      if (grant.source.to.principal !== undefined) this.#holders.delete(grant.source.to.principal)
    }
    for (const list of namedLists(grant)) {
      const shelf = this.#shelfOf(list)
      const left = (shelf.get(holder.number) ?? []).filter((other) => other !== grant)
      if (left.length === 0) shelf.delete(holder.number)
      else shelf.set(holder.number, left)
    }
  }

  /** The grants that apply at an instant, each once. */
  applying(principal: PrincipalRecord, action: ActionWord, list: ListRecord | undefined, at: number): CompiledGrant[] {
    const found = this.covering(principal, action, list)
    for (const { during } of found) {
      if (during !== undefined) return found.filter((grant) => grant.during?.hours.isOpen(at) !== false)
    }
    return found
  }

  /** The grants that apply at some time, each once. */
  covering(principal: PrincipalRecord, { index }: ActionWord, list: ListRecord | undefined): CompiledGrant[] {
    const found: CompiledGrant[] = []
    for (const holder of this.holdersOf(principal)) {
      for (const grant of holder.few ? holder.all : holder.wide(index)) {
        if (grant.covers[index] === 1 && scopeCovers(grant.scope, principal, list)) found.push(grant)
      }
      const listed = holder.few ? undefined : list?.shelf.get(holder.number)
      if (listed !== undefined) for (const grant of listed) if (grant.covers[index] === 1) found.push(grant)
    }
    return found
  }

  /** Those who hold grants for a principal: himself, his roles, and the roles that these include. */
  holdersOf(principal: PrincipalRecord): readonly Holder[] {
    if (principal.version === this.#version) return principal.holders
    const own = this.#holders.get(principal.id)
    const holders = this.rolesOf(principal).flatMap((name) => this.roles.get(name)?.holder ?? [])
    if (own !== undefined) holders.unshift(own)
    principal.holders = holders.filter((holder) => holder.all.length > 0)
    principal.version = this.#version
    return principal.holders
  }

  /** The roles that a principal holds, directly or through others, sorted. */
  rolesOf({ roles }: PrincipalRecord): readonly string[] {
    const closure = roleClosure(roles, (role) => this.roles.get(role)?.includes)
    return [...closure].filter((role) => this.roles.has(role)).sort()
  }

  #holderOf({ to }: GrantDocument): Holder {
    const role = to.role === undefined ? undefined : this.roles.get(to.role)
    if (role !== undefined) return role.holder
    const name = to.principal
    if (name === undefined) throw new TypeError('unknown role')
    const known = this.#holders.get(name)
    if (known !== undefined) return known
    const holder = this.#newHolder()
    this.#holders.set(name, holder)
    return holder
  }

  #newHolder(): Holder {
    return new Holder(this.#numbers++)
  }

  #shelfOf(list: string): Shelf {
    const known = this.#shelves.get(list)
    if (known !== undefined) return known
    const shelf: Shelf = new Map()
    this.#shelves.set(list, shelf)
    return shelf
  }
}
