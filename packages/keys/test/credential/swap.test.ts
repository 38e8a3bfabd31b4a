import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
import { type Sandbox, startSandbox } from '@waxseal/sandbox'
import {
  createUnisender,
  createUnisenderGo,
  unisenderGoKeyTest,
  unisenderKeyGuide,
  unisenderKeyTest,
} from '@waxseal/unisender'
import { expect, onTestFinished, test } from 'vitest'
import { type CredentialOptions, createCredential } from '../../src/credential/create-credential.js'
import type { Credential } from '../../src/credential/credential.js'
import { until } from './support.js'

const thorough = process.env.THOROUGH === '1'
const SENDS = thorough ? 10_000 : 150
/** Requests at the provider at a time; the other sends hold their lease and wait for a connection. */
const CONNECTIONS = thorough ? 100 : 20
const timeout = thorough ? 1_800_000 : 60_000

async function sandboxOf(keys: { apiKey?: string; goApiKey?: string }): Promise<Sandbox> {
  const directory = await mkdtemp(join(tmpdir(), 'waxseal-swap-'))
  // So many calls in a minute are more than the provider allows: for it the minutes are shorter.
  let now = Date.now()
  const clock = () => {
    now += 20
    return now
  }
  const lists = [{ id: '501', title: 'Customers' }]
  const sandbox = await startSandbox({ directory, clock, lists, senders: ['news@romashka.ru'], ...keys })
  onTestFinished(async () => {
    await sandbox.stop()
    await rm(directory, { recursive: true, force: true })
  })
  return sandbox
}

/** Two processes of one host. */
function processes(name: string, testKey: CredentialOptions['test']): [Credential, Credential] {
  const ports = { journal: memoryJournal(), keyRing: memoryKeyRing(), secrets: memorySecretStore() }
  const make = () =>
    createCredential({ ...ports, name, test: testKey, quietFor: '1s', longestLease: '2h', waitFor: '2h' })
  return [make(), make()]
}

/** The runtime's fetch over a bounded number of connections. */
function boundedFetch(): typeof fetch {
  let free = CONNECTIONS
  const queue: (() => void)[] = []
  return async (input, init) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => queue.push(resolve))
    try {
      // A connection that was kept may be closed by the server at the moment of its next use: that would be another test.
      const response = await fetch(input, { ...init, headers: { ...init?.headers, connection: 'close' } })
      return new Response(await response.arrayBuffer(), response)
    } finally {
      const next = queue.shift()
      if (next === undefined) free++
      else next()
    }
  }
}

const patient = { timeout: 3_600_000, deadline: 3_600_000 }

function goSends(sandbox: Sandbox, [one, other]: readonly [Credential, Credential]) {
  const fetch = boundedFetch()
  const clients = [one, other].map((apiKey) => createUnisenderGo({ apiKey, baseUrl: sandbox.goUrl, fetch, ...patient }))
  const progress = { done: 0 }
  const send = async (index: number) => {
    const outcome = await clients[index % 2]?.email.send({
      recipients: [{ email: `person${index}@example.com` }],
      from_email: 'news@romashka.ru',
      subject: 'Spring',
      body: { plaintext: 'It is here.' },
    })
    progress.done++
    return outcome
  }
  return { progress, send }
}

/** Every send was accepted, and exactly as many letters went out as there were sends. */
async function assertExact(sandbox: Sandbox, outcomes: readonly unknown[]): Promise<void> {
  const failed = outcomes.filter((outcome) => (outcome as { status?: string } | undefined)?.status !== 'accepted')
  expect(failed).toEqual([])
  await sandbox.whenIdle()
  expect(sandbox.delivered()).toBe(outcomes.length)
}

