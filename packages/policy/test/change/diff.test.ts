import { type Access, createEngine, definePolicy, type Engine, type PolicyDocument } from '@waxseal/policy'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ACTIONS, change, type Documents, documents } from '../arbitraries.js'

const engineOf = ({ policy, lists, principals }: Documents) => createEngine(definePolicy(policy), { lists, principals })

function anyChanged(engine: Engine, steps: readonly Parameters<Engine['apply']>[0][]): void {
  for (const step of steps) {
    try {
      engine.apply(step)
    } catch {
      // A change that does not fit is no change.
    }
  }
}

/** The sides of every cell that the two engines know, read off their matrices. */
function cells(engine: Engine): Map<string, string> {
  const { schedules = {} } = engine.policy
  const hours = (name: string | undefined) => (name === undefined ? null : schedules[name])
  const text = ({ ways, except, until }: Access) =>
    JSON.stringify([
      ways.map(({ during, mask, content = [] }) => JSON.stringify([hours(during), mask, content])).sort(),
      except.map((name) => JSON.stringify(hours(name))).sort(),
      until,
    ])
  return new Map(
    [...engine.matrix()].map(({ principal, action, list, access }) => [
      JSON.stringify([principal, action, list ?? null]),
      text(access),
    ]),
  )
}

test('the difference is the set of cells in which the two matrices are not the same', () => {
  let found = 0
  fc.assert(
    fc.property(documents, fc.array(change, { minLength: 1, maxLength: 6 }), (start, steps) => {
      const before = engineOf(start)
      const after = engineOf(start)
      anyChanged(after, steps)
      const one = cells(before)
      const other = cells(after)
      const expected = [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key))
      const rows = [...before.diff(after)].flatMap((row) => ('action' in row ? [row] : []))
      const actual = rows.map(({ principal, action, list }) => JSON.stringify([principal, action, list ?? null]))
      expect([...actual].sort()).toEqual(expected.sort())
      for (const row of rows) {
        const key = JSON.stringify([row.principal, row.action, row.list ?? null])
        expect(row.change).toBe(!one.has(key) ? 'gains' : !other.has(key) ? 'loses' : 'other')
      }
      found += rows.length
      expect([...before.diff(before)]).toEqual([])
    }),
    { numRuns: process.env.THOROUGH === '1' ? 3_000 : 100 },
  )
  expect(found).toBeGreaterThan(1_000)
})

/** At these instants the schedules of the arbitraries are open and shut in every way that matters. */
const INSTANTS = Array.from({ length: 48 }, (_, index) => Date.parse('2026-11-20T00:30:00Z') + index * 3 * 3_600_000)

/** What a line of the matrix says of an instant: the masked fields, or `undefined` for no. */
function readOff(engine: Engine, { ways, except, until }: Access, at: number): readonly string[] | undefined {
  const open = ways.filter(({ during }) => during === undefined || isOpen(engine, during, at))
  if (open.length === 0 || except.some((name) => isOpen(engine, name, at))) return undefined
  if (until !== undefined && at >= until) return undefined
  return open[0]?.mask.filter((field) => open.every((way) => way.mask.includes(field)))
}

test('the matrix says what decisions say at every instant, masks included', () => {
  fc.assert(
    fc.property(documents, (start) => {
      const engine = engineOf(start)
      // The matrix speaks of no address.
      const free = createEngine(engine.policy, {
        lists: start.lists,
        principals: start.principals.map(({ networks, ...principal }) => principal),
      })
      const rows = new Map(
        [...engine.matrix()].map((row) => [`${row.principal} ${row.action} ${row.list}`, row.access]),
      )
      const lists = [undefined, ...start.lists.map(({ id }) => id)]
      const asked = start.principals.flatMap(({ id }) =>
        ACTIONS.flatMap((action) => lists.map((list) => ({ id, action, list }))),
      )
      for (const { id, action, list } of asked) {
        const access = rows.get(`${id} ${action} ${list}`) ?? { ways: [], except: [] }
        const resource = list === undefined ? ({ type: 'account' } as const) : ({ type: 'list', id: list } as const)
        for (const at of INSTANTS) {
          const { allowed, obligations } = free.decide({ principal: id, action, resource, context: { at } })
          const masked = obligations.flatMap((duty) => (duty.type === 'mask' ? duty.fields : []))
          expect(readOff(engine, access, at)).toEqual(allowed ? masked : undefined)
        }
      }
    }),
    { numRuns: process.env.THOROUGH === '1' ? 300 : 6 },
  )
})

