import { expect, test } from 'vitest'
import { DnsError, type DnsResolver, type DnsType, evaluateDmarc, organizationalDomain } from '../../src/index.js'
import { hasConformance, readConformance, readConformanceJson, type SuiteZone } from '../support/conformance.js'

const published = test.skipIf(!hasConformance)

interface Case {
  readonly id: string
  readonly from: string
  readonly zone: SuiteZone
  readonly spf: string | null
  readonly dkim: readonly string[]
  readonly want: { readonly result: string; readonly policy?: string; readonly maxQueries?: number }
}

function zoneResolver(zone: SuiteZone): DnsResolver<DnsType> {
  return async (name, type) => {
    const records = Object.hasOwn(zone, name) ? (zone[name] ?? []) : []
    if (records.some(({ marker }) => marker)) throw new DnsError('dns-temporary')
    const found = records.filter((record) => record.type === type)
    if (found.length === 0) throw new DnsError('dns-not-found')
    return found.map(({ value = '' }) => (typeof value === 'string' ? value : value.join(' ')))
  }
}

published('the 32 cases of DMARC', async () => {
  const cases = readConformanceJson<Case[]>('dmarc/cases.json')
  expect(cases).toHaveLength(32)
  for (const { id, from, zone, spf, dkim, want } of cases) {
    const found = await evaluateDmarc({ from, dkim, ...(spf === null ? {} : { spf }) }, { dns: zoneResolver(zone) })
    expect(found.status, id).toBe(want.result)
    if (want.policy) expect(found.policy, id).toBe(want.policy)
    if (want.maxQueries) expect(found.queries, id).toBeLessThanOrEqual(want.maxQueries)
  }
})

published('the tests of the public suffix list', () => {
  const lines = new TextDecoder().decode(readConformance('psl/psl-tests.txt')).split('\n')
  const pairs = lines.filter((line) => line !== '' && !line.startsWith('//')).map((line) => line.split(' '))
  expect(pairs.length).toBeGreaterThan(70)
  for (const [name = '', registrable] of pairs) {
    expect(organizationalDomain(name === 'null' ? '' : name) ?? 'null', name).toBe(registrable)
  }
})
