import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Options } from 'tsup'
import { readPackages, root } from '../scripts/workspace.js'

/** The suite in both forms. */
export interface Suite {
  /** Imports the packages by their names, which the runtime must find itself. */
  readonly linked: string
  /** One module without any import, for runtimes that know no `node_modules`. */
  readonly bundled: string
}

/** Bundles `runtimes/suite` over the built packages. Throws when one is not built, or when the bundle is not neutral. */
export async function bundleSuite(): Promise<Suite> {
  const names = readPackages().map(({ manifest }) => manifest.name)
  for (const { folder, manifest } of readPackages()) {
    if (!existsSync(join(folder, 'dist'))) throw new Error(`${manifest.name} is not built: npm run build`)
  }
  const folder = join(root, 'runtimes/dist')
  const shared: Options = {
    outDir: folder,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    removeNodeProtocol: false,
    splitting: false,
    treeshake: false,
    dts: false,
    silent: true,
    config: false,
    esbuildOptions: (options) => {
      options.mainFields = ['module', 'main']
    },
  }
  const entry = join(root, 'runtimes/suite/index.ts')
  await build({ ...shared, clean: true, entry: { linked: entry }, external: names })
  await build({ ...shared, clean: false, entry: { bundled: entry }, noExternal: [/.*/] })
  const suite = { linked: join(folder, 'linked.js'), bundled: join(folder, 'bundled.js') }
  const text = readFileSync(suite.bundled, 'utf8')
  const foreign = [/^import\b/m, /['"]node:/, /\bBuffer\b/, /\bprocess\./, /\brequire\(/].filter((word) =>
    word.test(text),
  )
  if (foreign.length > 0) throw new Error(`${foreign.join(' and ')} in the bundle of the neutral packages`)
  return suite
}
