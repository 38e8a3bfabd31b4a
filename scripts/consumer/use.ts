import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main as runCommand } from '@waxseal/cli'
import { IpSet, isWaxsealError, parseIpNetwork } from '@waxseal/core'
import { memoryJournal, memoryKeyRing, verifyJournal } from '@waxseal/journal'
import { fileJournal, fileKeyRing, verifyJournalDirectory } from '@waxseal/journal/node'
import { createKeys } from '@waxseal/keys'
import { createEngine, type Decision, definePolicy, type PolicyDocument } from '@waxseal/policy'
import { dnsFromZone, parseLetter, verifyDkim } from '@waxseal/provenance'
import { nodeDns } from '@waxseal/provenance/node'
import { createRedactor, createTokens } from '@waxseal/redact'
import { startSandbox } from '@waxseal/sandbox'
import { fixedClock, journalContract } from '@waxseal/testing'
import { createUnisender } from '@waxseal/unisender'
import { createWaxseal, type Mailbox } from 'waxseal'

// A host that only has the tarballs. Compiled and run as an ES module and as CommonJS by `check-consumer.ts`.

function useCore(): void {
  const network = parseIpNetwork('203.0.113.0/24')
  equal(network !== undefined && new IpSet([network]).has('203.0.113.7'), true)
}

const policy = definePolicy({
  networks: { office: ['203.0.113.0/24'] },
  roles: { sender: {}, keeper: {} },
  grants: [
    {
      id: 'send',
      allow: ['messages.create', 'campaigns.send.email'],
      to: { role: 'sender' },
      on: { lists: 'own' },
      content: { from: ['news@romashka.example'], mergeFields: ['to_name'] },
    },
    { id: 'see', allow: ['contacts.view'], to: { role: 'sender' }, on: { lists: 'own' }, mask: ['email'] },
    { id: 'keep', allow: ['contacts.import'], to: { role: 'keeper' }, on: { lists: 'any' } },
  ],
})

function usePolicy(): void {
  const engine = createEngine(policy, { lists: ['spb', 'msk'] })
  const decide = (list: string): Decision =>
    engine.decide({
      principal: { id: 'maria', roles: ['sender'], lists: ['spb'] },
      action: 'contacts.view',
      resource: { type: 'list', id: list },
      context: { at: 0 },
    })
  deepEqual(decide('spb').obligations, [{ type: 'mask', fields: ['email'] }])
  equal(decide('msk').allowed, false)
}

async function useRedact(): Promise<void> {
  equal(createRedactor().redact('write to maria@romashka.example'), 'write to [EMAIL]')
  const tokens = await createTokens({ keyRing: memoryKeyRing(), tenant: 'default', context: ['list', 'spb'] })
  equal(await tokens.resolve(tokens.tokenize('maria@romashka.example')), 'maria@romashka.example')
}

async function useJournal(directory: string): Promise<void> {
  const journal = memoryJournal()
  const { head } = await journal.append({ tenant: 'default', stream: 'a' }, [{ type: 'a.done', at: 0, data: {} }])
  deepEqual(journal.head(), head)
  const file = await fileJournal(directory)
  await file.append({ tenant: 'default', stream: 'a' }, [{ type: 'a.done', at: 0, data: {} }])
  await file.close()
  equal((await verifyJournalDirectory(directory)).ok, true)
  equal((await verifyJournal(new TextEncoder().encode('{"size":1}\n'))).ok, false)
}

async function useKeys(): Promise<void> {
  const journal = memoryJournal()
  const keys = createKeys({ journal, keyRing: memoryKeyRing() })
  const { key, id } = await keys.issue({ owner: 'crm', scopes: ['campaigns.send.email'] })
  equal(keys.verify(key, { scope: 'campaigns.send.email' }).ok, true)
  await keys.rotate(id, { overlap: '24h' })
  equal(keys.verify(key).ok, true)
  equal(keys.verify(`${key}x`).ok, false)
}

async function useProvenance(): Promise<void> {
  const letter = parseLetter('DKIM-Signature: v=1; a=rsa-sha256\r\nFrom: news@romashka.example\r\n\r\nHello\r\n')
  const [result] = await verifyDkim(letter, { dns: dnsFromZone({}) })
  equal(result?.status, 'permerror')
  equal(typeof nodeDns(), 'function')
}

async function useTesting(): Promise<void> {
  equal(fixedClock(5)(), 5)
  const cases = journalContract(async () => memoryJournal())
  ok(cases.length > 0)
  for (const one of cases) await one.run()
}

async function useCommand(): Promise<void> {
  const lines: string[] = []
  const print = (line: string) => lines.push(line)
  const io = { print, complain: print, readStdin: async () => new Uint8Array(), interrupted: Promise.resolve() }
  equal(await runCommand(['--help'], io), 0)
}

/** The journey itself: real HTTP, real files. */
async function useWaxseal(directory: string): Promise<void> {
  const sandbox = await startSandbox({
    directory: join(directory, 'sandbox'),
    senders: ['news@romashka.example'],
    lists: [{ id: '501', title: 'Customers' }],
  })
  const journal = await fileJournal(join(directory, 'journal'))
  try {
    const provider = createUnisender({ baseUrl: sandbox.url, apiKey: sandbox.apiKey })
    const waxseal = await createWaxseal({
      provider,
      lists: { spb: '501' },
      journal,
      keyRing: await fileKeyRing(join(directory, 'keys.json')),
      policy,
      principals: (id) => ({ id, roles: [id === 'crm' ? 'keeper' : 'sender'], lists: ['spb'], networks: ['office'] }),
    })
    const at = (id: string): Promise<Mailbox> => waxseal.as(id, { ip: '203.0.113.7' })
    equal((await (await at('crm')).contacts.import('spb', 'email,to_name\nanna@mail.example,Anna\n')).ok, true)
    const mail = await at('maria')
    const contacts = await mail.contacts.list('spb')
    equal(contacts.ok && contacts.value[0]?.email, 'a•••@•••.example')
    const draft = { list: 'spb', from: 'news@romashka.example', subject: 'Spring', html: '<p>{{to_name}}</p>' }
    const sent = await mail.campaigns.send(draft)
    equal(sent.ok && sent.value.status, 'accepted')
    const refused = await mail.contacts.export('spb')
    equal(!refused.ok && refused.decision.reason.code, 'no-grant')
  } finally {
    await journal.close()
    await sandbox.stop()
  }
}

async function refusals(): Promise<void> {
  try {
    const broken: PolicyDocument = {
      roles: {},
      grants: [{ id: 'a', allow: ['stats.view'], to: { role: 'nobody' }, on: { lists: 'any' } }],
    }
    definePolicy(broken)
    ok(false, 'a broken policy was taken')
  } catch (error) {
    ok(isWaxsealError(error, 'policy-invalid'))
  }
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'waxseal-use-'))
  try {
    useCore()
    usePolicy()
    await useRedact()
    await useJournal(join(directory, 'record'))
    await useKeys()
    await useProvenance()
    await useTesting()
    await useCommand()
    await refusals()
    await useWaxseal(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
