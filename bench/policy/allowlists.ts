import { BlockList } from 'node:net'
import { IpSet } from '@waxseal/core'
import Matcher from 'cidr-matcher'
import ipaddr from 'ipaddr.js'
import { drawAddressIn, drawNetwork } from '../../packages/policy/test/workload/networks.js'
import { createRandom, type Random } from '../../packages/policy/test/workload/random.js'
import { type Contender, compare, over } from '../measure.js'

/** One address in text against 50, 1,000 and 100,000 networks, one in two of them within. */
export async function allowlists(): Promise<void> {
  const random = createRandom(6)
  for (const size of [50, 1_000, 100_000]) {
    const networks = Array.from({ length: size }, () => withPrefix(drawNetwork(random)))
    const addresses = Array.from({ length: 10_000 }, (_, index) => drawAddress(random, networks, index % 2 === 0))
    const checks = [ours(networks), blockList(networks), ipaddrJs(networks), cidrMatcher(networks)]
    // The others go through all networks one by one.
    const asked = addresses.slice(0, size > 10_000 ? 100 : addresses.length)
    const within = agree(checks, asked)
    const title = `one address, ${size.toLocaleString('en-US')} networks; ${asked.length} compared, ${within} within`
    await compare(
      title,
      checks.map(({ name, has }, index): Contender => ({ name, run: over(index === 0 ? addresses : asked, has) })),
    )
  }
}

interface Check {
  readonly name: string
  has(address: string): boolean
}

function agree(checks: readonly Check[], addresses: readonly string[]): number {
  let within = 0
  for (const address of addresses) {
    const answers = new Set(checks.map((check) => check.has(address)))
    if (answers.size > 1) throw new Error(`not all agree about ${address}`)
    if (answers.has(true)) within++
  }
  return within
}

function ours(networks: readonly string[]): Check {
  const { set, bad } = IpSet.parse(networks)
  if (bad.length > 0) throw new Error('a network is malformed')
  return { name: '@waxseal/core IpSet', has: (address) => set.has(address) }
}

function blockList(networks: readonly string[]): Check {
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', prefix] = network.split('/')
    list.addSubnet(base, Number(prefix), familyOf(base))
  }
  return { name: 'node:net BlockList', has: (address) => list.check(address, familyOf(address)) }
}

/** Networks parsed once and kept apart by family. */
function ipaddrJs(networks: readonly string[]): Check {
  const parsed = networks.map((network) => ipaddr.parseCIDR(network))
  const byKind = {
    ipv4: parsed.filter(([base]) => base.kind() === 'ipv4'),
    ipv6: parsed.filter(([base]) => base.kind() === 'ipv6'),
  }
  return {
    name: 'ipaddr.js, networks parsed once',
    has(text) {
      const address = ipaddr.process(text)
      return byKind[address.kind()].some((network) => address.match(network))
    },
  }
}

function cidrMatcher(networks: readonly string[]): Check {
  const matcher = new Matcher([...networks])
  return { name: 'cidr-matcher', has: (address) => matcher.contains(address) }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4'
}

function withPrefix(network: string): string {
  return network.includes('/') ? network : `${network}/${network.includes(':') ? 128 : 32}`
}

function drawAddress(random: Random, networks: readonly string[], within: boolean): string {
  return drawAddressIn(random, within ? random.pick(networks) : drawNetwork(random))
}
