import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { EXIT, HELP } from '../../src/index.js'
import { DIRECTORY, POLICY, workbench } from './run.js'

const { write, run } = workbench()

beforeAll(async () => {
  await write('policy.json', POLICY)
  await write('people.json', DIRECTORY)
})

const SECRET = 'anna@mail.example'
const COMMANDS: readonly (readonly [string, ...string[]])[] = [
  ['check', 'policy.json', '--directory', 'people.json'],
  [
    'explain',
    'policy.json',
    '--directory',
    'people.json',
    '--principal',
    'maria',
    '--action',
    'stats.view',
    '--account',
  ],
  ['diff', 'policy.json', 'policy.json', '--directory', 'people.json'],
  ['matrix', 'policy.json', '--directory', 'people.json'],
]

describe.each(COMMANDS)('waxseal policy %s', (...command) => {
  const swapped = (from: string, to: string) => run(...command.map((word) => (word === from ? to : word)))

  test.each(['policy.json', 'people.json'])('without the file %s', async (name) => {
    expect(await swapped(name, 'no-such.json')).toEqual({
      code: EXIT.failed,
      out: [],
      err: ['no such file: `no-such.json`'],
    })
  })

  test.each(['policy.json', 'people.json'])('broken JSON instead of %s is not quoted', async (name) => {
    for (const text of [
      `{"a": ${SECRET}}`,
      `{"roles": {"${SECRET}`,
      SECRET,
      '',
      '\u0000',
      `["${SECRET}"]`,
      `"${SECRET}"`,
    ]) {
      await write('broken.json', text)
      const result = await swapped(name, 'broken.json')
      expect(result).toMatchObject({ code: EXIT.usage, out: [] })
      expect(result.err).toEqual([expect.stringMatching(/^the JSON file `broken\.json` (?:cannot be read|must hold)/)])
      expect(result.err.join('')).not.toContain('anna')
    }
  })

  test.each(['policy.json', 'people.json'])(
    'JSON of another kind instead of %s: its values are not quoted',
    async (name) => {
      await write('other.json', { host: SECRET, lists: { a: SECRET }, roles: SECRET, grants: [{ id: 7, to: SECRET }] })
      const result = await swapped(name, 'other.json')
      expect(result.code).toBe(command[0] === 'check' ? EXIT.wanting : EXIT.usage)
      const lines = [...result.out, ...result.err]
      expect(lines.length).toBeGreaterThan(1)
      expect(lines.join('')).toContain('other.json: host: unknown key')
      expect(lines.join('')).not.toContain('anna')
    },
  )

  test('an unknown option', async () => {
    expect(await run(...command, '--no-such-option')).toEqual({
      code: EXIT.usage,
      out: [],
      err: ['the options are not well formed; `waxseal --help` lists them'],
    })
  })

  test('help', async () => {
    expect(await run(...command, '--help')).toEqual({ code: EXIT.done, out: [HELP], err: [] })
  })
})

test('`waxseal policy` followed by what is no command of it', async () => {
  for (const name of ['lint', 'toString', '__proto__', '']) {
    const result = await run(name, 'policy.json')
    expect(result).toMatchObject({ code: EXIT.usage, out: [] })
    expect(result.err).toHaveLength(1)
  }
})

test('a byte order mark is no fault', async () => {
  await write('marked.json', `\ufeff${JSON.stringify(POLICY)}`)
  expect((await run('check', 'marked.json')).code).toBe(EXIT.done)
})

test('the files that README and help show are in order, and the commands give what README says', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const [, policy = '', people = ''] =
    /`policy\.json`.*?```json\n([^`]*)\n```.*?`people\.json`.*?```json\n([^`]*)\n```/s.exec(readme) ?? []
  expect(HELP).toContain(`\n${people}`)
  await write('shown.json', policy)
  await write('shown-people.json', people)
  const replaced = (line: string) =>
    line.replace('policy.json', 'shown.json').replace('people.json', 'shown-people.json')
  const sessions = [...readme.matchAll(/```sh\n(.*?)\n```/gs)].flatMap(([, text = '']) => text.split(/^\$ /m).slice(1))
  const shown = sessions.filter((session) => session.includes('waxseal policy'))
  expect(shown.length).toBeGreaterThan(2)
  for (const session of shown) {
    const [command = '', ...lines] = session.trimEnd().split('\n')
    const words = replaced(command).split(' ')
    const { out } = await run(...words.slice(words.indexOf('policy') + 1))
    expect(out).toEqual(lines.map(replaced))
  }
})
