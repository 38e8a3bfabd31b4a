import { execFileSync, spawnSync } from 'node:child_process'
import { root } from './workspace.js'

// Runs everything, one step after the other, and closes with a table. `--without tests,docs` leaves steps out.

interface Step {
  readonly name: string
  readonly command: readonly string[]
}

const STEPS: readonly Step[] = [
  { name: 'lint', command: ['biome', 'ci', '.'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'tests', command: ['vitest', 'run'] },
  { name: 'build', command: ['tsx', 'scripts/build.ts'] },
  { name: 'docs', command: ['typedoc'] },
  { name: 'unused', command: ['knip', '--no-config-hints'] },
  { name: 'size', command: ['size-limit'] },
  { name: 'published', command: ['tsx', 'scripts/check-published.ts'] },
  { name: 'consumer', command: ['tsx', 'scripts/check-consumer.ts'] },
]

const option = process.argv.indexOf('--without')
const left = option < 0 ? [] : (process.argv[option + 1] ?? '').split(',')
const before = workingTree()
const results = STEPS.filter(({ name }) => !left.includes(name)).map(run)
// What the steps make is either ignored by git or committed.
const clean = workingTree() === before
results.push({ name: 'clean', passed: clean, seconds: 0 })
if (!clean) console.error(`the steps changed the working tree:\n${workingTree()}`)

console.log('\nstep        result   seconds')
for (const { name, passed, seconds } of results) {
  console.log(`${name.padEnd(12)}${(passed ? 'passed' : 'FAILED').padEnd(9)}${seconds.toFixed(1).padStart(7)}`)
}
const failed = results.filter(({ passed }) => !passed).length
console.log(failed === 0 ? '\nall steps passed' : `\n${failed} of ${results.length} steps failed`)
process.exitCode = failed === 0 ? 0 : 1

function run({ name, command }: Step): { name: string; passed: boolean; seconds: number } {
  console.log(`\n── ${name}: ${command.join(' ')}`)
  const started = performance.now()
  const { status } = spawnSync('npm', ['exec', '--no', '--', ...command], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  return { name, passed: status === 0, seconds: (performance.now() - started) / 1000 }
}

/** Empty outside a git checkout. */
function workingTree(): string {
  try {
    const words = ['status', '--porcelain', '--untracked-files=all']
    return execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}
