import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { commentBlocks, markdownBlocks } from '../../../test/documents/blocks.js'
import { runBlocks } from '../../../test/documents/run.js'
const root = new URL('../../../', import.meta.url).pathname
const files = ['packages/keys/src/create-keys.ts', 'packages/core/src/duration.ts', ...readdirSync(`${root}packages/keys/src/api-key`).map((f) => `packages/keys/src/api-key/${f}`)]
test('docs', async () => {
  const found = [markdownBlocks('packages/keys/README.md', readFileSync(`${root}packages/keys/README.md`, 'utf8')), ...files.map((f) => commentBlocks(f, readFileSync(root + f, 'utf8')))]
  console.log(found.flatMap((f) => f.problems))
  const out = await runBlocks(root, found.flatMap((f) => f.blocks).filter((b) => b.runs))
  console.log(out.length, JSON.stringify(out.flat(), null, 1))
  expect(out.flat()).toEqual([])
}, 120000)
