import { expect, test } from 'vitest'
import { type DkimResult, DnsError, type DnsResolver, parseLetter, verifyDkim } from '../src/index.js'
import { type DkimCase, hasConformance, readConformance, readSuite } from './support/conformance.js'

const published = test.skipIf(!hasConformance)

function zoneResolver(zone: ReturnType<typeof readSuite>['zone']): DnsResolver {
  return async (name) => {
    const records = Object.hasOwn(zone, name) ? (zone[name] ?? []) : []
    const marker = records.find((record) => record.marker)?.marker
    if (records.length === 0 || marker === 'NXDOMAIN') throw new DnsError('dns-not-found')
    if (marker) throw new DnsError('dns-temporary')
    return records.map(({ value = '' }) => (typeof value === 'string' ? value : value.join('')))
  }
}

async function judge(suite: string, folder: string, right: (result: DkimResult) => boolean): Promise<string[]> {
  const { zone, cases } = readSuite(suite)
  const dns = zoneResolver(zone)
  const wrong: string[] = []
  for (const entry of cases) {
    const results = await verifyDkim(parseLetter(read(entry, folder)), { dns, minBits: entry.minBits ?? 1024 })
    if (results.some(right) !== (entry.expect === 'pass')) {
      wrong.push(`${entry.id ?? entry.file}: ${results.map((result) => result.code).join(', ')}`)
    }
  }
  return [`${cases.length} cases`, ...wrong]
}

function read(entry: DkimCase, folder: string): Uint8Array {
  if (entry.file) return readConformance(`dkim/${folder}/${entry.file}`)
  return Uint8Array.from(atob(entry.base64 ?? ''), (char) => char.charCodeAt(0))
}

const passes = (result: DkimResult) => result.status === 'pass'
const isMathematicallyRight = (result: DkimResult) =>
  result.headerSignature === 'valid' && result.bodyHash === 'match' && (result.expiresAt ?? 1e12) > Date.now() / 1000

published('the messages of RFC 6376 appendix A.2 and RFC 8463 appendix A.3 verify', async () => {
  expect(await judge('rfc-vectors.json', 'rfc-vectors', passes)).toEqual(['2 cases'])
})

published('the matrix of canonicalizations, key records and alterations is judged right', async () => {
  expect(await judge('matrix.json', '', passes)).toEqual(['110 cases'])
})

published('the mathematics of the Mail::DKIM corpus are right, SHA-1 and 512-bit keys included', async () => {
  expect(await judge('mail-dkim.json', 'mail-dkim', isMathematicallyRight)).toEqual(['57 cases'])
})

published('policy refuses what RFC 8301 forbids and keeps the facts', async () => {
  const { zone, cases } = readSuite('mail-dkim.json')
  for (const entry of cases.filter(({ expect: wanted }) => wanted === 'pass')) {
    const results = await verifyDkim(parseLetter(read(entry, 'mail-dkim')), { dns: zoneResolver(zone) })
    for (const result of results.filter(isMathematicallyRight)) {
      expect(result.status === 'pass', entry.file).toBe(result.weak.length === 0 && result.code !== 'signature-version')
    }
  }
})
