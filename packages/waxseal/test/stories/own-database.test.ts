import { readFile } from 'node:fs/promises'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ContactSource, LetterTransport, Waxseal } from '../../src/index.js'
import { type Host, letter, OFFICE, startHost, value } from './host.js'

let host: Host
let waxseal: Waxseal

const base = Array.from({ length: 120 }, (_unused, index) => ({
  email: `person${index}@home.example`,
  fields: { to_name: `Person <${index}>\r\nX: y` },
}))
const source: ContactSource = async function* () {
  yield* base
  yield { email: 'PERSON0@home.example' }
  yield { email: 'broken address' }
}

/** A transport of the tests that speaks real SMTP to the host's mail server in the sandbox. */
function smtp(fail?: (count: number) => void): LetterTransport {
  const transport = createTransport({ ...host.sandbox.submission, secure: false, ignoreTLS: true, pool: true })
  let count = 0
  return {
    id: 'smtp',
    async send(message) {
      fail?.(++count)
      const { content } = message
      const info = await transport.sendMail({
        from: { name: message.sender.name ?? '', address: message.sender.address },
        to: message.recipients.map(({ address }) => address),
        subject: message.subject,
        ...('html' in content ? { html: content.html } : {}),
        ...(content.text === undefined ? {} : { text: content.text }),
        headers: Object.fromEntries(message.headers.entries()),
      })
      return { successful: true, messageId: info.messageId }
    },
  }
}

beforeAll(async () => {
  host = await startHost()
  waxseal = await host.start({ lists: { vip: { source } }, transport: smtp() })
})
afterAll(() => host.stop())

describe('the base stays in the host’s database', () => {
  test('letters go out singly, with seal and recipient MAC in the header; nothing is loaded to the provider', async () => {
    const mail = await waxseal.as('maria', OFFICE)
    const sent = value(await mail.campaigns.send({ ...letter, list: 'vip', subject: 'For {{to_name}}' }))
    expect(sent.letters).toEqual({ accepted: 120, refused: 2, unknown: 0 })
    await host.sandbox.whenIdle()
    expect(host.sandbox.requests).toEqual([])
    const eml = await readFile((await host.sandbox.letters())[0] ?? '')
    expect(eml.toString('latin1')).toMatch(/^X-Waxseal:/im)
    expect(eml.toString('latin1').split('\r\n\r\n')[0]).not.toMatch(/^X: y/m)
    expect(await waxseal.verify(eml)).toMatchObject({
      kind: 'ours',
      record: { campaign: sent.campaign, principal: 'maria' },
    })
  })

  test('contacts are seen masked and found again by their ids', async () => {
    const mail = await waxseal.as('maria', OFFICE)
    const contacts = value(await mail.contacts.list('vip', { limit: 5 }))
    expect(contacts).toHaveLength(5)
    expect(value(await mail.contacts.get('vip', contacts[3]?.id ?? '')).email).toBe('p•••@•••.example')
    expect(JSON.stringify(contacts)).not.toContain('person3@')
  })

  test('a seal moved to a letter to somebody else is a replay, not ours', async () => {
    const files = await host.sandbox.letters()
    const eml = (await readFile(files[1] ?? '')).toString('latin1')
    const recipient = /^To: (\S+)/im.exec(eml)?.[1] ?? ''
    const verdict = await waxseal.verify(Buffer.from(eml.replaceAll(recipient, 'stranger@evil.example'), 'latin1'))
    expect(verdict.kind).not.toBe('ours')
  })
})

