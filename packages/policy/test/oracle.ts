import { isIPv4, isIPv6 } from 'node:net'
import type { ContentRule, DecisionRequest, Policy, Principal } from '@waxseal/policy'

/** What the oracle says of a request; messages are not its business. */
export interface Verdict {
  readonly code: string
  readonly grants: readonly string[]
  readonly masked: readonly string[]
  readonly content: readonly ContentRule[]
}

/** The meaning of a policy, read off its definition line by line: no index, no cache, nothing shared with the engine. */
export function askOracle(
  policy: Policy,
  known: { readonly actions: readonly string[]; readonly lists: readonly string[] },
  request: DecisionRequest,
): Verdict {
  const { principal, action, resource, context } = request
  const no = (code: string, grants: readonly string[] = []): Verdict => ({ code, grants, masked: [], content: [] })
  if (!isPrincipal(principal) || !known.actions.includes(action)) return no('unknown')
  if (resource?.type !== 'account' && (resource?.type !== 'list' || !known.lists.includes(resource.id)))
    return no('unknown')
  if (principal.status !== undefined && principal.status !== 'active') return no('inactive')
  const at = context?.at
  if (!Number.isFinite(at)) return no('expired')
  if (principal.endsAt !== undefined && !(Number.isFinite(principal.endsAt) && at < principal.endsAt))
    return no('expired')
  if (principal.networks !== undefined && !mayComeFrom(policy, principal.networks, context.ip)) return no('address')

  const list = resource.type === 'list' ? resource.id : undefined
  const applying = policy.grants.filter((grant) => {
    const { role } = grant.to
    const made = role === undefined ? grant.to.principal === principal.id : holds(policy, principal.roles ?? [], role)
    const covered = (grant.allow ?? grant.deny ?? []).some((pattern) => covers(pattern, action))
    const { lists } = grant.on
    if (lists === 'any') return made && covered
    if (list === undefined) return false
    return made && covered && (lists === 'own' ? (principal.lists ?? []).includes(list) : lists.includes(list))
  })
  const ids = (effect: 'allow' | 'deny') =>
    applying
      .filter((grant) => grant[effect] !== undefined)
      .map((grant) => grant.id)
      .sort()
  if (ids('deny').length > 0) return no('denied', ids('deny'))
  if (applying.length === 0) return no('no-grant')
  const masks = applying.map((grant) => grant.mask ?? [])
  const masked = [...new Set(masks.flat())].filter((field) => masks.every((mask) => mask.includes(field))).sort()
  const byId = [...applying].sort((one, other) => (one.id < other.id ? -1 : 1))
  return { code: 'allowed', grants: ids('allow'), masked, content: byId.flatMap((grant) => grant.content ?? []) }
}

function isPrincipal(value: unknown): value is Principal {
  if (typeof value !== 'object' || value === null) return false
  const { id, roles = [], lists = [] } = value as Record<string, unknown>
  // A hole in an array is no text, and `every` would pass over it.
  const texts = (array: unknown) => Array.isArray(array) && [...array].every((item) => typeof item === 'string')
  return typeof id === 'string' && id !== '' && texts(roles) && texts(lists)
}

function holds(policy: Policy, roles: readonly string[], wanted: string): boolean {
  return roles.some((name) => {
    if (name === wanted) return Object.hasOwn(policy.roles, name)
    return Object.hasOwn(policy.roles, name) && holds(policy, policy.roles[name]?.includes ?? [], wanted)
  })
}

function covers(pattern: string, action: string): boolean {
  if (pattern === '*') return true
  return pattern.endsWith('.*') ? action.startsWith(pattern.slice(0, -1)) : pattern === action
}

function mayComeFrom(policy: Policy, networks: unknown, ip: unknown): boolean {
  const address = bitsOf(ip)
  if (address === undefined || !Array.isArray(networks)) return false
  const texts = networks.flatMap((item: unknown) => {
    if (typeof item !== 'string') return []
    return Object.hasOwn(policy.networks ?? {}, item) ? (policy.networks?.[item] ?? []) : [item]
  })
  return texts.some((text) => {
    const network = networkBits(text)
    return network !== undefined && address.startsWith(network)
  })
}

/** The leading bits that a network fixes, behind a letter for the version. */
function networkBits(text: string): string | undefined {
  const [base = '', prefix, ...rest] = text.split('/')
  const bits = bitsOf(base)
  if (bits === undefined || rest.length > 0) return undefined
  if (prefix === undefined) return bits
  if (!/^\d+$/.test(prefix) || String(Number(prefix)) !== prefix) return undefined
  const kept = Number(prefix) - (bits.startsWith('4') && base.includes(':') ? 96 : 0)
  if (kept < 0 || kept > bits.length - 1 || bits.slice(1 + kept).includes('1')) return undefined
  return bits.slice(0, 1 + kept)
}

/** An address as a text of bits behind its version: `4` and 32, or `6` and 128. The IPv4-mapped form is IPv4. */
function bitsOf(ip: unknown): string | undefined {
  if (typeof ip !== 'string') return undefined
  if (isIPv4(ip))
    return `4${ip
      .split('.')
      .map((part) => binary(Number(part), 8))
      .join('')}`
  if (!isIPv6(ip) || ip.includes('%')) return undefined
  const [head = '', tail] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [...front, ...new Array<string>(8 - front.length - back.length).fill('0'), ...back]
  const bits = groups.map((group) => binary(Number.parseInt(group, 16), 16)).join('')
  const mapped = '0'.repeat(80) + '1'.repeat(16)
  return bits.startsWith(mapped) ? `4${bits.slice(96)}` : `6${bits}`
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0')
}
