import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

/** The version of this package, from its manifest: one folder above, for the sources as for what is built of them. */
export async function readVersion(): Promise<string> {
  // The CommonJS copy has no `import.meta.url`.
  const here = typeof __filename === 'string' ? pathToFileURL(__filename) : import.meta.url
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', here), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
}
