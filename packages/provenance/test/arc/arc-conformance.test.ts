import { expect, test } from 'vitest'
import { dnsFromZone, parseLetter, verifyArc } from '../../src/index.js'
import { hasConformance, readConformanceJson } from '../support/conformance.js'

const published = test.skipIf(!hasConformance)

interface Scenario {
  readonly txt: Readonly<Record<string, string>>
  readonly tests: readonly { readonly id: string; readonly message: string; readonly cv: string }[]
}

/** Names of the cases with another verdict than the suite's, and the number of all. */
async function differing(draft: boolean): Promise<{ count: number; wrong: string[] }> {
  const wrong: string[] = []
  let count = 0
  for (const { txt, tests } of readConformanceJson<Scenario[]>('arc/arc-validation.json')) {
    for (const { id, message, cv } of tests) {
      count++
      const letter = parseLetter(message.replace(/\r?\n/g, '\r\n'))
      const { status, code } = await verifyArc(letter, { dns: dnsFromZone(txt), draft })
      if (status !== (cv || 'fail')) wrong.push(`${id}: ${status} (${code})`)
    }
  }
  return { count, wrong }
}

published('all 175 letters of the suite by the draft that it follows', async () => {
  expect(await differing(true)).toEqual({ count: 175, wrong: [] })
})

published('173 by RFC 8617: no c= is simple, and From must be signed', async () => {
  expect(await differing(false)).toEqual({
    count: 175,
    wrong: ['ams_fields_c_na: fail (signature-mismatch)', 'ams_fields_h_empty: fail (from-unsigned)'],
  })
})
