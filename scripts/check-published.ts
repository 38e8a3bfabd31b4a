import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { type Packed, pack } from './pack.js'
import { root } from './workspace.js'

// Checks the tarballs themselves: publint (strict) and are-the-types-wrong. Nothing to report, or an exception of this list.
// Package names as arguments check only those.

interface Exception {
  readonly package: string
  /** A problem's kind, and the way in that shows it. */
  readonly kind: string
  readonly entrypoint: string
  readonly reason: string
}

const EXCEPTIONS: readonly Exception[] = []

/** What the JSON of are-the-types-wrong says of one problem. */
interface TypeProblem {
  readonly kind: string
  readonly entrypoint?: string
  readonly resolutionKind?: string
  readonly fileName?: string
}

const { folder, packages } = pack(process.argv.slice(2))
const problems: string[] = []
const excused = new Set<Exception>()
const queue = [...packages]
await Promise.all([worker(), worker()])
rmSync(folder, { recursive: true, force: true })

for (const exception of EXCEPTIONS) {
  if (!excused.has(exception)) problems.push(`${exception.package}: the exception for ${exception.kind} is not needed`)
}
for (const problem of problems) console.error(problem)
console.log(`${packages.length} tarballs checked, ${problems.length} problems, ${excused.size} exceptions`)
process.exitCode = problems.length === 0 ? 0 : 1

async function worker(): Promise<void> {
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
    problems.push(...(await lint(one)), ...(await checkTypes(one)))
  }
}

async function lint({ manifest, tarball }: Packed): Promise<string[]> {
  const { messages, pkg } = await publint({
    pkgDir: 'package',
    pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
    strict: true,
  })
  return messages.map((message) => `${manifest.name}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`)
}

async function checkTypes({ manifest, tarball }: Packed): Promise<string[]> {
  const found = await typeProblems(tarball)
  return found.flatMap(({ kind, entrypoint = '', resolutionKind = '', fileName = '' }) => {
    // The resolution of TypeScript before 4.7 knows no `exports`; Node itself has had them since version 12.
    if (resolutionKind === 'node10') return []
    const exception = EXCEPTIONS.find(
      (one) => one.package === manifest.name && one.kind === kind && one.entrypoint === entrypoint,
    )
    if (exception !== undefined) excused.add(exception)
    return exception === undefined
      ? [`${manifest.name}: ${kind} ${entrypoint} ${resolutionKind} ${fileName}`.trim()]
      : []
  })
}

/** Through its command: the library beneath has no stable way in of its own. It exits 1 when it finds something. */
function typeProblems(tarball: string): Promise<TypeProblem[]> {
  const command = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js')
  return new Promise((resolve, reject) => {
    const options = { maxBuffer: 256 * 1024 * 1024 }
    execFile(
      process.execPath,
      [command, tarball, '--format', 'json', '--no-definitely-typed'],
      options,
      (error, output) => {
        try {
          const { analysis } = JSON.parse(output) as { analysis: { types: unknown; problems?: TypeProblem[] } }
          resolve(analysis.types === false ? [{ kind: 'no types' }] : (analysis.problems ?? []))
        } catch {
          reject(error ?? new Error('are-the-types-wrong gave no JSON'))
        }
      },
    )
  })
}
