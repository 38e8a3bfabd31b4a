import { expect, test } from 'vitest'
import { buildOrder, readPackages, type WorkspacePackage } from '../../scripts/workspace.js'

function made(name: string, ...dependencies: string[]): WorkspacePackage {
  const manifest = { name, version: '0.0.0', dependencies: Object.fromEntries(dependencies.map((one) => [one, '*'])) }
  return { folder: name, manifest, entries: [], commands: [] }
}

test('a package comes behind those that it needs, foreign ones aside', () => {
  const packages = [made('top', 'middle', 'ground'), made('middle', 'ground', 'zod'), made('ground')]
  expect(buildOrder(packages).map(({ manifest }) => manifest.name)).toEqual(['ground', 'middle', 'top'])
})

test('entries and commands are read from the manifests', () => {
  const packages = new Map(readPackages().map((one) => [one.manifest.name, one]))
  expect(packages.get('@waxseal/journal')?.entries).toEqual([
    { name: 'index', subpath: '.', source: 'src/index.ts' },
    { name: 'node', subpath: './node', source: 'src/node.ts' },
    { name: 'adapter', subpath: './adapter', source: 'src/adapter.ts' },
    { name: 'audit', subpath: './audit', source: 'src/audit.ts' },
  ])
  expect(packages.get('@waxseal/cli')?.commands).toEqual(['src/bin.ts'])
})
