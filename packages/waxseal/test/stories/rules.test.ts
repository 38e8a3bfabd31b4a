import type { Rule } from '@waxseal/core'
import { memoryJournal } from '@waxseal/journal'
import { keyRotation, type Principal, residency, revealBudget, secondPerson, sendCap } from '@waxseal/policy'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ContactSource, LetterTransport, SessionContext, WaxsealOptions } from '../../src/index.js'
import { type Host, letter, OFFICE, startHost, value } from './host.js'

let host: Host

const three: ContactSource = async function* () {
  for (const name of ['anna', 'boris', 'vera']) {
    yield { email: `${name}@mail.example`, phone: '+70001112233', fields: { to_name: name } }
  }
}
const DAY = 24 * 3_600_000
let now = Date.parse('2026-11-23T09:00:00Z')

beforeAll(async () => {
  host = await startHost()
  host.users.set('vera', { id: 'vera', roles: ['keeper'] })
  host.users.set('boss', { id: 'boss', roles: ['keeper'] })
})
afterAll(() => host.stop())

interface Sent {
  count: number
}

/** A host whose base stays in its own database, with rules. */
async function started(rules: readonly Rule[], more: Partial<WaxsealOptions> = {}) {
  const sent: Sent = { count: 0 }
  const transport: LetterTransport = {
    async send() {
      sent.count++
      return { successful: true, messageId: String(sent.count) }
    },
  }
  const options: Partial<WaxsealOptions> = {
    journal: memoryJournal(),
    clock: () => now,
    lists: { vip: { source: three, region: 'ru' } },
    transport,
    rules,
    ...more,
  }
  return { waxseal: await host.start(options), sent, options }
}

test('a cap on letters counts what the record says, across a restart, and opens again after a day', async () => {
  const { waxseal, sent, options } = await started([sendCap({ perDay: 7 })])
  const mail = await waxseal.as('maria', OFFICE)
  value(await mail.campaigns.send({ ...letter, list: 'vip' }))
  value(await mail.campaigns.send({ ...letter, list: 'vip' }))
  const third = await mail.campaigns.send({ ...letter, list: 'vip' })
  expect(third).toMatchObject({ ok: false, stage: 'authorize', code: 'rule', outcome: 'not-sent' })
  expect(third.decision.reason).toMatchObject({ rule: 'send-cap', detail: 'cap-per-day' })
  expect(sent.count).toBe(6)

  const again = await (await host.start(options)).as('maria', OFFICE)
  expect(await again.campaigns.send({ ...letter, list: 'vip' })).toMatchObject({ ok: false, code: 'rule' })
  now += DAY + 1
  value(await again.campaigns.send({ ...letter, list: 'vip' }))
})

test('two sends at once do not both find the budget untouched', async () => {
  const { waxseal, sent } = await started([sendCap({ perDay: 4 })])
  const mail = await waxseal.as('maria', OFFICE)
  const answers = await Promise.all([1, 2, 3].map(() => mail.campaigns.send({ ...letter, list: 'vip' })))
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
  expect(sent.count).toBe(3)
})

test('no session talks a count away, and neither does the host', async () => {
  const facts = { sent: { hour: 0, day: 0 }, recipients: 1, reveals: 0, revealed: { day: 0 } }
  const { waxseal } = await started([sendCap({ perDay: 2 }), revealBudget({ perDay: 2 })], { facts: () => facts })
  const mail = await waxseal.as('maria', { ...OFFICE, facts })
  expect(await mail.campaigns.send({ ...letter, list: 'vip' })).toMatchObject({ ok: false, code: 'rule' })
  const keeper = await waxseal.as('vera', { facts })
  expect(await keeper.contacts.list('vip')).toMatchObject({ ok: false, code: 'rule' })
})

