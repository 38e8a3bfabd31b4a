import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build, type Options } from 'tsup'
import { buildOptions } from '../tsup.config.js'
import { makeDeclarations } from './declarations.js'
import { noticesOf } from './notices.js'
import { buildOrder, readPackages, root, type WorkspacePackage } from './workspace.js'

// Builds `packages/*/dist`. Package names as arguments build only those.

const started = performance.now()
const wanted = process.argv.slice(2)
const packages = buildOrder(readPackages()).filter(
  ({ manifest }) => wanted.length === 0 || wanted.includes(manifest.name),
)
const problems: string[] = []

const complete = packages.filter((one) => {
  const missing = [...one.entries.map(({ source }) => source), ...one.commands].filter(
    (source) => !existsSync(join(one.folder, source)),
  )
  for (const source of missing) problems.push(`${one.manifest.name}: ${source} is missing`)
  return missing.length === 0
})

for (const { folder } of complete) rmSync(join(folder, 'dist'), { recursive: true, force: true })
const queue = [...complete]
await Promise.all([worker(), worker()])
const { files, problems: typeProblems } = makeDeclarations(complete)
problems.push(...typeProblems)
for (const [path, text] of files) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

for (const problem of problems) console.error(problem)
const seconds = ((performance.now() - started) / 1000).toFixed(1)
console.log(`built ${complete.length} of ${packages.length} packages in ${seconds} s`)
process.exitCode = problems.length === 0 ? 0 : 1

async function worker(): Promise<void> {
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
    try {
      await buildPackage(one)
    } catch (error) {
      problems.push(`${one.manifest.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
}

async function buildPackage(one: WorkspacePackage): Promise<void> {
  const bundled = new Set<string>()
  const collect: NonNullable<Options['esbuildPlugins']>[number] = {
    name: 'collect-bundled',
    setup: ({ onEnd }) => {
      onEnd(({ metafile }) => {
        for (const path of Object.keys(metafile?.inputs ?? {})) bundled.add(path)
      })
    },
  }
  for (const options of buildOptions(one)) await build({ ...options, esbuildPlugins: [collect] })
  copyFileSync(join(root, 'LICENSE'), join(one.folder, 'LICENSE'))
  const notices = noticesOf([...bundled].map((path) => join(root, path)))
  if (notices !== '') writeFileSync(join(one.folder, 'dist/THIRD-PARTY-LICENSES.txt'), notices)
  for (const command of one.commands) {
    const path = join(one.folder, command.replace(/^src\/(.*)\.ts$/, 'dist/$1.js'))
    if (!readFileSync(path, 'utf8').startsWith('#!/usr/bin/env node\n')) {
      throw new Error(`\`${command}\` does not begin with #!/usr/bin/env node`)
    }
  }
}