test('two keys at a time: the key is swapped under running sends, and the old one dies when it is idle', {
  timeout,
}, async () => {
  const sandbox = await sandboxOf({ goApiKey: 'first-key' })
  const both = processes('go', unisenderGoKeyTest({ baseUrl: sandbox.goUrl }))
  const [credential] = both
  expect(await credential.adopt('first-key')).toMatchObject({ ok: true })
  const { progress, send } = goSends(sandbox, both)
  const began = performance.now()
  // The provider knows an idempotence key for a minute only, so a send of Go must be over before: they begin in waves.
  const outcomes: unknown[] = []
  const wave = async (from: number, count: number) => {
    outcomes.push(...(await Promise.all(Array.from({ length: count }, (_, index) => send(from + index)))))
  }
  const waves = Math.max(1, SENDS / 2_500)
  for (let index = 0; index < waves - 1; index++) await wave((index * SENDS) / waves, SENDS / waves)
  const last = SENDS - SENDS / waves
  const crossing = wave(last, SENDS / waves)
  await until(() => progress.done > last + SENDS / waves / 3)
  sandbox.setGoApiKeys(['first-key', 'second-key'])
  const rotating = credential.rotate('second-key', { reason: 'yearly' })
  await Promise.all([crossing, rotating])
  expect(await rotating).toMatchObject({ ok: true, retired: [expect.any(String)] })
  sandbox.setGoApiKeys(['second-key'])
  await wave(SENDS, 10)
  const took = performance.now() - began
  await assertExact(sandbox, outcomes)
  if (thorough) console.log(`overlap: ${outcomes.length} sends in ${Math.round(took)} ms, letters delivered after it`)
})

test('two keys at a time, and the provider drops the old one too early: what it refused goes out with the new one', {
  timeout,
}, async () => {
  const sandbox = await sandboxOf({ goApiKey: 'first-key' })
  const both = processes('go', unisenderGoKeyTest({ baseUrl: sandbox.goUrl }))
  const [credential, other] = both
  await credential.adopt('first-key')
  sandbox.setGoApiKeys(['first-key', 'second-key'])
  await credential.begin('second-key')
  await credential.check()
  const { progress, send } = goSends(sandbox, both)
  const sends = Promise.all(Array.from({ length: Math.min(SENDS, 2_000) }, (_, index) => send(index)))
  await until(() => progress.done > 20)
  await credential.switch()
  sandbox.setGoApiKeys(['second-key'])
  const outcomes = await sends
  await assertExact(sandbox, outcomes)
  expect(sandbox.requests.some(({ outcome }) => outcome === '114')).toBe(true)
  expect((await other.status()).versions[0]?.refusedAt).toBeGreaterThan(0)
  expect(await credential.prove()).toMatchObject({ ok: true })
})

test('one key only: a person makes the new one in the cabinet while sends are under way in two processes', {
  timeout,
}, async () => {
  const sandbox = await sandboxOf({ apiKey: 'first-key' })
  const where = { baseUrl: sandbox.url, language: 'en' } as const
  const both = processes('unisender', unisenderKeyTest(where))
  const [credential, other] = both
  await credential.adopt('first-key')
  const fetch = boundedFetch()
  const [client, otherClient] = both.map((apiKey) => createUnisender({ ...where, apiKey, fetch, ...patient }))
  if (client === undefined || otherClient === undefined) throw new Error('no client')
  await client.contacts.importAll([{ email: 'anna@example.com' }], { listId: '501' })
  const message = {
    listId: '501',
    senderName: 'R',
    senderEmail: 'news@romashka.ru',
    subject: 'Spring',
    html: '<p>x</p>',
  }
  const messages = await Promise.all(Array.from({ length: SENDS }, () => client.messages.create(message)))

  const guided = credential.guided(unisenderKeyGuide)
  const began = performance.now()
  let done = 0
  const sends = Promise.all(
    messages.map(async ({ id }, index) => {
      const outcome = await (index % 2 === 0 ? client : otherClient).campaigns.create({ messageId: id })
      done++
      return outcome
    }),
  )
  await until(() => done > SENDS / 10)
  // The person clicks at once, before everything that runs has come to its end: what the provider refuses has had no effect.
  const pausing = guided.pause({ by: 'maria' })
  await until(async () => (await guided.stage()) === 'make-key')
  sandbox.replaceApiKey('second-key')
  expect(await pausing).toMatchObject({ ok: true })
  expect(await guided.take('first-key')).toEqual({ ok: false, code: 'same-secret' })
  expect(await guided.take('second-kee')).toEqual({ ok: false, code: 'test-failed' })
  expect(await guided.take('second-key', { seenBy: ['maria'] })).toMatchObject({ ok: true })
  expect(await guided.prove()).toMatchObject({ ok: true, retired: [expect.any(String)] })
  const outcomes = await sends
  const took = performance.now() - began
  await assertExact(sandbox, outcomes)
  expect(new Set(sandbox.campaigns().map(({ messageId }) => messageId)).size).toBe(SENDS)
  expect(sandbox.campaigns()).toHaveLength(SENDS)
  expect((await other.status()).versions[0]).toMatchObject({ state: 'retired', reason: 'refused-by-provider' })
  if (thorough) console.log(`guided: ${outcomes.length} sends in ${Math.round(took)} ms, letters delivered after it`)
})
