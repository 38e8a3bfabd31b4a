import { expect, test } from 'vitest'
import { checkSpf, DnsError, type DnsResolver, type DnsType } from '../../src/index.js'
import { hasConformance, readConformanceJson, type SuiteZone, type ZoneRecord } from '../support/conformance.js'

const published = test.skipIf(!hasConformance)

interface Scenario {
  readonly scenario: string
  readonly zone: SuiteZone
  readonly tests: readonly {
    readonly id: string
    readonly helo: string
    readonly ip: string
    readonly mailfrom: string
    readonly result: readonly string[]
    readonly explanation?: string
  }[]
}

/** As the suite says: type SPF stands for TXT where the name has no TXT, a marker ends the list, names may be aliases. */
function suiteResolver(zone: SuiteZone): DnsResolver<DnsType> {
  const byName = new Map(Object.entries(zone).map(([name, records]) => [name.toLowerCase(), records]))
  const answer = (name: string, type: DnsType, aliases: number): string[] => {
    const records = byName.get(name.toLowerCase()) ?? []
    const own = (kind: string) => records.filter((record) => record.type === kind).map(valueText)
    const [alias] = own('CNAME')
    if (alias !== undefined && aliases < 8) return answer(alias.replace(/\.$/, ''), type, aliases + 1)
    const texts = (type === 'TXT' && own('TXT').length === 0 ? own('SPF') : own(type)).filter((text) => text !== 'NONE')
    if (texts.length > 0) return texts
    const silent =
      alias !== undefined || name.startsWith('error.') || records.some(({ marker }) => marker === 'TIMEOUT')
    throw new DnsError(silent ? 'dns-temporary' : 'dns-not-found')
  }
  return async (name, type) => answer(name, type, 0)
}

function valueText({ type, value = '' }: ZoneRecord): string {
  return typeof value === 'string' ? value : value.join(type === 'MX' ? ' ' : '')
}

published('the 203 verdicts and 14 explanations of the RFC 7208 suite', async () => {
  const wrong: string[] = []
  let verdicts = 0
  let explanations = 0
  for (const { zone, tests } of readConformanceJson<Scenario[]>('rfc7208/rfc7208.json')) {
    const dns = suiteResolver(zone)
    for (const { id, helo, ip, mailfrom, result, explanation } of tests) {
      verdicts++
      const found = await checkSpf({ ip, mailFrom: mailfrom, helo }, { dns, explain: true })
      if (!result.includes(found.status)) wrong.push(`${id}: ${found.status} (${found.code})`)
      if (explanation === undefined || explanation === 'DEFAULT') {
        if (explanation && found.explanation !== undefined) wrong.push(`${id}: ${found.explanation}`)
        continue
      }
      explanations++
      if (found.explanation !== explanation) wrong.push(`${id}: ${found.explanation}`)
    }
  }
  expect({ verdicts, explanations, wrong }).toEqual({ verdicts: 203, explanations: 14, wrong: [] })
})
