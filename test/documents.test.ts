import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readPackages, root } from '../scripts/workspace.js'
import { type Block, type Blocks, commentBlocks, markdownBlocks } from './documents/blocks.js'
import { deadLinks } from './documents/links.js'
import { runBlocks } from './documents/run.js'

/** How many blocks of a file may be marked `no-run`. Each needs a reason here. */
const NOT_RUN: Readonly<Record<string, number>> = {}

const packages = readPackages('packages')
const documents = [...packages, ...readPackages('examples')]
  .map(({ folder }) => join(folder, 'README.md'))
  .concat(join(root, 'README.md'), ...filesUnder(join(root, 'docs'), '.md'))
  .filter((path) => existsSync(path) && !path.includes(join('docs', 'reference')))
const sources = packages.flatMap(({ folder }) => filesUnder(join(folder, 'src'), '.ts'))

const others = ['ARCHITECTURE', 'SECURITY', 'CONTRIBUTING', 'AGENTS', 'bench/README', 'runtimes/README'].map((path) =>
  join(root, `${path}.md`),
)

const found: readonly Blocks[] = [
  ...documents.map((path) => markdownBlocks(name(path), readFileSync(path, 'utf8'))),
  ...sources.map((path) => commentBlocks(name(path), readFileSync(path, 'utf8'))),
]
const blocks = found.flatMap((one) => one.blocks)
const running = blocks.filter((block) => block.runs)

function filesUnder(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function name(path: string): string {
  return relative(root, path).split(sep).join('/')
}

test('every example is written so that it runs', () => {
  expect(found.flatMap((one) => one.problems)).toEqual([])
})

test('every link between our files leads somewhere', () => {
  const all = [...documents, ...others].map((path) => deadLinks(root, name(path), readFileSync(path, 'utf8')))
  expect(all.flat()).toEqual([])
})

test('only the listed blocks are not run', () => {
  const counts: Record<string, number> = {}
  for (const { file, runs } of blocks) if (!runs) counts[file] = (counts[file] ?? 0) + 1
  expect(counts).toEqual(NOT_RUN)
})

describe('runs as printed', () => {
  const faults = new Map<Block, string[]>()

  beforeAll(async () => {
    for (const [index, lines] of (await runBlocks(root, running)).entries()) {
      const block = running[index]
      if (block !== undefined) faults.set(block, lines)
    }
  }, 300_000)

  test.each(running.map((block) => [`${block.file}:${block.line}`, block] as const))('%s', (_, block) => {
    expect(faults.get(block)).toEqual([])
  })
})
