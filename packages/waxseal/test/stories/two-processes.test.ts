import type { Journal, JournalEvent, Rule } from '@waxseal/core'
import { memoryJournal } from '@waxseal/journal'
import { revealBudget, sendCap } from '@waxseal/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContactSource, LetterTransport, WaxsealOptions } from '../../src/index.js'
import { type Host, letter, OFFICE, startHost, value } from './host.js'

let host: Host
beforeAll(async () => {
  host = await startHost()
  host.users.set('vera', { id: 'vera', roles: ['keeper'] })
})
afterAll(() => host.stop())

const three: ContactSource = async function* () {
  for (const name of ['anna', 'boris', 'vera']) yield { email: `${name}@mail.example`, fields: { to_name: name } }
}

/** One process's view of a shared record: what others write is heard when it catches up, as where notices are lost. */
function viewOf(shared: Journal, age: () => number): Journal {
  const waiting: (() => void)[] = []
  let own = 0
  const hear = () => {
    for (const tell of waiting.splice(0)) tell()
  }
  return {
    shared: true,
    read: (options) => shared.read(options),
    subscribe: (from, listener) =>
      shared.subscribe(from, (event: JournalEvent) => {
        waiting.push(() => listener(event))
        if (own > 0) hear()
      }),
    async append(target, events) {
      own++
      try {
        return await shared.append(target, events)
      } finally {
        own--
      }
    },
    async catchUp() {
      const head = await shared.catchUp()
      hear()
      return head
    },
    age,
    head: () => shared.head(),
    close: () => shared.close(),
  }
}

async function processes(count: number, rules: readonly Rule[], more: Partial<WaxsealOptions> = {}, age = () => 0) {
  const shared = memoryJournal()
  const sent: string[] = []
  const transport: LetterTransport = {
    async send(message) {
      sent.push(message.recipients[0]?.address ?? '')
      return { successful: true, messageId: String(sent.length) }
    },
  }
  const started = await Promise.all(
    Array.from({ length: count }, () =>
      host.start({ journal: viewOf(shared, age), lists: { vip: { source: three } }, transport, rules, ...more }),
    ),
  )
  return { shared, started, sent }
}

test('a cap on letters holds across processes that send at once', async () => {
  const { started, sent } = await processes(4, [sendCap({ perDay: 7 })])
  const mails = await Promise.all(started.map((waxseal) => waxseal.as('maria', OFFICE)))
  const answers = await Promise.all(
    mails.flatMap((mail) => [1, 2].map(() => mail.campaigns.send({ ...letter, list: 'vip' }))),
  )
  expect(answers.filter(({ ok }) => ok)).toHaveLength(2)
  expect(answers.filter((answer) => !answer.ok && answer.code === 'rule')).toHaveLength(6)
  expect(sent).toHaveLength(6)
})

test('a reveal budget holds across processes', async () => {
  const { shared, started } = await processes(3, [revealBudget({ perDay: 6 })])
  const mails = await Promise.all(started.map((waxseal) => waxseal.as('vera')))
  const answers = await Promise.all(mails.map((mail) => mail.contacts.list('vip')))
  expect(answers.filter(({ ok }) => ok)).toHaveLength(2)
  const types: string[] = []
  for await (const { type } of shared.read({ stream: 'budget/vera' })) types.push(type)
  expect(types).toEqual(['budget.claimed', 'budget.claimed'])
})

test('what one process sent another one knows', async () => {
  const { started } = await processes(2, [])
  const [one, other] = await Promise.all(started.map((waxseal) => waxseal.as('maria', OFFICE)))
  const { campaign } = value(
    (await one?.campaigns.send({ ...letter, list: 'vip' })) ?? { ok: false, code: '', message: '' },
  )
  expect(await other?.campaigns.status(campaign)).toMatchObject({ ok: true, value: { status: 'accepted' } })
})

test('what a refused letter had claimed is given back', async () => {
  const { shared, started } = await processes(1, [sendCap({ perDay: 4 })])
  const mail = await started[0]?.as('maria', OFFICE)
  const forged = { ...letter, list: 'vip', from: 'boss@elsewhere.example' }
  expect(await mail?.campaigns.send(forged)).toMatchObject({ ok: false, stage: 'inspect' })
  expect(await mail?.campaigns.send({ ...letter, list: 'vip' })).toMatchObject({ ok: true })
  let made = 0
  for await (const { type } of shared.read()) if (type === 'budget.claimed') made++
  expect(made).toBe(2)
})

