import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPackages, root, type WorkspacePackage } from './workspace.js'

/** A package as it would be published. */
export interface Packed extends WorkspacePackage {
  readonly tarball: string
}

/** Packs the public packages, or those of the names, into a fresh temporary folder. They must be built. */
export function pack(names: readonly string[] = []): { folder: string; packages: Packed[] } {
  const packages = readPackages().filter(
    ({ manifest }) => manifest.private !== true && (names.length === 0 || names.includes(manifest.name)),
  )
  for (const { folder, manifest } of packages) {
    if (!existsSync(join(folder, 'dist'))) throw new Error(`${manifest.name} is not built: npm run build`)
  }
  const folder = mkdtempSync(join(tmpdir(), 'waxseal-pack-'))
  const workspaces = packages.flatMap(({ manifest }) => ['--workspace', manifest.name])
  const output = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...workspaces],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const files = new Map(packResults(JSON.parse(output)).map(({ name, filename }) => [name, filename]))
  return {
    folder,
    packages: packages.map((one) => ({ ...one, tarball: join(folder, files.get(one.manifest.name) ?? '') })),
  }
}

interface PackResult {
  readonly name: string
  readonly filename: string
}

/** npm 10 prints an array, npm 11 may print an object by package name. */
function packResults(output: PackResult[] | Record<string, PackResult>): PackResult[] {
  return Array.isArray(output) ? output : Object.values(output)
}
