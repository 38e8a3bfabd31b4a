import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forbiddenWords } from './bundle-words.js'
import { type Packed, pack } from './pack.js'
import { root } from './workspace.js'

// Installs the tarballs into an empty project and uses them as a stranger would: types under three resolutions, real calls from an
// ES module and from CommonJS, the command. `--keep` leaves the project behind; package names limit the run to those.

const names = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const { folder: packFolder, packages } = pack(names)
const project = mkdtempSync(join(tmpdir(), 'waxseal-consumer-'))
const problems: string[] = []

install()
for (const { manifest } of packages) {
  problems.push(...forbiddenWords(manifest.name, join(project, 'node_modules', manifest.name)))
}
sameNames()
if (names.length === 0) {
  checkTypes()
  for (const file of ['out/use.mjs', 'out/use.cjs']) attempt(`run ${file}`, process.execPath, [file])
  attempt('run the command', process.execPath, ['node_modules/@waxseal/cli/dist/bin.js', '--help'])
}

for (const problem of problems) console.error(problem)
console.log(`${packages.length} packages installed and used, ${problems.length} problems`)
rmSync(packFolder, { recursive: true, force: true })
if (process.argv.includes('--keep')) console.log(project)
else rmSync(project, { recursive: true, force: true })
process.exitCode = problems.length === 0 ? 0 : 1

function install(): void {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  const dependencies: Record<string, string> = { '@types/node': devDependencies['@types/node'] ?? '*' }
  for (const { manifest, tarball } of packages) dependencies[manifest.name] = `file:${tarball}`
  writeJson('package.json', { name: 'consumer', private: true, dependencies })
  execFileSync(
    'npm',
    ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'],
    {
      cwd: project,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
}

/** Every entry must load both ways and offer the same names. */
function sameNames(): void {
  const entries = packages.flatMap((one: Packed) =>
    one.entries.map(({ subpath }) => `${one.manifest.name}${subpath.slice(1)}`),
  )
  const list = JSON.stringify(entries)
  const print = 'console.log(JSON.stringify(names))'
  writeFileSync(
    join(project, 'names.mjs'),
    `const names = {}\nfor (const entry of ${list}) names[entry] = Object.keys(await import(entry)).sort()\n${print}\n`,
  )
  writeFileSync(
    join(project, 'names.cjs'),
    `const names = {}\nfor (const entry of ${list}) names[entry] = Object.keys(require(entry)).sort()\n${print}\n`,
  )
  const [imported, required] = ['names.mjs', 'names.cjs'].map((file) =>
    attempt(`load ${file}`, process.execPath, [file]),
  )
  if (imported !== required) problems.push(`import and require differ:\n${imported}\n${required}`)
  for (const [entry, found] of Object.entries(JSON.parse(imported || '{}') as Record<string, string[]>)) {
    if (found.length === 0) problems.push(`${entry}: offers nothing`)
  }
}

function checkTypes(): void {
  const use = join(root, 'scripts/consumer/use.ts')
  // Libraries are checked too: a consumer must not need `skipLibCheck`.
  const strict = {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: 'es2022',
    lib: ['es2023', 'dom', 'dom.iterable'],
  }
  const shared = { ...strict, types: ['node'], skipLibCheck: false }
  copyFileSync(use, join(project, 'use.mts'))
  copyFileSync(use, join(project, 'use.cts'))
  mkdirSync(join(project, 'bundled'))
  copyFileSync(use, join(project, 'bundled/use.ts'))
  const node = { ...shared, module: 'node16', moduleResolution: 'node16', outDir: 'out', rootDir: '.' }
  const bundler = { ...shared, moduleResolution: 'bundler', noEmit: true }
  writeJson('tsconfig.node.json', { compilerOptions: node, files: ['use.mts', 'use.cts'] })
  writeJson('tsconfig.esm.json', { compilerOptions: { ...bundler, module: 'esnext' }, files: ['bundled/use.ts'] })
  writeJson('tsconfig.cjs.json', { compilerOptions: { ...bundler, module: 'commonjs' }, files: ['bundled/use.ts'] })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  for (const kind of ['node', 'esm', 'cjs']) {
    attempt(`types (${kind})`, process.execPath, [tsc, '--pretty', 'false', '--project', `tsconfig.${kind}.json`])
  }
}

function attempt(what: string, command: string, words: readonly string[]): string {
  if (words[0]?.endsWith('.js') && words[0].startsWith('node_modules') && !existsSync(join(project, words[0]))) {
    problems.push(`${what}: ${words[0]} is not there`)
    return ''
  }
  try {
    return execFileSync(command, words, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    problems.push(`${what}:\n${`${stdout}${stderr}`.trim().split('\n').slice(0, 30).join('\n')}`)
    return ''
  }
}

function writeJson(name: string, value: unknown): void {
  writeFileSync(join(project, name), JSON.stringify(value, null, 2))
}