test('a budget of reveals: masked views are free, clear ones are counted, an export shows all', async () => {
  const { waxseal, options } = await started([revealBudget({ perDay: 4 })])
  const maria = await waxseal.as('maria', OFFICE)
  for (let count = 0; count < 3; count++) expect(value(await maria.contacts.list('vip'))).toHaveLength(3)

  const vera = await waxseal.as('vera')
  const seen = value(await vera.contacts.list('vip', { limit: 1 }))
  expect(seen[0]?.email).toBe('anna@mail.example')
  expect(value(await vera.contacts.export('vip'))).toHaveLength(3)
  const more = await vera.contacts.get('vip', seen[0]?.id ?? '')
  expect(more.decision.reason).toMatchObject({ code: 'rule', rule: 'reveal-budget', detail: 'budget-spent' })
  const later = await (await host.start(options)).as('vera')
  expect(await later.contacts.list('vip', { limit: 1 })).toMatchObject({ ok: false, code: 'rule' })
})

test('an export needs a second person, whom the host names', async () => {
  const approvals: { by: string; at: number }[] = []
  const asked: string[] = []
  const { waxseal } = await started([secondPerson({ actions: ['contacts.export'], maxAge: '1h' })], {
    facts({ operation, list, principal }) {
      asked.push(`${principal} ${operation} ${list}`)
      return { approvals }
    },
  })
  const vera = await waxseal.as('vera')
  expect(await vera.contacts.export('vip')).toMatchObject({ ok: false, code: 'rule' })
  approvals.push({ by: 'vera', at: now })
  expect(await vera.contacts.export('vip')).toMatchObject({ ok: false, code: 'rule' })
  approvals.push({ by: 'boss', at: now })
  expect(value(await vera.contacts.export('vip'))).toHaveLength(3)
  expect(new Set(asked)).toEqual(new Set(['vera contacts.export vip']))
  value(await vera.contacts.list('vip'))
  expect(asked).toHaveLength(3)
})

test('a session brings the state of its credential; without it a rule that needs it refuses', async () => {
  const { waxseal } = await started([keyRotation({ maxAge: '90d' })])
  const list = async (facts: SessionContext['facts']) =>
    await (await waxseal.as('vera', facts === undefined ? {} : { facts })).contacts.list('vip')
  expect((await list(undefined)).decision.reason).toMatchObject({ rule: 'key-rotation', detail: 'fact-missing' })
  expect(await list({ credential: { issuedAt: now - 100 * DAY, state: 'current' } })).toMatchObject({ ok: false })
  expect(await list({ credential: { issuedAt: now - DAY, state: 'retired' } })).toMatchObject({ ok: false })
  value(await list({ credential: { issuedAt: now - DAY, state: 'current' } }))
})

test('the region of a list reaches the rules, its zones the grants', async () => {
  const { waxseal } = await started([residency({ ru: ['ru'], eu: ['eu'] })], {
    facts: () => ({ endpointRegion: 'eu' }),
  })
  const refused = await (await waxseal.as('vera')).contacts.list('vip')
  expect(refused.decision.reason).toMatchObject({ code: 'rule', rule: 'residency' })
})

test('a host that cannot tell a fact stops the call, and what it threw is not repeated', async () => {
  const { waxseal } = await started([secondPerson({ actions: ['contacts.export'] })], {
    facts() {
      throw new Error('anna@mail.example')
    },
  })
  const answer = await (await waxseal.as('vera')).contacts.export('vip')
  expect(answer).toMatchObject({ ok: false, stage: 'authorize', code: 'facts-unavailable', outcome: 'not-sent' })
  expect(JSON.stringify(answer)).not.toContain('anna@')
})

test('who is unknown or may do nothing costs no look at the base', async () => {
  let reads = 0
  const counted: ContactSource = async function* () {
    reads++
    yield { email: 'anna@mail.example' }
  }
  const { waxseal } = await started([sendCap({ perDay: 7 })], { lists: { vip: { source: counted } } })
  const stranger: Principal = { id: 'stranger' }
  host.users.set('stranger', stranger)
  const mail = await waxseal.as('stranger')
  expect(await mail.campaigns.send({ ...letter, list: 'vip' })).toMatchObject({ ok: false, code: 'no-grant' })
  expect(reads).toBe(0)
})

