import { expect, test } from 'vitest'
import { commentBlocks, markdownBlocks } from './blocks.js'

const FENCE = '```'

test('finds the ts blocks of a document with the line of their code', () => {
  const text = [
    '# Title',
    `${FENCE}ts`,
    'const a = 1',
    FENCE,
    `${FENCE}sh`,
    'npm ci',
    FENCE,
    `- ${FENCE}not a fence${FENCE}`,
    `  ${FENCE}ts no-run`,
    '  if (a)',
    '    b()',
    `  ${FENCE}`,
  ].join('\n')
  expect(markdownBlocks('a.md', text)).toEqual({
    blocks: [
      { file: 'a.md', line: 3, code: 'const a = 1\n', runs: true },
      { file: 'a.md', line: 10, code: 'if (a)\n  b()\n', runs: false },
    ],
    problems: [],
  })
})

test('a longer fence may hold a shorter one', () => {
  const text = ['````ts', 'const a = `', '```ts', '`', '````'].join('\n')
  expect(markdownBlocks('a.md', text).blocks).toEqual([
    { file: 'a.md', line: 2, code: 'const a = `\n```ts\n`\n', runs: true },
  ])
})

test('a block in another spelling of the language, and one without an end, are problems', () => {
  expect(markdownBlocks('a.md', `${FENCE}js\n1\n${FENCE}\n${FENCE}ts\nopen`).problems).toEqual([
    'a.md:1: `js` blocks are not run, write `ts`',
    'a.md:4: block without an end',
  ])
})

test('finds the blocks of doc comments without their stars', () => {
  const text = [
    '/** One line. */',
    '/**',
    ' * What it is.',
    ' *',
    ' * @example',
    ` * ${FENCE}ts`,
    ' * if (a) {',
    ' *   b()',
    ' * }',
    ` * ${FENCE}`,
    ' */',
    'export const a = 1 // ```ts',
  ].join('\n')
  expect(commentBlocks('a.ts', text)).toEqual({
    blocks: [{ file: 'a.ts', line: 7, code: 'if (a) {\n  b()\n}\n', runs: true }],
    problems: [],
  })
})

test('an example without a ts block is a problem', () => {
  const text = ['/**', ' * @example', ' * a(b)', ' * @example', ` * ${FENCE}ts`, ' * a(b)', ` * ${FENCE}`, ' */'].join(
    '\n',
  )
  expect(commentBlocks('a.ts', text).problems).toEqual(['a.ts:2: example without a ts block'])
})
