import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { main } from '../../src/index.js'

/** What a command gave. */
export interface Run {
  readonly code: number
  readonly out: readonly string[]
  readonly err: readonly string[]
}

/** A Monday evening. */
export const NOW = Date.parse('2026-11-23T19:05:00Z')

/** Files of one test file, and commands that read them. Names of files are taken from this folder, those of options are not. */
export function workbench() {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waxseal-policy-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return {
    write: (name: string, content: unknown) =>
      writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content)),
    /** Runs `waxseal policy` at `NOW`; the folder's path is taken out of what it prints. */
    run: (...args: readonly string[]) => runPolicy(args, new Promise(() => {})),
    /** The same, by somebody who does not want it any more. */
    runInterrupted: (...args: readonly string[]) => runPolicy(args, Promise.resolve()),
  }
  async function runPolicy(args: readonly string[], interrupted: Promise<void>): Promise<Run> {
    const out: string[] = []
    const err: string[] = []
    const place = (arg: string) => (arg.endsWith('.json') ? join(folder, arg) : arg)
    const bare = (line: string) => line.replaceAll(join(folder, '/'), '')
    const code = await main(['policy', ...args.map(place)], {
      print: (line) => out.push(bare(line)),
      complain: (line) => err.push(bare(line)),
      readStdin: async () => new Uint8Array(),
      interrupted,
      clock: () => NOW,
    })
    return { code, out, err }
  }
}

/** Two lists, three people. */
export const DIRECTORY = {
  lists: ['501', { id: '502', zones: ['moscow'] }],
  principals: [
    { id: 'maria', roles: ['sender'], lists: ['501'], networks: ['office'] },
    { id: 'ivan', roles: ['viewer'], zones: ['moscow'], endsAt: Date.parse('2027-01-01T00:00:00Z') },
    { id: 'boris', roles: ['viewer'], status: 'suspended' },
  ],
}

/** A policy that all three are under. */
export const POLICY = {
  networks: { office: ['203.0.113.0/24'] },
  zones: ['moscow'],
  schedules: {
    'office-hours': { timeZone: 'Europe/Moscow', windows: [{ days: ['mon', 'tue'], from: '09:00', to: '18:00' }] },
  },
  roles: { viewer: {}, sender: { includes: ['viewer'] } },
  grants: [
    { id: 'see', allow: ['contacts.view'], to: { role: 'viewer' }, on: { lists: 'own' }, mask: ['email'] },
    { id: 'see-zone', allow: ['contacts.view'], to: { role: 'viewer' }, on: { zones: 'own' } },
    {
      ...{ id: 'send', allow: ['campaigns.send.email'], to: { role: 'sender' }, on: { lists: 'own' } },
      ...{ during: 'office-hours', content: { from: ['news@romashka.ru'] } },
    },
  ],
}