test('set-up that makes no sense is refused at once', async () => {
  await expect(host.start({ rules: 'all' as never })).rejects.toMatchObject({ code: 'rules-invalid' })
  await expect(host.start({ facts: {} as never })).rejects.toMatchObject({ code: 'rules-invalid' })
  await expect(host.start({ rules: [{ name: 'x' } as never] })).rejects.toMatchObject({ code: 'rule-invalid' })
  await expect(host.start({ lists: { spb: { id: '501', source: three } as never } })).rejects.toMatchObject({
    code: 'list-misplaced',
  })
  const waxseal = await host.start({ lists: { spb: { id: '501', zones: ['north'] } } })
  await expect(waxseal.as('maria', { facts: 'none' as never })).rejects.toMatchObject({ code: 'context-invalid' })
})

test('a list that grows between the count and the deed gives no more than was counted', async () => {
  const size = { now: 1 }
  const growing: ContactSource = async function* () {
    for (let index = 0; index < size.now; index++) yield { email: `user${index}@mail.example` }
    size.now = 500
  }
  const lists = { vip: { source: growing } }
  const rules = [sendCap({ perDay: 10 }), revealBudget({ perDay: 10 })]
  const { waxseal, sent } = await started(rules, { lists })
  const mail = await waxseal.as('maria', OFFICE)
  const plain = { ...letter, html: '<p>Hello</p>', text: 'Hello', list: 'vip' }
  expect(await mail.campaigns.send(plain)).toMatchObject({ ok: false, code: 'list-grew' })
  expect(sent.count).toBeLessThanOrEqual(1)
  for (const start of [0, 1]) {
    size.now = start
    const keeper = await (await started(rules, { lists })).waxseal.as('vera')
    expect(await keeper.contacts.export('vip')).toMatchObject({ ok: false, code: 'list-grew' })
  }
})

test('what the host says now stands above what a session brought along', async () => {
  const { waxseal } = await started([keyRotation({ maxAge: '90d' })], {
    facts: () => ({ credential: { issuedAt: now - DAY, state: 'retired' } }),
  })
  const mail = await waxseal.as('vera', { facts: { credential: { issuedAt: now - DAY, state: 'current' } } })
  expect(await mail.contacts.list('vip')).toMatchObject({ ok: false, code: 'rule' })
})

test('whoever gives up waiting for his turn is let go, and nobody is let in before', async () => {
  let open = (): void => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let reads = 0
  const slow: ContactSource = async function* () {
    reads++
    await gate
    yield { email: 'anna@mail.example' }
  }
  const { waxseal } = await started([revealBudget({ perDay: 1 })], { lists: { vip: { source: slow } } })
  const mail = await waxseal.as('vera')
  const first = mail.contacts.list('vip')
  const stop = new AbortController()
  const second = mail.contacts.list('vip', { signal: stop.signal })
  const third = mail.contacts.list('vip')
  stop.abort()
  expect(await second).toMatchObject({ ok: false, code: 'interrupted', outcome: 'not-sent' })
  open()
  expect((await first).ok).toBe(true)
  expect(await third).toMatchObject({ ok: false, code: 'rule' })
  expect(reads).toBeGreaterThan(0)
})

test('options that throw when they are read are refused, and the call still gives a value', async () => {
  const { waxseal } = await started([revealBudget({ perDay: 10 })])
  const mail = await waxseal.as('vera')
  const options = {
    get signal(): AbortSignal {
      throw new Error('anna@mail.example')
    },
  }
  const answer = await mail.contacts.export('vip', options)
  expect(answer).toMatchObject({ ok: false, outcome: 'not-sent' })
  expect(JSON.stringify(answer)).not.toContain('anna@')
})

test('a narrowed session costs no look at the base, and facts that are no data are refused without being quoted', async () => {
  let reads = 0
  const counted: ContactSource = async function* () {
    reads++
    yield { email: 'anna@mail.example' }
  }
  const { waxseal } = await started([revealBudget({ perDay: 10 })], { lists: { vip: { source: counted } } })
  const mail = await waxseal.as('vera', { lists: [] })
  expect(await mail.contacts.export('vip')).toMatchObject({ ok: false, code: 'narrowed' })
  expect(reads).toBe(0)
  const secret = waxseal.as('vera', { facts: { own: () => 'secret key=abc' } })
  await expect(secret).rejects.toMatchObject({
    code: 'context-invalid',
    message: expect.not.stringContaining('secret'),
  })
})
