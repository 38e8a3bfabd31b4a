import type { Journal, JournalEvent, Rule } from '@waxseal/core'
import { memoryJournal } from '@waxseal/journal'
import { revealBudget, sendCap } from '@waxseal/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContactSource, LetterTransport } from '../../src/index.js'
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
function viewOf(shared: Journal): Journal {
  const waiting: (() => void)[] = []
  let own = 0
  const hear = () => {
    for (const tell of waiting.splice(0)) tell()
  }
  return {
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
    age: () => 0,
    head: () => shared.head(),
    close: () => shared.close(),
  }
}

async function processes(count: number, rules: readonly Rule[]) {
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
      host.start({ journal: viewOf(shared), lists: { vip: { source: three } }, transport, rules }),
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
