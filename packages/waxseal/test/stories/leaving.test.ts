import type { JournalEvent } from '@waxseal/core'
import { createSubjects, memoryJournal, memoryKeyRing, memorySecretStore, memorySubjectVault } from '@waxseal/journal'
import { createKeys, createKnowledge, createSigningKeys } from '@waxseal/keys'
import { SEAL_TYPE } from '@waxseal/provenance'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ContactSource, type Delivery, type LetterTransport, REPORT_TYPE, verifyReport } from '../../src/index.js'
import { type Host, letter, OFFICE, startHost, value } from './host.js'

let host: Host
beforeAll(async () => {
  host = await startHost()
  host.users.set('vera', { id: 'vera', roles: ['keeper'] })
})
afterAll(() => host.stop())

const many: ContactSource = async function* () {
  for (let index = 0; index < 400; index++) yield { email: `person-${index}@mail.example`, fields: { to_name: 'P' } }
}

test('whoever leaves is refused everywhere, what he knew is new, and the report proves it', async () => {
  const journal = memoryJournal()
  const keyRing = memoryKeyRing()
  const keys = createKeys({ journal, keyRing })
  const knowledge = createKnowledge({ journal })
  const delivered: Delivery[] = []
  const waxseal = await host.start({
    journal,
    keyRing,
    keys,
    lists: { vip: { source: many } },
    transport: { send: async () => ({ successful: true, messageId: '1' }) },
    offboarding: { deliver: (delivery) => void delivered.push(delivery) },
  })
  const backend = await keys.issue({ owner: 'crm-backend', scopes: ['campaigns.send.email'], lists: ['501'] })
  const own = await keys.issue({ owner: 'maria', scopes: ['lists.view'], by: 'maria' })
  // She saw the back end's key in a template that she could open.
  await knowledge.note({ type: 'container.filled', container: 'template/welcome', what: `key/${backend.series}` })
  await knowledge.note({ type: 'secret.revealed', principal: 'maria', what: 'template/welcome' })
  const mail = await waxseal.as('maria', OFFICE)
  value(await mail.contacts.list('vip'))

  const plan = await waxseal.offboard('maria')
  const forecast = await plan.dryRun()
  const result = await plan.run()
  expect(result).toMatchObject({ complete: true })
  expect(result.deeds).toEqual(forecast.deeds)

  expect(await mail.contacts.list('vip')).toMatchObject({ ok: false, code: 'departed' })
  expect(await (await waxseal.as('maria')).lists.list()).toMatchObject({ ok: false, code: 'departed' })
  expect(keys.verify(own.key)).toMatchObject({ ok: false })
  expect(keys.verify(backend.key)).toMatchObject({ ok: false })
  expect(delivered).toHaveLength(1)
  expect(keys.verify(delivered[0]?.key ?? '')).toMatchObject({ ok: true, owner: 'crm-backend' })

  const check = await verifyReport(result.report ?? '', { jwks: await waxseal.reportJwks(), journal })
  expect(check).toMatchObject({ ok: true, recorded: true, report: { principal: 'maria', complete: true } })
  const record = JSON.stringify(await eventsOf(journal.read()))
  for (const secret of [backend.key, own.key, delivered[0]?.key ?? '?']) expect(record).not.toContain(secret)

  await waxseal.reinstate('maria', { by: 'vera', reason: 'came back' })
  value(await mail.contacts.list('vip'))
})

test('letters that are on their way one by one stop when their sender leaves', async () => {
  const journal = memoryJournal()
  let sent = 0
  let leave: Promise<unknown> | undefined
  const transport: LetterTransport = {
    async send() {
      sent++
      if (sent === 60) leave = waxseal.offboard('maria').then((plan) => plan.run())
      return { successful: true, messageId: String(sent) }
    },
  }
  const waxseal = await host.start({ journal, lists: { vip: { source: many } }, transport })
  const answer = await (await waxseal.as('maria', OFFICE)).campaigns.send({ ...letter, list: 'vip' })
  await leave
  expect(answer).toMatchObject({ ok: false, stage: 'dispatch', code: 'departed', outcome: 'unknown' })
  expect(sent).toBeLessThan(400)
})

test('seals are signed with keys that rotate, and letters of before are still ours', async () => {
  const journal = memoryJournal()
  const keyRing = memoryKeyRing()
  const secrets = memorySecretStore()
  const sealKeys = createSigningKeys({ journal, keyRing, secrets, name: 'seal', typ: SEAL_TYPE })
  const reportKeys = createSigningKeys({ journal, keyRing, secrets, name: 'report', typ: REPORT_TYPE })
  const waxseal = await host.start({ journal, keyRing, sealKeys, reportKeys })
  value(await (await waxseal.as('crm')).contacts.import('spb', 'email,to_name\nanna.lebed@mail.example,Anna\n'))
  const mail = await waxseal.as('maria', OFFICE)
  value(await mail.campaigns.send(letter))
  await sealKeys.rotate({ overlap: '1s' })
  value(await mail.campaigns.send(letter))
  await host.sandbox.whenIdle()
  const files = await host.sandbox.letters()
  const { readFile } = await import('node:fs/promises')
  for (const file of files) {
    const verdict = await waxseal.verify(await readFile(file))
    expect(verdict).toMatchObject({ kind: 'ours', record: { principal: 'maria' } })
  }
  const report = (await (await waxseal.offboard('vera')).run()).report ?? ''
  expect(await verifyReport(report, { jwks: await waxseal.reportJwks() })).toMatchObject({ ok: true })
})

test('the record tells whose contact was looked at, until that person is forgotten', async () => {
  const journal = memoryJournal()
  const keyRing = memoryKeyRing()
  const subjects = createSubjects({ vault: memorySubjectVault(), keyRing })
  const waxseal = await host.start({ journal, keyRing, subjects, lists: { vip: { source: many } } })
  const vera = await waxseal.as('vera', OFFICE)
  const [first] = value(await vera.contacts.list('vip', { limit: 1 }))
  value(await vera.contacts.get('vip', first?.id ?? ''))
  const seen = (await eventsOf(journal.read())).at(-1)
  expect(seen?.data).toMatchObject({ principal: 'vera', count: 1, network: expect.stringMatching(/^n_[\w-]{12}$/) })
  const subject = String(seen?.data.subject)
  expect(await subjects.get(subject)).toMatchObject({ address: 'person-0@mail.example' })
  await subjects.forget(subject)
  expect(await subjects.get(subject)).toBeUndefined()
  expect(JSON.stringify(await eventsOf(journal.read()))).not.toContain('person-0')
})

async function eventsOf(source: AsyncIterable<JournalEvent>): Promise<JournalEvent[]> {
  const events: JournalEvent[] = []
  for await (const event of source) events.push(event)
  return events
}