/** Asks an engine of one grant whether a schedule is open. */
function isOpen(engine: Engine, name: string, at: number): boolean {
  const known = probes.get(engine) ?? new Map<string, Engine>()
  probes.set(engine, known)
  const probe =
    known.get(name) ??
    createEngine(
      definePolicy({
        ...engine.policy,
        roles: {},
        grants: [{ id: 'x', allow: ['stats.view'], to: { principal: 'x' }, on: { lists: 'any' }, during: name }],
      }),
      { lists: [], principals: [{ id: 'x' }] },
    )
  known.set(name, probe)
  return probe.decide({ principal: 'x', action: 'stats.view', resource: { type: 'account' }, context: { at } }).allowed
}
const probes = new Map<Engine, Map<string, Engine>>()

const office = { timeZone: 'Europe/Moscow', windows: [{ days: ['mon' as const], from: '09:00', to: '18:00' }] }
const grant = {
  id: 'view',
  allow: ['contacts.view' as const],
  to: { role: 'sender' as const },
  on: { lists: ['501'] },
  during: 'office' as const,
}
const base = definePolicy({
  networks: { office: ['203.0.113.0/24'] },
  schedules: { office },
  roles: { sender: {} },
  grants: [grant],
})
const people = [{ id: 'maria', roles: ['sender'], networks: ['office'] }, { id: 'ivan' }]
const today = createEngine(base, { lists: ['501', '502'], principals: people })
const always = { ways: [{ mask: [] }], except: [] }
const inHours = { ways: [{ during: 'office', mask: [] }], except: [] }

test('who gains or loses what, said of one policy against another', () => {
  const tomorrow = definePolicy({
    ...base,
    grants: [
      { ...grant, during: undefined },
      { id: 'new', allow: ['stats.view'], to: { principal: 'ivan' }, on: { account: true } },
    ],
  })
  expect([...today.diff(tomorrow)]).toEqual([
    {
      principal: 'ivan',
      action: 'stats.view',
      list: undefined,
      change: 'gains',
      before: { ways: [], except: [] },
      after: always,
    },
    { principal: 'maria', action: 'contacts.view', list: '501', change: 'other', before: inHours, after: always },
  ])
})

test('a schedule counts by its hours: renamed it changes nothing, moved it changes all that hangs on it', () => {
  const renamed = definePolicy({ ...base, schedules: { hours: office }, grants: [{ ...grant, during: 'hours' }] })
  expect([...today.diff(renamed)]).toEqual([])
  const windows = [{ days: ['mon' as const], from: '09:00', to: '19:00' }]
  const document: PolicyDocument = { ...base, schedules: { office: { ...office, windows } } }
  const moved = definePolicy(document)
  expect([...today.diff(moved)]).toMatchObject([{ principal: 'maria', change: 'other' }])
})

test('a network that grows is told too, for whom it binds', () => {
  const wider = definePolicy({ ...base, networks: { office: ['203.0.112.0/23'] } })
  expect([...today.diff(wider)]).toEqual([{ principal: 'maria', address: 'other' }])
  const split = definePolicy({ ...base, networks: { office: ['203.0.113.0/25', '203.0.113.128/25'] } })
  expect([...today.diff(split)]).toEqual([])
  const free = createEngine(base, {
    lists: ['501', '502'],
    principals: [{ id: 'maria', roles: ['sender'] }, { id: 'ivan' }],
  })
  expect([...today.diff(free)]).toEqual([{ principal: 'maria', address: 'freed' }])
})

test('a part of the matrix', () => {
  expect([...today.matrix({ principals: ['maria'], actions: ['contacts.view'] })]).toEqual([
    { principal: 'maria', action: 'contacts.view', list: '501', access: inHours },
  ])
  expect([...today.matrix({ lists: ['502'] })]).toEqual([])
  expect([...today.matrix({ principals: ['nobody'] })]).toEqual([])
})
