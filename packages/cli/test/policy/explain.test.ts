import { beforeAll, describe, expect, test } from 'vitest'
import { readInstant } from '../../src/commands/policy/instant.js'
import { EXIT } from '../../src/index.js'
import { DIRECTORY, POLICY, workbench } from './run.js'

const { write, run } = workbench()

beforeAll(async () => {
  await write('policy.json', POLICY)
  await write('people.json', DIRECTORY)
})

const explain = (principal: string, action: string, ...more: readonly string[]) =>
  run('explain', 'policy.json', '--directory', 'people.json', '--principal', principal, '--action', action, ...more)

test('allowed', async () => {
  expect(await explain('maria', 'contacts.view', '--list', '501', '--ip', '203.0.113.7')).toEqual({
    code: EXIT.done,
    out: ['allowed: grant `see` allows `contacts.view` on list `501`'],
    err: [],
  })
})

test('refused, with what would change it', async () => {
  const result = await explain('maria', 'campaigns.send.email', '--list', '501', '--ip', '198.51.100.4')
  expect(result.code).toBe(EXIT.wanting)
  expect(result.out[0]).toBe('refused: `maria` may act only from `office`')
  expect(result.out.join('\n')).toContain('from `office`, and it is asked at 2026-11-24T06:00Z')
})

test('the clock is the default, and --at another time', async () => {
  const at = ['--list', '501', '--ip', '203.0.113.7', '--at']
  expect((await explain('maria', 'campaigns.send.email', ...at, '2026-11-23T12:00:00Z')).code).toBe(EXIT.done)
  expect((await explain('maria', 'campaigns.send.email', ...at, '2026-11-23T18:00+03:00')).code).toBe(EXIT.wanting)
  expect((await explain('maria', 'campaigns.send.email', ...at, '2026-11-23T17:59:59.999+03:00')).code).toBe(EXIT.done)
  expect((await explain('ivan', 'contacts.view', '--list', '502')).code).toBe(EXIT.done)
  expect((await explain('ivan', 'contacts.view', '--list', '502', '--at', '2027-01-01T00:00Z')).code).toBe(EXIT.wanting)
})

test('on the account', async () => {
  const result = await explain('ivan', 'billing.view', '--account')
  expect(result.code).toBe(EXIT.wanting)
  expect(result.out[0]).toBe('refused: no grant allows `billing.view` on the account')
})

test('in Russian', async () => {
  const result = await explain('boris', 'contacts.view', '--list', '502', '--lang', 'ru')
  expect(result.code).toBe(EXIT.wanting)
  expect(result.out[0]).toBe('отказано: `boris` не активен')
})

test('all of it as JSON', async () => {
  const result = await explain('boris', 'contacts.view', '--list', '502', '--json')
  expect(result.code).toBe(EXIT.wanting)
  expect(result.out).toHaveLength(1)
  const { decision, cures, text } = JSON.parse(result.out[0] ?? '')
  expect(decision).toMatchObject({ allowed: false, reason: { code: 'inactive' } })
  expect(cures).toContainEqual(expect.objectContaining({ all: expect.arrayContaining([{ activate: 'boris' }]) }))
  expect(text).toContain('refused')
})

test('whom and what nobody knows', async () => {
  expect((await explain('nobody', 'contacts.view', '--list', '501')).out[0]).toMatch(/^refused: /)
  expect((await explain('maria', 'contacts.vew', '--list', '501')).code).toBe(EXIT.wanting)
  expect((await explain('maria', 'contacts.view', '--list', '777')).code).toBe(EXIT.wanting)
})

test('names of a file do not repaint the screen', async () => {
  await write('names.json', { lists: ['a\u202eb'], principals: [{ id: 'maria' }] })
  const more = ['--principal', 'maria', '--action', 'stats.view', '--list', 'a\u202eb']
  const result = await run('explain', 'policy.json', '--directory', 'names.json', ...more)
  expect(result.out.join('\n')).toContain('a�b')
  expect(result.out.join('\n')).not.toContain('\u202e')
})

describe('misuse', () => {
  const whole = ['--directory', 'people.json', '--principal', 'maria', '--action', 'stats.view', '--list', '501']
  test.each<[string, readonly string[]]>([
    ['no policy', whole],
    ['two policies', ['policy.json', 'policy.json', ...whole]],
    ['no directory', ['policy.json', ...whole.slice(2)]],
    ['no principal', ['policy.json', ...whole.slice(0, 2), ...whole.slice(4)]],
    ['no action', ['policy.json', ...whole.slice(0, 4), ...whole.slice(6)]],
    ['no resource', ['policy.json', ...whole.slice(0, 6)]],
    ['two resources', ['policy.json', ...whole, '--account']],
    ['a language', ['policy.json', ...whole, '--lang', 'toString']],
    ['an option', ['policy.json', ...whole, '--now']],
    ['a time', ['policy.json', ...whole, '--at', 'tomorrow']],
  ])('%s', async (_, args) => {
    const result = await run('explain', ...args)
    expect(result).toMatchObject({ code: EXIT.usage, out: [] })
    expect(result.err).toHaveLength(1)
  })
})

test('instants have a time zone and exist', () => {
  expect(readInstant('2026-11-23T19:05:00Z')).toBe(Date.parse('2026-11-23T19:05:00Z'))
  expect(readInstant('2026-11-23T22:05+03:00')).toBe(Date.parse('2026-11-23T19:05:00Z'))
  expect(readInstant('2024-02-29T00:00:00.5Z')).toBe(Date.parse('2024-02-29T00:00:00.500Z'))
  for (const text of [
    ...['2026-11-23', '2026-11-23T19:05', '2026-11-23 19:05Z', '23.11.2026 19:05', '1795374300000', 'now', ''],
    ...['2026-02-30T00:00Z', '2026-11-23T25:00Z', '2026-11-23T19:60Z', '2026-13-01T00:00Z', '2026-11-23T19:05+25:00'],
  ]) {
    expect(readInstant(text)).toBeUndefined()
  }
})
