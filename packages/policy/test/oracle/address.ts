import { isIPv4, isIPv6 } from 'node:net'
import type { PolicyDocument } from '@waxseal/policy'

/** Step 1 of the meaning: an address that is malformed or in none of the networks does not do. Names of the policy come before CIDRs. */
export function mayComeFrom(named: PolicyDocument['networks'], networks: unknown, ip: unknown): boolean {
  const address = typeof ip === 'string' ? addressBits(ip) : undefined
  if (address === undefined || !Array.isArray(networks)) return false
  const texts = networks.flatMap((item: unknown) => {
    if (typeof item !== 'string') return []
    return named !== undefined && Object.hasOwn(named, item) ? (named[item] ?? []) : [item]
  })
  return texts.some((text) => {
    const network = networkBits(text)
    return network !== undefined && address.startsWith(network)
  })
}

/** An address as a text of bits behind its version: `4` and 32, or `6` and 128. The IPv4-mapped form is IPv4. */
export function addressBits(ip: string): string | undefined {
  if (isIPv4(ip)) return `4${octets(ip)}`
  if (!isIPv6(ip) || ip.includes('%')) return undefined
  const dotted = ip.match(/\d+\.\d+\.\d+\.\d+$/)?.[0]
  const hex = dotted === undefined ? ip : ip.slice(0, -dotted.length) + hexGroups(octets(dotted))
  const [head = '', tail] = hex.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [...front, ...new Array<string>(8 - front.length - back.length).fill('0'), ...back]
  const bits = groups.map((group) => binary(Number.parseInt(group, 16), 16)).join('')
  return bits.startsWith(MAPPED) ? `4${bits.slice(96)}` : `6${bits}`
}

const cached = new Map<string, string | undefined>()

/** The leading bits that a network fixes, behind its version; kept by text, for a workload has hundreds of thousands. */
function networkBits(text: string): string | undefined {
  if (cached.has(text)) return cached.get(text)
  const bits = readNetwork(text)
  cached.set(text, bits)
  return bits
}

function readNetwork(text: string): string | undefined {
  const [base = '', prefix, ...rest] = text.split('/')
  const bits = addressBits(base)
  if (bits === undefined || rest.length > 0) return undefined
  if (prefix === undefined) return bits
  if (String(Number(prefix)) !== prefix || !/^\d+$/.test(prefix)) return undefined
  const kept = Number(prefix) - (bits.startsWith('4') && base.includes(':') ? 96 : 0)
  if (kept < 0 || kept > bits.length - 1 || bits.slice(1 + kept).includes('1')) return undefined
  return bits.slice(0, 1 + kept)
}

const MAPPED = '0'.repeat(80) + '1'.repeat(16)

function octets(dotted: string): string {
  return dotted
    .split('.')
    .map((part) => binary(Number(part), 8))
    .join('')
}

function hexGroups(bits: string): string {
  return [bits.slice(0, 16), bits.slice(16)].map((half) => Number.parseInt(half, 2).toString(16)).join(':')
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0')
}
