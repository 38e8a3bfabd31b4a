import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Options } from 'tsup'
import { readPackages, type WorkspacePackage } from './scripts/workspace.js'

/** Platforms differ by entry: what is behind `./node`, a command, or a package of the upper floors runs on Node only. */
const NODE_PACKAGES = ['@waxseal/sandbox', '@waxseal/cli']

/** ESM for everybody, and a CommonJS copy for those who cannot import. Declarations are made by `scripts/declarations.ts`. */
export function buildOptions(one: WorkspacePackage): Options[] {
  const { folder, manifest, entries, commands } = one
  const dependencies = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  const esmOnly = dependencies.filter((name) => isEsmOnly(folder, name))
  const shared: Options = {
    name: manifest.name,
    outDir: join(folder, 'dist'),
    target: ['es2022', 'node20.19'],
    platform: NODE_PACKAGES.includes(manifest.name) ? 'node' : 'neutral',
    // `node:` keeps its prefix: other runtimes know the modules of Node by it only.
    removeNodeProtocol: false,
    treeshake: false,
    sourcemap: false,
    dts: false,
    clean: false,
    silent: true,
    config: false,
    esbuildOptions: (options) => {
      options.mainFields = ['module', 'main']
      options.legalComments = 'inline'
    },
  }
  const sources = Object.fromEntries(entries.map(({ name, source }) => [name, join(folder, source)]))
  const binaries = Object.fromEntries(
    commands.map((path) => [path.replace(/^src\/(.*)\.ts$/, '$1'), join(folder, path)]),
  )
  return [
    {
      ...shared,
      format: 'esm',
      splitting: true,
      entry: { ...sources, ...binaries },
      external: [/^node:/, ...dependencies.map(nameAndSubpaths)],
    },
    {
      ...shared,
      format: 'cjs',
      splitting: false,
      entry: sources,
      // Jest and older bundlers cannot require a module, so what exists as a module only rides along.
      external: [/^node:/, ...dependencies.filter((name) => !esmOnly.includes(name)).map(nameAndSubpaths)],
      noExternal: esmOnly.map(nameAndSubpaths),
    },
  ]
}

function nameAndSubpaths(name: string): RegExp {
  return new RegExp(`^${name.replace(/[.]/g, '\\.')}(?:/|$)`)
}

/** Whether the dependency offers nothing to `require`. */
function isEsmOnly(folder: string, name: string): boolean {
  for (let place = folder; dirname(place) !== place; place = dirname(place)) {
    const path = join(place, 'node_modules', name, 'package.json')
    if (!existsSync(path)) continue
    const { type, exports, main } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
    return type === 'module' && !/"require":|\.cjs"/.test(JSON.stringify(exports ?? main ?? ''))
  }
  throw new Error(`\`${name}\` is not installed`)
}

export default readPackages().flatMap(buildOptions)
