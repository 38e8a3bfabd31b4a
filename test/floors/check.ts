import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import ts from 'typescript'
import { usedGlobals } from './globals.js'

/** A room as the checker sees it. Paths begin at the room's folder and use `/`. */
export interface Room {
  readonly name: string
  /** Names of everything it needs at run time: dependencies and peer dependencies. */
  readonly dependencies: readonly string[]
  /** Sources of its ways in by subpath: `.` → `src/index.ts`. */
  readonly entries: Readonly<Record<string, string>>
  /** Text of each source by path. */
  readonly files: Readonly<Record<string, string>>
}

/** The floor of each room. */
export type Floors = Readonly<Record<string, number>>

const TESTING = '@waxseal/testing'
const LAST_NEUTRAL_FLOOR = 3
/** Ways in that run on Node only. An auditor's tool is one of them. */
const NODE_ENTRIES: readonly string[] = ['./node', './audit']

/** Everything that breaks a rule of the house, one sentence each; empty when all is well. */
export function checkFloors(rooms: readonly Room[], floors: Floors): string[] {
  return rooms.flatMap((room) => {
    const floor = floors[room.name]
    if (floor === undefined) return [`${room.name}: stands on no floor`]
    return [
      ...room.dependencies.flatMap((name) => arrow(room, floor, name, floors, 'package.json')),
      ...checkImports(room, floor, floors),
      ...(floor <= LAST_NEUTRAL_FLOOR ? checkNeutral(room) : []),
      ...checkCycles(room),
      ...checkIndex(room),
    ]
  })
}

/** What a file imports: static, dynamic, type-only and re-exports alike. */
export function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName)
}

function arrow(room: Room, floor: number, name: string, floors: Floors, where: string): string[] {
  if (name === room.name) return [`${room.name}: ${where} imports its own package by name`]
  if (name === TESTING) return [`${room.name}: ${where} needs ${TESTING}, which is for tests only`]
  const other = floors[name]
  if (other === undefined || other < floor) return []
  return [`${room.name} (floor ${floor}): ${where} imports ${name} (floor ${other})`]
}

function checkImports(room: Room, floor: number, floors: Floors): string[] {
  const problems: string[] = []
  for (const [path, text] of Object.entries(room.files)) {
    for (const specifier of importsOf(text)) {
      if (specifier.startsWith('.')) {
        if (resolve(room, path, specifier) === undefined) {
          problems.push(`${room.name}: ${path} imports ${specifier}, which is no source of this room`)
        }
      } else if (!isBuiltin(specifier)) {
        const name = packageName(specifier)
        problems.push(...arrow(room, floor, name, floors, path))
        if (name !== room.name && !room.dependencies.includes(name)) {
          problems.push(`${room.name}: ${path} imports ${name}, which its package.json does not declare`)
        }
      }
    }
  }
  return problems
}

/** Web APIs only, except in the entries for Node and in what nothing but they import. */
function checkNeutral(room: Room): string[] {
  const nodeOnly = reach(room, nodeEntries(room))
  const neutral = reach(
    room,
    Object.entries(room.entries)
      .filter(([subpath]) => !NODE_ENTRIES.includes(subpath))
      .map(([, source]) => source),
  )
  const problems: string[] = []
  for (const [path, text] of Object.entries(room.files)) {
    if (nodeOnly.has(path) && !neutral.has(path)) continue
    for (const specifier of importsOf(text)) {
      if (isBuiltin(specifier)) problems.push(`${room.name}: ${path} imports ${specifier} outside the ./node entry`)
    }
    for (const name of usedGlobals(path, text)) {
      problems.push(`${room.name}: ${path} uses \`${name}\` outside the ./node entry`)
    }
  }
  return problems
}

function nodeEntries(room: Room): string[] {
  return NODE_ENTRIES.flatMap((subpath) => room.entries[subpath] ?? [])
}

function reach(room: Room, from: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const open = [...from]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    open.push(...ownImports(room, path))
  }
  return seen
}

function checkCycles(room: Room): string[] {
  const problems: string[] = []
  const done = new Set<string>()
  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path)
    if (start >= 0) {
      problems.push(`${room.name}: circular import ${[...trail.slice(start), path].join(' → ')}`)
      return
    }
    if (done.has(path)) return
    for (const next of ownImports(room, path)) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of Object.keys(room.files)) visit(path, [])
  return problems
}

function checkIndex(room: Room): string[] {
  const path = room.entries['.']
  const text = path === undefined ? undefined : room.files[path]
  if (path === undefined || text === undefined) return []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022)
  return source.statements.every((one) => ts.isExportDeclaration(one) && one.moduleSpecifier !== undefined)
    ? []
    : [`${room.name}: ${path} holds more than re-exports`]
}

function ownImports(room: Room, path: string): string[] {
  return importsOf(room.files[path] ?? '').flatMap((specifier) => resolve(room, path, specifier) ?? [])
}

function resolve(room: Room, from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const path = posix.join(posix.dirname(from), specifier)
  // Sources name each other as they will be called once built.
  const source = path.endsWith('.js') ? `${path.slice(0, -3)}.ts` : path
  return Object.hasOwn(room.files, source) ? source : undefined
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
