import { expect, test } from 'vitest'
import { parseAuthenticationResults } from '../../src/index.js'
import { hasConformance, readConformanceJson } from '../support/conformance.js'

interface Case {
  readonly id: string
  readonly header: string
  readonly authservId: string | null
  readonly results:
    | 'reject'
    | readonly { method: string; result: string; props: Record<string, string>; reason?: string }[]
}

test.skipIf(!hasConformance)('the 26 shapes of Authentication-Results', () => {
  const cases = readConformanceJson<Case[]>('authentication-results/cases.json')
  expect(cases).toHaveLength(26)
  for (const { id, header, authservId, results } of cases) {
    const read = parseAuthenticationResults(header)
    if (results === 'reject') {
      expect(read.ok, id).toBe(false)
      continue
    }
    const wanted = results.map(({ props, ...rest }) => ({ ...rest, properties: props }))
    const found = read.ok && read.results.map((result) => ({ ...result, properties: { ...result.properties } }))
    expect(found, id).toEqual(wanted)
    expect(read.ok && (read.authservId ?? null), id).toBe(authservId)
  }
})
