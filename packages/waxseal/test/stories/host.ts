import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Journal, JournalEvent, KeyRing, Provider } from '@waxseal/core'
import { memoryJournal, memoryKeyRing } from '@waxseal/journal'
import { definePolicy, type Principal } from '@waxseal/policy'
import { dnsFromZone } from '@waxseal/provenance'
import { type Sandbox, startSandbox } from '@waxseal/sandbox'
import { createUnisender } from '@waxseal/unisender'
import { createWaxseal, type Waxseal, type WaxsealOptions } from '../../src/index.js'

/** A host of the tests: the real provider client against the sandbox, a memory journal, a policy like the README's. */
export interface Host {
  readonly sandbox: Sandbox
  readonly journal: Journal
  readonly keyRing: KeyRing
  readonly provider: Provider
  readonly users: Map<string, Principal>
  /** Starts Waxseal on the same journal and keys: the first time, or again after a crash. */
  start(more?: Partial<WaxsealOptions>): Promise<Waxseal>
  events(): Promise<JournalEvent[]>
  stop(): Promise<void>
}

export const OFFICE = { ip: '203.0.113.7' }

export const PEOPLE = [
  { email: 'anna.lebed@mail.example', phone: '+70001112233', name: 'Анна Лебедь' },
  { email: 'oscar.wren@post.example', phone: '+447700900123', name: 'Oscar Wren' },
  { email: 'ivan@xn--80a1acny.example', phone: '+70001112244', name: 'Иван Мороз' },
] as const

export const FILE = [
  'email;phone;to_name;note',
  ...PEOPLE.map((p) => `${p.email};${p.phone};${p.name};write to ${p.email}`),
].join('\n')

export const policy = definePolicy({
  networks: { office: ['203.0.113.0/24', '2001:db8:1::/48'] },
  roles: { sender: {}, keeper: {} },
  grants: [
    {
      id: 'send-own',
      allow: ['messages.create', 'campaigns.send.email', 'campaigns.view', 'stats.view'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      content: {
        from: ['news@romashka.example'],
        replyTo: ['office@romashka.example'],
        mergeFields: ['to_name'],
        linkHosts: ['romashka.example'],
      },
    },
    {
      id: 'see-masked',
      allow: ['contacts.view'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      mask: ['email', 'phone'],
    },
    {
      id: 'keep',
      allow: ['contacts.import', 'contacts.export', 'contacts.view'],
      to: { role: 'keeper' },
      on: { lists: 'any' },
    },
  ],
})

export const letter = {
  list: 'spb',
  from: 'news@romashka.example',
  fromName: 'Ромашка',
  subject: 'Весна',
  html: '<p>Здравствуйте, {{to_name}}! <a href="https://romashka.example/spring">Весна</a>, тел. +7 812 000-10-20</p>',
  text: 'Здравствуйте, {{to_name}}! https://romashka.example/spring',
}

export async function startHost(): Promise<Host> {
  const directory = await mkdtemp(join(tmpdir(), 'waxseal-test-'))
  const sandbox = await startSandbox({
    directory,
    senders: ['news@romashka.example'],
    lists: [
      { id: '501', title: 'Saint Petersburg' },
      { id: '502', title: 'Moscow' },
    ],
    jobDelay: 5,
  })
  const journal = memoryJournal()
  const keyRing = memoryKeyRing()
  const provider = createUnisender({
    baseUrl: sandbox.url,
    apiKey: () => sandbox.apiKey,
    timeout: 1_000,
    wait: () => Promise.resolve(),
  })
  const users = new Map<string, Principal>([
    ['maria', { id: 'maria', roles: ['sender'], lists: ['spb', 'vip'], networks: ['office'] }],
    ['crm', { id: 'crm', roles: ['keeper'] }],
  ])
  return {
    sandbox,
    journal,
    keyRing,
    provider,
    users,
    start: (more = {}) =>
      createWaxseal({
        provider,
        lists: { spb: '501', msk: '502' },
        journal,
        keyRing,
        policy,
        principals: (id) => users.get(id),
        identity: { name: 'Ромашка', domains: ['romashka.example'], accounts: { unisender: [sandbox.accountId] } },
        dns: dnsFromZone(sandbox.zone),
        ...more,
      }),
    async events() {
      const events: JournalEvent[] = []
      for await (const event of journal.read()) events.push(event)
      return events
    },
    async stop() {
      await sandbox.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The value of an answer that must have been done. */
export function value<T>(answer: { ok: true; value: T } | { ok: false; code: string; message: string }): T {
  if (answer.ok) return answer.value
  throw new Error(`refused: ${answer.code}: ${answer.message}`)
}
