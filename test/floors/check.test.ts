import { expect, test } from 'vitest'
import { checkFloors, type Floors, type Room } from './check.js'

const FLOORS: Floors = { ground: 1, left: 2, right: 2, top: 4, '@waxseal/testing': 2 }

function check(room: Partial<Room>): string[] {
  return checkFloors([{ name: 'left', dependencies: [], entries: { '.': 'src/index.ts' }, files: {}, ...room }], FLOORS)
}

test('a clean room passes', () => {
  const problems = check({
    dependencies: ['ground', 'third'],
    entries: { '.': 'src/index.ts', './node': 'src/node.ts' },
    files: {
      'src/index.ts': "export { one } from './one.js'\nexport type { Two } from './deep/two.js'",
      'src/one.ts': "import { x } from 'ground'\nimport 'third/sub'\nimport type { Two } from './deep/two.js'",
      'src/deep/two.ts':
        'export interface Two { process: string; Buffer(): void }\nconst a = { process: 1 }; a.process',
      'src/node.ts': "export { file } from './file.js'",
      'src/file.ts': "import { open } from 'node:fs'\nexport const file = process.cwd()",
    },
  })
  expect(problems).toEqual([])
})

test('an arrow to the same floor, upwards or to an unknown floor is found', () => {
  const files = { 'src/a.ts': "export * from 'right'", 'src/b.ts': "const top = await import('top')" }
  expect(check({ dependencies: ['right', 'top'], files })).toEqual([
    'left (floor 2): package.json imports right (floor 2)',
    'left (floor 2): package.json imports top (floor 4)',
    'left (floor 2): src/a.ts imports right (floor 2)',
    'left (floor 2): src/b.ts imports top (floor 4)',
  ])
  expect(check({ name: 'shed' })).toEqual(['shed: stands on no floor'])
})

test('a type-only import is an arrow too', () => {
  const files = { 'src/a.ts': "import type { A } from 'right'\ntype B = import('top').B" }
  expect(check({ files })).toContain('left (floor 2): src/a.ts imports right (floor 2)')
  expect(check({ files })).toContain('left (floor 2): src/a.ts imports top (floor 4)')
})

test('an undeclared import is found, also of a subpath of a scoped package', () => {
  expect(check({ files: { 'src/a.ts': "import '@some/thing/deep.js'" } })).toEqual([
    'left: src/a.ts imports @some/thing, which its package.json does not declare',
  ])
})

test('a package that imports itself by name is found', () => {
  expect(check({ files: { 'src/a.ts': "import 'left'" } })).toEqual(['left: src/a.ts imports its own package by name'])
})

test('the testing package may not be needed at run time', () => {
  const message = (where: string) => `top: ${where} needs @waxseal/testing, which is for tests only`
  expect(
    check({ name: 'top', dependencies: ['@waxseal/testing'], files: { 'src/a.ts': "import '@waxseal/testing'" } }),
  ).toEqual([message('package.json'), message('src/a.ts')])
})

test('a relative import must name a source of the room', () => {
  expect(check({ files: { 'src/a.ts': "import '../../right/src/b.js'\nimport './gone.js'" } })).toEqual([
    'left: src/a.ts imports ../../right/src/b.js, which is no source of this room',
    'left: src/a.ts imports ./gone.js, which is no source of this room',
  ])
})

test.each([
  ["import 'node:fs'", 'imports node:fs'],
  ["import 'fs/promises'", 'imports fs/promises'],
  ["Buffer.from('a')", 'uses `Buffer`'],
  ['globalThis.process.exit()', 'uses `process`'],
  ["const fs = require('fs')", 'uses `require`'],
  ['const a = { process }', 'uses `process`'],
])('%s is refused in a neutral file', (text, problem) => {
  expect(check({ files: { 'src/a.ts': text } })).toContain(`left: src/a.ts ${problem} outside the ./node entry`)
  expect(check({ name: 'top', files: { 'src/a.ts': text } })).toEqual([])
})

test('a local name that looks like a global of Node is none', () => {
  expect(check({ files: { 'src/a.ts': 'export function run(process: () => void) { process() }' } })).toEqual([])
})

test('a file that both entries share must be neutral', () => {
  const problems = check({
    entries: { '.': 'src/index.ts', './node': 'src/node.ts' },
    files: {
      'src/index.ts': "export * from './shared.js'",
      'src/node.ts': "export * from './shared.js'\nexport * from './private.js'",
      'src/shared.ts': "import 'node:fs'",
      'src/private.ts': "import 'node:fs'",
    },
  })
  expect(problems).toEqual(['left: src/shared.ts imports node:fs outside the ./node entry'])
})

test('circular imports are found, once each', () => {
  const files = { 'src/a.ts': "import './b.js'", 'src/b.ts': "import './c.js'", 'src/c.ts': "import './b.js'" }
  expect(check({ files })).toEqual(['left: circular import src/b.ts → src/c.ts → src/b.ts'])
  expect(check({ files: { 'src/a.ts': "import './a.js'" } })).toEqual(['left: circular import src/a.ts → src/a.ts'])
})

test.each(['export const a = 1', "import './a.js'", "console.log('hello')", 'export { }'])(
  'an index with `%s` is refused',
  (text) => {
    expect(check({ files: { 'src/index.ts': text, 'src/a.ts': '' } })).toEqual([
      'left: src/index.ts holds more than re-exports',
    ])
  },
)