test('what is about to leave in one process counts in the others', async () => {
  const { promise: counted, resolve: go } = withResolvers()
  let reads = 0
  const slow: ContactSource = async function* () {
    reads++
    // The list is counted for the rules first, then read to be sent to.
    if (reads === 2) await counted
    yield* three('vip')
  }
  const { started, sent } = await processes(2, [sendCap({ perDay: 4 })], { lists: { vip: { source: slow } } })
  const [one, other] = await Promise.all(started.map((waxseal) => waxseal.as('maria', OFFICE)))
  const held = one?.campaigns.send({ ...letter, list: 'vip' })
  await expect.poll(() => reads).toBe(2)
  expect(await other?.campaigns.send({ ...letter, list: 'vip' })).toMatchObject({ ok: false, code: 'rule' })
  go()
  expect(await held).toMatchObject({ ok: true })
  expect(sent).toHaveLength(3)
})

test('a process that starts leaves alone what another one is sending', async () => {
  const { promise: gate, resolve: go } = withResolvers()
  const transport: LetterTransport = {
    async send() {
      await gate
      return { successful: true, messageId: '1' }
    },
  }
  const { shared, started } = await processes(1, [], { transport })
  const mail = await started[0]?.as('maria', OFFICE)
  const answer = mail?.campaigns.send({ ...letter, list: 'vip' })
  await expect.poll(() => typesOf(shared)).toContain('letters.intended')
  const more = await host.start({ journal: viewOf(shared, () => 0), lists: { vip: { source: three } }, transport })
  expect(more.reconciled.open).toBe(0)
  go()
  expect(await answer).toMatchObject({ ok: true, value: { status: 'accepted' } })
})

test('a campaign that its leaver has under way in another process does not leave', async () => {
  const { promise: stored, resolve: go } = withResolvers()
  const provider = {
    ...host.provider,
    messages: {
      async create() {
        await stored
        return { id: '1' }
      },
    },
    campaigns: {
      ...host.provider.campaigns,
      create: () => {
        throw new Error('it was sent')
      },
    },
  }
  const { shared, started } = await processes(2, [], { provider, lists: { spb: '501' } })
  const mail = await started[0]?.as('maria', OFFICE)
  const answer = mail?.campaigns.send(letter)
  await expect.poll(() => typesOf(shared)).toContain('campaign.intended')
  const result = await (await started[1]?.offboard('maria'))?.run()
  expect(result).toMatchObject({ complete: true })
  expect(result?.deeds.map((step) => step.do)).toContain('stop-campaign')
  go()
  expect(await answer).toMatchObject({ ok: false, outcome: 'not-sent' })
})

test('a campaign that the provider is being told to send is not called stopped', async () => {
  const { promise: told, resolve: go } = withResolvers()
  const provider = {
    ...host.provider,
    messages: { create: async () => ({ id: '1' }) },
    campaigns: {
      ...host.provider.campaigns,
      async create() {
        await told
        return { status: 'accepted' as const, reference: '7' }
      },
    },
  }
  const { shared, started } = await processes(2, [], { provider, lists: { spb: '501' } })
  const answer = (await started[0]?.as('maria', OFFICE))?.campaigns.send(letter)
  await expect.poll(() => typesOf(shared)).toContain('campaign.dispatching')
  const result = await (await started[1]?.offboard('maria'))?.run()
  expect(result).toMatchObject({ complete: false, open: [{ do: 'stop-campaign', code: 'campaign-under-way' }] })
  go()
  expect(await answer).toMatchObject({ ok: true, value: { status: 'accepted' } })
  expect(await (await started[1]?.offboard('maria'))?.run()).toMatchObject({ complete: true })
})

test('what was read for somebody who left meanwhile is not handed to him', async () => {
  const { promise: left, resolve: go } = withResolvers()
  const slow: ContactSource = async function* () {
    await left
    yield* three('vip')
  }
  const { started } = await processes(2, [], { lists: { vip: { source: slow } } })
  const mail = await started[0]?.as('vera')
  const answer = mail?.contacts.export('vip')
  await (await started[1]?.offboard('vera'))?.run()
  go()
  expect(await answer).toMatchObject({ ok: false, code: 'departed' })
})

test('a process that has not heard for too long asks, and refuses when nobody answers', async () => {
  let age = 0
  const { shared, started } = await processes(2, [], {}, () => age)
  const mail = await started[0]?.as('vera')
  await (await started[1]?.offboard('vera'))?.run()
  age = 6_000
  expect(await mail?.contacts.list('vip')).toMatchObject({ ok: false, code: 'departed' })
  await shared.close()
  expect(await (await started[0]?.as('crm'))?.contacts.list('vip')).toMatchObject({
    ok: false,
    code: expect.stringMatching(/stale|journal-unavailable/),
  })
})

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

async function typesOf(journal: Journal): Promise<string[]> {
  const types: string[] = []
  for await (const { type } of journal.read()) types.push(type)
  return types
}
