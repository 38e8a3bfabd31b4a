import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SandboxOptions, startSandbox } from '@waxseal/sandbox'
import { seededRandom } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { WORLD, withSandbox } from './support/sandbox.js'
import { SmtpClient } from './support/smtp-client.js'
import { call, importEmails, result } from './support/web-client.js'

const handles = () => process.getActiveResourcesInfo().filter((name) => /^TCP/.test(name)).length

/** Waits for what the runtime closes a moment later: cut connections of the test's own fetch. */
async function expectHandles(count: number): Promise<void> {
  for (let round = 0; round < 200 && handles() > count; round++) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(handles()).toBeLessThanOrEqual(count)
}

test('stop in the middle of a campaign leaves nothing behind', async () => {
  const before = handles()
  await withSandbox(WORLD, async (sandbox) => {
    await importEmails(
      sandbox,
      Array.from({ length: 400 }, (_, index) => `u${index}@example.com`),
    )
    const message = { sender_name: 'R', sender_email: 'news@romashka.ru', subject: 's', body: 'b', list_id: '501' }
    const { message_id } = await result<{ message_id: string | number }>(sandbox, 'createEmailMessage', message)
    await result(sandbox, 'createCampaign', { message_id: String(message_id) })
    sandbox.fault({ method: 'getLists', kind: 'stall' })
    const stalled = call(sandbox, 'getLists').catch(() => 'cut')
    const smtp = await SmtpClient.open(sandbox.receiver)
    while (sandbox.delivered() === 0) await new Promise((resolve) => setImmediate(resolve))
    const start = performance.now()
    await Promise.all([sandbox.stop(), sandbox.stop()])
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(await stalled).toBe('cut')
    expect(await smtp.say('NOOP')).toBe('')
    const [campaign] = sandbox.campaigns()
    expect(campaign?.status).toBe('in_progress')
    const delivered = sandbox.delivered()
    expect(delivered).toBeLessThan(400)
    expect(await sandbox.letters()).toHaveLength(delivered)
    await expect(call(sandbox, 'getLists')).rejects.toThrow()
    expect(sandbox.delivered()).toBe(delivered)
  })
  await expectHandles(before)
})

test('a taken port is a typed error, and what was started is stopped', async () => {
  const before = handles()
  const blocker = createServer()
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
  const address = blocker.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const directory = await mkdtemp(join(tmpdir(), 'waxseal-sandbox-'))
  await expect(startSandbox({ directory, port })).rejects.toMatchObject({
    code: 'sandbox-port-unavailable',
    details: { port, code: 'EADDRINUSE' },
  })
  await new Promise((resolve) => blocker.close(resolve))
  await expectHandles(before)
  await rm(directory, { recursive: true })
})

test('a folder that cannot be made is a typed error', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'waxseal-sandbox-'))
  await writeFile(join(directory, 'Maildir'), '')
  await expect(startSandbox({ directory })).rejects.toMatchObject({ code: 'sandbox-directory-unusable' })
  await rm(directory, { recursive: true })
})

test.each<[string, Partial<SandboxOptions>]>([
  ['directory', { directory: '' }],
  ['port', { port: 65_536 }],
  ['accountId', { accountId: 'postman@evil.example' }],
  ['apiKey', { apiKey: '' }],
  ['senders', { senders: ['news'] }],
  ['lists', { lists: [{ id: 'spb', title: 'x' }] }],
  ['lists', { lists: Array(2).fill({ id: '501', title: 'x' }) }],
  ['jobDelay', { jobDelay: -1 }],
])('option %s is checked', async (option, options) => {
  await expect(startSandbox({ directory: tmpdir(), ...options })).rejects.toMatchObject({
    code: 'sandbox-option-invalid',
    details: { option },
  })
})

test('keys made with the same randomness are the same, others are not', async () => {
  const keys: string[] = []
  for (const random of [seededRandom(1), seededRandom(1), undefined]) {
    await withSandbox(random === undefined ? {} : { random }, async (sandbox) => {
      expect(sandbox.apiKey).toMatch(/^[\w-]{32}$/)
      keys.push(sandbox.apiKey, sandbox.goApiKey)
    })
  }
  expect(keys.slice(0, 2)).toEqual(keys.slice(2, 4))
  expect(new Set(keys).size).toBe(4)
})

test('without named senders every sender is confirmed, and the zone grows', () =>
  withSandbox({ lists: WORLD.lists }, async (sandbox) => {
    const message = { sender_name: 'R', sender_email: 'x@spf.unisender.com', subject: 's', body: 'b', list_id: '501' }
    const own = sandbox.zone['spf.unisender.com']
    await result(sandbox, 'createEmailMessage', message)
    expect(sandbox.zone['spf.unisender.com']).toBe(own)
    await result(sandbox, 'createEmailMessage', { ...message, sender_email: 'x@почта.рф' })
    expect(sandbox.zone['us._domainkey.xn--80a1acny.xn--p1ai']).toMatch(/^v=DKIM1; k=rsa; p=MII/)
  }))

test('a form beyond 8 MB is refused before it is read', () =>
  withSandbox(WORLD, async (sandbox) => {
    const response = await fetch(`${sandbox.url}/en/api/getLists`, {
      method: 'POST',
      body: 'x'.repeat(8 * 1024 * 1024 + 1),
    })
    expect(response.status).toBe(413)
    // Gives way between two pieces: a stream that never does starves the process once the connection is gone.
    const endless = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setImmediate(resolve))
        controller.enqueue(new Uint8Array(1024 * 1024))
      },
    })
    const init = { method: 'POST', body: endless, duplex: 'half' }
    const answer = await fetch(`${sandbox.url}/en/api/getLists`, init)
      .then((taken) => taken.status)
      .catch(() => 'cut')
    expect([413, 'cut']).toContain(answer)
    expect((await call(sandbox, 'getLists')).error).toBeUndefined()
  }))
