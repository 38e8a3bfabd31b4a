import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { median } from '../measure.js'
import { printTable } from '../table.js'

/** What a load cost: milliseconds of CPU time and of wall time, and the memory that it still holds, input not counted. */
export interface Load {
  readonly cpu: number
  readonly wall: number
  readonly megabytes: number
}

/** What is loaded: our engine with nobody bound to a network and with 50 networks each, or abilities of all people. */
export type Loader = 'ours' | 'ours-bound' | 'casl'

const RUNS = 3

/** Loads 10,000 people and 10,000 grants, each time in a process of its own, so that nothing is warm. */
export function loading(): void {
  const rows = [
    row('@waxseal/policy, nobody bound to a network', 'ours'),
    row('@waxseal/policy, 475,000 networks', 'ours-bound'),
    row('@casl/ability, all abilities, no networks', 'casl'),
  ]
  printTable('loading 10,000 people and 10,000 grants, cold', ['', 'ms CPU', 'ms wall', 'MB held'], rows)
}

function row(name: string, loader: Loader): (string | number)[] {
  const loads = Array.from({ length: RUNS }, () => load(loader))
  return [name, ...(['cpu', 'wall', 'megabytes'] as const).map((key) => median(loads.map((one) => one[key])))]
}

function load(loader: Loader): Load {
  const child = fileURLToPath(new URL('load-child.ts', import.meta.url))
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, '--expose-gc', child, loader], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`loading ${loader} failed`)
  return JSON.parse(stdout) as Load
}
