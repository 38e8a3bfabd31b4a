import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The licences of the foreign packages that the files belong to: a copy of their code must carry them. Empty if there are none. */
export function noticesOf(paths: readonly string[]): string {
  const folders = new Set(paths.filter((path) => path.includes('node_modules')).map(packageFolder))
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>
      const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.|$)/i.test(entry))
      if (file === undefined) throw new Error(`\`${name}\` would be bundled and has no licence file`)
      return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
    })
    .join(`\n${'-'.repeat(72)}\n\n`)
}

function packageFolder(path: string): string {
  let folder = dirname(path)
  // Some packages mark their inner folders with a manifest that has no name.
  while (!existsSync(join(folder, 'package.json')) || !hasName(join(folder, 'package.json'))) folder = dirname(folder)
  return folder
}

function hasName(manifest: string): boolean {
  return 'name' in JSON.parse(readFileSync(manifest, 'utf8'))
}
