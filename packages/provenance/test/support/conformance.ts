import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../../..')
const folder = resolve(root, process.env.CONFORMANCE_DIR ?? '../shared', 'conformance')

/** Whether the published suites are there; they are not part of the repository. */
export const hasConformance = existsSync(folder)

export function readConformance(name: string): Uint8Array {
  return readFileSync(resolve(folder, name))
}

export function readConformanceJson<Shape>(name: string): Shape {
  return JSON.parse(new TextDecoder().decode(readConformance(name)))
}

export interface ZoneRecord {
  readonly type?: string
  readonly value?: string | readonly (number | string)[]
  readonly marker?: string
}

export type SuiteZone = Readonly<Record<string, readonly ZoneRecord[]>>

export interface DkimCase {
  readonly id?: string
  readonly file?: string
  readonly base64?: string
  readonly expect: 'not-pass' | 'pass'
  readonly minBits?: number
}

interface Suite {
  readonly zone: SuiteZone
  readonly cases: DkimCase[]
}

export function readSuite(name: string): Suite {
  return readConformanceJson(`dkim/${name}`)
}
