import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import { readPackages, root, type WorkspacePackage } from '../scripts/workspace.js'
import { checkFloors, type Floors, type Room } from './floors/check.js'

/** As in ARCHITECTURE.md. */
const FLOORS: Floors = {
  '@waxseal/core': 1,
  '@waxseal/journal': 2,
  '@waxseal/keys': 2,
  '@waxseal/policy': 2,
  '@waxseal/provenance': 2,
  '@waxseal/redact': 2,
  '@waxseal/testing': 2,
  '@waxseal/unisender': 2,
  waxseal: 3,
  '@waxseal/postgres': 3,
  '@waxseal/sandbox': 4,
  '@waxseal/cli': 5,
  '@waxseal/example-crm-story': 5,
}

function roomOf(one: WorkspacePackage): Room {
  const files: Record<string, string> = {}
  for (const entry of readdirSync(join(one.folder, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
    const path = join(entry.parentPath, entry.name)
    files[relative(one.folder, path).split(sep).join('/')] = readFileSync(path, 'utf8')
  }
  return {
    name: one.manifest.name,
    dependencies: Object.keys({ ...one.manifest.dependencies, ...one.manifest.peerDependencies }),
    entries: Object.fromEntries(one.entries.map((entry) => [entry.subpath, entry.source])),
    files,
  }
}

const rooms = [...readPackages('packages'), ...readPackages('examples')].map(roomOf)

test.each(rooms.map((room) => [room.name, room] as const))('%s keeps to its floor', (_, room) => {
  expect(checkFloors([room], FLOORS)).toEqual([])
})

test('the table of ARCHITECTURE.md names every room on its floor', () => {
  const described: Record<string, number> = {}
  let floor = 0
  for (const line of readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split('\n')) {
    const [, first = '', second = ''] = line.split('|').map((cell) => cell.trim())
    if (/^\d/.test(first)) floor = Number.parseInt(first, 10)
    else if (!line.startsWith('| |')) floor = 0
    if (floor > 0) for (const [, name = ''] of second.matchAll(/`((?:@waxseal\/)?\w+)`/g)) described[name] = floor
  }
  expect({ ...described, '@waxseal/example-crm-story': 5 }).toEqual(FLOORS)
})
