import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** One way into a package: `index` for `.`, `node` for `./node`. Paths begin at the package's folder. */
export interface Entry {
  readonly name: string
  readonly subpath: string
  readonly source: string
}

/** What the tools read of a manifest. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** A workspace package. */
export interface WorkspacePackage {
  readonly folder: string
  readonly manifest: Manifest
  readonly entries: readonly Entry[]
  /** Sources of the commands, as `src/bin.ts`. */
  readonly commands: readonly string[]
}

/** Reads `packages/*` or `examples/*`, sorted by folder name. */
export function readPackages(group: 'packages' | 'examples' = 'packages'): WorkspacePackage[] {
  const parent = join(root, group)
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .sort()
    .filter((name) => existsSync(join(parent, name, 'package.json')))
    .map((name) => readPackage(join(parent, name)))
}

/** Packages whose sources are all there, each after the packages that it depends on. */
export function buildOrder(packages: readonly WorkspacePackage[]): WorkspacePackage[] {
  const byName = new Map(packages.map((one) => [one.manifest.name, one]))
  const ordered = new Set<WorkspacePackage>()
  function visit(one: WorkspacePackage): void {
    for (const name of Object.keys(one.manifest.dependencies ?? {})) {
      const dependency = byName.get(name)
      if (dependency !== undefined && !ordered.has(dependency)) visit(dependency)
    }
    ordered.add(one)
  }
  for (const one of packages) visit(one)
  return [...ordered]
}

function readPackage(folder: string): WorkspacePackage {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const entries: Entry[] = []
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    const source = (target as { '@waxseal/source'?: string })['@waxseal/source']
    if (source === undefined) continue
    entries.push({ name: subpath === '.' ? 'index' : subpath.slice(2), subpath, source: source.slice(2) })
  }
  const commands = Object.values(manifest.bin ?? {}).map((path) => path.replace(/^\.?\/?dist\/(.*)\.js$/, 'src/$1.ts'))
  return { folder, manifest, entries, commands }
}