describe('when something breaks', () => {
  test('a connection that dies leaves letters unknown, and none is sent twice', async () => {
    const broken = await host.start({
      lists: { vip: { source } },
      transport: smtp((count) => {
        if (count > 60) throw new Error('person7@home.example: connection reset')
      }),
    })
    const delivered = host.sandbox.delivered()
    const answer = await (await broken.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' })
    expect(value(answer)).toMatchObject({ status: 'partial', letters: { accepted: 60, refused: 2, unknown: 60 } })
    await host.sandbox.whenIdle()
    expect(host.sandbox.delivered()).toBe(delivered + 60)
    const again = await host.start({ lists: { vip: { source } }, transport: smtp() })
    expect(again.reconciled.open).toBe(0)
    expect(host.sandbox.delivered()).toBe(delivered + 60)
  })

  test('a source that throws stops the campaign without telling what it said', async () => {
    const failing: ContactSource = async function* () {
      yield { email: 'first@home.example' }
      throw new Error('row of first@home.example is locked')
    }
    const started = await host.start({ lists: { vip: { source: failing } }, transport: smtp() })
    const answer = await (await started.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' })
    expect(answer).toMatchObject({ ok: false, code: 'source-failed', outcome: 'not-sent' })
    expect(JSON.stringify(answer)).not.toContain('first@')
  })

  test('without a transport nothing is sent; what a source cannot do is said', async () => {
    const started = await host.start({ lists: { vip: { source } } })
    const mail = await started.as('maria', OFFICE)
    expect(await mail.campaigns.send({ ...letter, list: 'vip' })).toMatchObject({
      ok: false,
      code: 'unsupported',
      outcome: 'not-sent',
    })
    const crm = await started.as('crm')
    expect(await crm.contacts.import('vip', 'email\na@b.example\n')).toMatchObject({ ok: false, code: 'unsupported' })
  })

  test('a source that breaks off after the first letters left: partial, and not asked after for ever', async () => {
    const breaking: ContactSource = async function* () {
      yield* base.slice(0, 50)
      throw new Error('gone')
    }
    const lists = { vip: { source: breaking } }
    const started = await host.start({ lists, transport: smtp() })
    const mail = await started.as('maria', OFFICE)
    const answer = await mail.campaigns.send({ ...letter, list: 'vip' })
    expect(answer).toMatchObject({ ok: false, code: 'source-failed', outcome: 'unknown' })
    expect(value(await mail.campaigns.list()).at(-1)).toMatchObject({ status: 'partial', letters: { accepted: 50 } })
    expect((await host.start({ lists, transport: smtp() })).reconciled.open).toBe(0)
  })

  test('numbers and nulls of a database are no reason to stop; a list of nobody is said to be one', async () => {
    const odd = async function* () {
      yield { email: 'odd@home.example', phone: 79, fields: { to_name: 'Odd', age: 7, city: null } }
      yield null
    }
    const started = await host.start({ lists: { vip: { source: odd as never } }, transport: smtp() })
    const sent = await (await started.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' })
    expect(value(sent).letters).toEqual({ accepted: 1, refused: 1, unknown: 0 })
    const empty: ContactSource = async function* () {}
    const nobody = await host.start({ lists: { vip: { source: empty } }, transport: smtp() })
    const answer = await (await nobody.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' })
    expect(answer).toMatchObject({ ok: false, code: 'list-empty', outcome: 'not-sent' })
  })

  test('the seal names who really carries the letter: the transport, not the provider beside it', async () => {
    const carriers: unknown[] = []
    for (const transport of [smtp(), { send: smtp().send }]) {
      const started = await host.start({ lists: { spb: '501', vip: { source } }, transport })
      value(await (await started.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' }))
      const intended = (await host.events()).filter(({ type }) => type === 'campaign.intended').at(-1)
      const [, payload = ''] = String(intended?.data.seal).split('.')
      carriers.push(JSON.parse(Buffer.from(payload, 'base64url').toString()))
    }
    expect(carriers).toMatchObject([
      { provider: 'smtp', account: 'unstated' },
      { provider: 'transport', account: 'unstated' },
    ])
  })

  test('a receipt that says of what kind the failure was is believed', async () => {
    const error = { message: 'no', code: '550', category: 'rejected', retryable: false } as const
    const refusing: LetterTransport = {
      send: async () => ({ successful: false, errorMessages: ['no'], errors: [error] }),
    }
    const started = await host.start({ lists: { vip: { source } }, transport: refusing })
    const answer = await (await started.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' })
    expect(answer).toMatchObject({ ok: false, code: 'all-refused', outcome: 'not-sent' })
    const silent: LetterTransport = { send: async () => ({ successful: false, errorMessages: ['no'] }) }
    const unsure = await host.start({ lists: { vip: { source } }, transport: silent })
    expect(await (await unsure.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' })).toMatchObject({
      code: 'letters-unknown',
      outcome: 'unknown',
    })
  })
})
