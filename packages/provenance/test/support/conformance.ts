import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../..')
const folder = resolve(root, process.env.CONFORMANCE_DIR ?? '../shared', 'conformance/dkim')

/** Whether the published suites are there; they are not part of the repository. */
export const hasConformance = existsSync(folder)

export function readConformance(name: string): Uint8Array {
  return readFileSync(resolve(folder, name))
}

export interface DkimCase {
  readonly id?: string
  readonly file?: string
  readonly base64?: string
  readonly expect: 'not-pass' | 'pass'
  readonly minBits?: number
}

interface Suite {
  readonly zone: Record<string, { type?: string; value?: string | string[]; marker?: string }[]>
  readonly cases: DkimCase[]
}

export function readSuite(name: string): Suite {
  return JSON.parse(new TextDecoder().decode(readConformance(name)))
}
