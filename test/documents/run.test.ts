import { expect, test } from 'vitest'
import { root } from '../../scripts/workspace.js'
import { runBlocks } from './run.js'

test('says of each block what is wrong with it, and goes on behind one that ends or blocks the process', async () => {
  const codes = {
    good: "import { utf8 } from '@waxseal/core'\nconsole.log(utf8('я')) // Uint8Array(2) [ 209, 143 ]\n",
    wrong: 'console.log([1, 2]) // [ 1, 3 ]\n',
    throws: "const a = 1\nthrow new Error('broken')\n",
    types: "import { utf8 } from '@waxseal/core'\n\nconst text: string = utf8('a')\nvoid text\n",
    silent: 'const run = (go: boolean) => {\n  if (go) console.log(1) // 1\n}\nrun(false)\n',
    late: "void Promise.reject(new Error('late'))\n",
    exits: 'process.exit(0)\n',
    blocks: 'while (true) {}\n',
    waits: 'await new Promise(() => {})\n',
    files: "import { readdirSync } from 'node:fs'\nconsole.log(readdirSync('.').length) // 1\n",
  }
  const blocks = Object.entries(codes).map(([file, code]) => ({ file, line: 10, code, runs: true }))
  const faults = await runBlocks(root, blocks, 1500)
  const result = Object.fromEntries(Object.keys(codes).map((name, index) => [name, faults[index] ?? []]))

  expect(result).toEqual({
    good: [],
    wrong: ['wrong:10: promised `[ 1, 3 ]`, printed `[ 1, 2 ]`'],
    throws: [expect.stringMatching(/^throws:11: Error: broken/)],
    types: [expect.stringMatching(/^types:12: Type 'Uint8Array.*' is not assignable to type 'string'/)],
    silent: ['silent:11: never printed `1`'],
    late: [expect.stringMatching(/^late:10: Error: late/)],
    exits: [expect.stringMatching(/^exits:10: ended the process \(0\)/)],
    blocks: [expect.stringMatching(/^blocks:10: ended the process \(SIGKILL\)/)],
    waits: [expect.stringMatching(/^waits:10: Error: not done after 1500 ms/)],
    files: [],
  })
}, 60_000)
