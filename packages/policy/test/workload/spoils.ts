import type { DecisionRequest } from '../../src/decision.js'
import { drawNetwork, spellOddly } from './networks.js'
import { createRandom, type Random } from './random.js'
import { drawOddTime } from './schedules.js'

type Members = Record<string, unknown>

const PATHS = [
  ...['principal', 'action', 'resource', 'context', 'facts'].map((key) => [key]),
  ...['id', 'roles', 'lists', 'zones', 'networks', 'status', 'endsAt', 'mailbox'].map((key) => ['principal', key]),
  ...['roles', 'lists', 'zones', 'networks'].map((key) => ['principal', key]),
  ...['type', 'id'].map((key) => ['resource', key]),
  ...['ip', 'at'].map((key) => ['context', key]),
  ['facts', 'count'],
] as const

const WORDS = [
  '',
  'list',
  'account',
  'active',
  'suspended',
  'own',
  'any',
  '*',
  'constructor',
  '__proto__',
  '10.0.0.0/8',
]

/** What has become of a request. */
export interface Spoilt {
  readonly request: DecisionRequest
  /** Some member throws when it is read: two readers may then stop at different places, and refuse for different reasons. */
  readonly throws: boolean
}

/**
 * A copy of a request with one to three things wrong in it, among them some that a careless reader would not notice. The same seed
 * gives an equal copy, so that two readers can each have one whose getters nobody has asked yet.
 */
export function spoil(request: DecisionRequest, seed: number): Spoilt {
  const random = createRandom(seed)
  const copy = copyOf(request) as Members
  let throws = false
  for (let left = 1 + random.below(3); left > 0; left--) {
    const path = random.pick(PATHS)
    const spoiler = random.pick(SPOILS)
    throws ||= spoiler === throwing || spoiler === revoked
    try {
      const parent = path.length === 1 ? copy : copy[path[0] as string]
      if (typeof parent === 'object' && parent !== null) spoiler(parent as Members, path.at(-1) as string, random)
    } catch {
      // What an earlier spoil made throws at this one too.
    }
  }
  return { request: (random.chance(0.02) ? new Proxy(copy, {}) : copy) as unknown as DecisionRequest, throws }
}

type Spoil = (parent: Members, key: string, random: Random) => void

const SPOILS: readonly Spoil[] = [
  (parent, key) => {
    delete parent[key]
  },
  (parent, key, random) => define(parent, key, oddValue(random)),
  (parent, key, random) => define(parent, key, oddValue(random)),
  function boxed(parent, key) {
    define(parent, key, Object(parent[key]))
  },
  function inherited(parent, key) {
    const value = parent[key]
    delete parent[key]
    Object.setPrototypeOf(parent, { [key]: value })
  },
  function changing(parent, key, random) {
    const values = [parent[key], oddValue(random)]
    if (random.chance(0.5)) values.reverse()
    let readings = 0
    const get = () => values[Math.min(readings++, 1)]
    Object.defineProperty(parent, key, { get, enumerable: true, configurable: true })
  },
  throwing,
  revoked,
  function proxied(parent, key) {
    const value = parent[key]
    if (typeof value === 'object' && value !== null) define(parent, key, new Proxy(value, {}))
  },
  function array(parent, key, random) {
    if (Array.isArray(parent[key])) define(parent, key, random.pick(ARRAYS)(parent[key], random))
  },
  function array(parent, key, random) {
    if (Array.isArray(parent[key])) define(parent, key, random.pick(ARRAYS)(parent[key], random))
  },
  function ownProto(parent) {
    define(parent, '__proto__', { status: 'active', roles: ['role-00'], networks: undefined, at: 0, ip: '10.0.0.1' })
  },
  function noProto(parent) {
    Object.setPrototypeOf(parent, null)
  },
  function lookalike(parent, key) {
    define(parent, key.toUpperCase(), parent[key])
    define(parent, `${key} `, parent[key])
  },
  function address(parent, key, random) {
    if (key === 'ip' && typeof parent.ip === 'string') parent.ip = spellOddly(random, parent.ip)
  },
  function time(parent, key, random) {
    if (key === 'at' || key === 'endsAt')
      define(parent, key, random.pick([drawOddTime(random), Number.NaN, '0', new Date(0)]))
  },
]

const ARRAYS: readonly ((values: unknown[], random: Random) => unknown)[] = [
  (values) => [...values, ...values],
  (values) => [values],
  (values) => new Set(values),
  (values) => Object.assign({}, values, { length: values.length }),
  (values) => values[0],
  (values) => values.join(),
  (values) => Object.freeze([...values]),
  (values, random) => {
    values[random.below(values.length + 2)] = oddValue(random)
    return values
  },
  function holes(values, random) {
    delete values[random.below(values.length + 1)]
    values.length += random.below(2)
    return values
  },
  function inheritedHole(values) {
    const own = [...values]
    delete own[0]
    return Object.setPrototypeOf(own, Object.assign(Object.create(Array.prototype), { 0: values[0] }))
  },
  function emptied(values) {
    values.length = 0
    return values
  },
  function lying(values) {
    return Object.assign([...values], { includes: () => true, every: () => true, some: () => true, indexOf: () => 0 })
  },
  function endless(values) {
    return new Proxy(values, { get: (target, key) => (key === 'length' ? Number.NaN : Reflect.get(target, key)) })
  },
  function own(values) {
    return Object.defineProperty(values, 0, { get: () => values.length, enumerable: true })
  },
]

function oddValue(random: Random): unknown {
  switch (random.below(22)) {
    case 0:
      return null
    case 1:
      return random.chance(0.5)
    case 2:
      return random.pick([0, -1, 1, 501, Number.NaN, Number.POSITIVE_INFINITY, 1e300, -0])
    case 3:
      return random.pick(WORDS)
    case 4:
      return [random.pick(WORDS)]
    case 5:
      return {}
    case 6:
      return []
    case 7:
      return 5n
    case 8:
      return Symbol('active')
    case 9:
      return () => 'active'
    case 10:
      return { type: 'list', id: 'list-0001' }
    case 11:
      return { id: 'user-00001', roles: ['role-00'] }
    case 12:
      return { toString: () => 'active', valueOf: () => 0, [Symbol.toPrimitive]: () => 'active' }
    case 13:
      return new Date(0)
    case 14:
      return new Map([['id', 'user-00001']])
    case 15:
      return 'user-00001'
    case 16:
      return `role-0${random.below(10)}`
    case 17:
      return ['role-00', null]
    case 18:
      return [drawNetwork(random)]
    case 19:
      return new Proxy({}, { get: () => random.pick(WORDS), has: () => true })
    case 20:
      return new Array<string>(3)
    default:
      return undefined
  }
}

function throwing(parent: Members, key: string): void {
  const get = () => {
    throw new Error('anna@example.ru')
  }
  Object.defineProperty(parent, key, { get, enumerable: true, configurable: true })
}

function revoked(parent: Members, key: string): void {
  const { proxy, revoke } = Proxy.revocable([], {})
  revoke()
  define(parent, key, proxy)
}

/** Not an assignment, which a setter or a prototype might catch. */
function define(parent: Members, key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copyOf(member)]))
}
