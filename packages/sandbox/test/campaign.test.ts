import { readFile } from 'node:fs/promises'
import { dnsFromZone, parseLetter, verifyDkim } from '@waxseal/provenance'
import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { headerValues, letterTexts, WORLD, withSandbox } from './support/sandbox.js'
import { call, fileOf, importEmails, result, sendCampaign, table } from './support/web-client.js'

test('a campaign really goes out: written, signed, delivered, booked', () =>
  withSandbox({ ...WORLD, accountId: '7654321' }, async (sandbox) => {
    const rows = [
      ['anna@example.com', 'Анна', '501'],
      ['boris@example.com', 'Tom & <Co>', '501'],
      ['vera@example.com', 'Vera', '502'],
      ['nobody@nowhere.invalid', 'Nobody', '501'],
    ]
    await result(sandbox, 'importContacts', table(['email', 'Name', 'email_list_ids'], rows))
    const id = await sendCampaign(sandbox, {
      subject: 'Весна, {{Name}}',
      body: '<p>{{to_name}}: {{Email}}, {{nothing}}</p>',
      text_body: '{{Name}}\nсмотрите',
    })
    expect(sandbox.campaigns()).toEqual([
      { id, messageId: expect.any(String), listId: '501', status: 'completed', total: 3, delivered: 2, failed: 1 },
    ])
    expect(sandbox.delivered()).toBe(2)
    const letters = await letterTexts(sandbox)
    const letter = letters.find((text) => text.includes('<boris@example.com>')) ?? ''
    const one = (name: string) => {
      const values = headerValues(letter, name)
      expect(values, name).toHaveLength(1)
      return values[0]
    }

    expect(one('Return-Path')).toBe('<postman7654321@us6-usndr.com>')
    expect(one('X-EnvId')).toMatch(new RegExp(`^usproduction\\.b_7654321_${id}_\\d+_\\d+$`))
    expect(one('X-Feedback-ID')).toBe(`${id}:7654321:campaign:US`)
    expect(one('X-Complaints-To')).toBe('abuse@us6-usndr.com')
    expect(one('Precedence')).toBe('bulk')
    expect(one('List-Id')).toBe('501')
    expect(one('List-Help')).toBe('<https://emlstart.com/ru/help/forsubscribers>')
    expect(one('List-Unsubscribe')).toMatch(
      /^<https:\/\/us6-usndr\.com\/en\/v5\/unsubscribe\/immediately\?hash=[\w-]{24}>$/,
    )
    const eximId = /^<E([0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2})@ucs\d+-ucs-\d+\.msgpanel\.com>$/.exec(
      one('Message-ID') ?? '',
    )?.[1]
    expect(eximId).toBeDefined()
    const boundary = Buffer.from(eximId ?? '').toString('base64')
    expect(one('Content-Type')).toBe(`multipart/alternative; boundary="${boundary}"`)
    expect(headerValues(letter, 'Received').map((value) => value.split(/[\s;]/).slice(0, 2))).toEqual([
      ['from', 'smtp12.emlone.com'],
      ['by', 'smtp12.emlone.com'],
    ])
    expect(one('Authentication-Results')?.split(';\t')).toEqual([
      'mx.receiver.example',
      'spf=pass smtp.mailfrom=postman7654321@us6-usndr.com',
      'dkim=pass header.d=romashka.ru header.s=us',
      'dkim=pass header.d=topeml.com header.s=jul2015',
      'dmarc=pass (p=none) header.from=romashka.ru',
    ])

    const html = (letter.split('text/html')[1] ?? '').replaceAll('=\r\n', '')
    expect(html).toContain('Tom &#38; &#60;Co&#62;: boris@example.com, </p>')
    expect(html).toContain('https://us6-usndr.com/en/unsubscribe?hash=3D')

    for (const path of await sandbox.letters()) {
      const results = await verifyDkim(parseLetter(new Uint8Array(await readFile(path))), {
        dns: dnsFromZone(sandbox.zone),
      })
      expect(results.map(({ domain, selector, status }) => [status, selector, domain])).toEqual([
        ['pass', 'us', 'romashka.ru'],
        ['pass', 'jul2015', 'topeml.com'],
      ])
      expect(results[1]?.signedHeaders).toEqual(expect.arrayContaining(['from', 'x-envid', 'x-feedback-id']))
    }

    const report = await fileOf(sandbox, 'async/getCampaignDeliveryStats', { campaign_id: id })
    expect(report.split('\r\n').map((line) => line.split(',').slice(0, 2))).toEqual([
      ['email', 'send_result'],
      ['anna@example.com', 'ok_delivered'],
      ['boris@example.com', 'ok_delivered'],
      ['nobody@nowhere.invalid', 'err_user_unknown'],
      [''],
    ])
    const stats = await result<Record<string, string | number>>(sandbox, 'getCampaignCommonStats', { campaign_id: id })
    expect([stats.total, stats.sent, stats.delivered, stats.spam].map(Number)).toEqual([3, 3, 2, 0])
    const contact = await result<{ email: object }>(sandbox, 'getContact', {
      email: 'anna@example.com',
      include_details: '1',
    })
    expect(contact.email).toMatchObject({ last_delivery_datetime: expect.stringMatching(/^\d{4}-/), rating: '2.5' })
  }))

test('who gets it: the list, the tag, the named contacts; nobody who has left', () =>
  withSandbox(WORLD, async (sandbox) => {
    const columns = ['email', 'email_list_ids', 'tags', 'email_status', 'email_unsubscribed_list_ids']
    const rows = [
      ['anna@example.com', '501', 'vip', '', ''],
      ['boris@example.com', '501', 'vip', '', ''],
      ['vera@example.com', '501', '', '', ''],
      ['gone@example.com', '501', 'vip', 'unsubscribed', ''],
      ['left@example.com', '501', 'vip', '', '501'],
      ['other@example.com', '502', 'vip', '', ''],
    ]
    await result(sandbox, 'importContacts', table(columns, rows))
    const store = { sender_name: 'R', sender_email: 'news@romashka.ru', subject: 's', body: 'b', list_id: '501' }
    const recipients = async (message: Record<string, string>, campaign: Record<string, string>) => {
      const before = await letterTexts(sandbox)
      const stored = await result<{ message_id: string | number }>(sandbox, 'createEmailMessage', {
        ...store,
        ...message,
      })
      await result(sandbox, 'createCampaign', { message_id: String(stored.message_id), ...campaign })
      await sandbox.whenIdle()
      const letters = (await letterTexts(sandbox)).slice(before.length)
      return letters.flatMap((letter) => headerValues(letter, 'Delivered-To')).sort()
    }
    expect(await recipients({}, {})).toEqual(['anna@example.com', 'boris@example.com', 'vera@example.com'])
    expect(await recipients({ tag: 'vip' }, {})).toEqual(['anna@example.com', 'boris@example.com'])
    expect(await recipients({}, { contacts: 'VERA@example.com,other@example.com' })).toEqual(['vera@example.com'])
    expect(sandbox.contactsOf('501').map((contact) => contact.status)).toEqual([
      'new',
      'new',
      'new',
      'unsubscribed',
      'unsubscribed',
    ])
  }))

test('attachments arrive byte by byte', () =>
  withSandbox(WORLD, async (sandbox) => {
    await importEmails(sandbox, ['anna@example.com'])
    const args = new URLSearchParams({
      ...{ api_key: sandbox.apiKey, sender_name: 'R', sender_email: 'news@romashka.ru', subject: 's', body: 'b' },
      list_id: '501',
    })
    const body = `${args}&attachments%5Ba.png%5D=%89PNG%0D%0A%1A%0A%00%FF`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await fetch(`${sandbox.url}/en/api/createEmailMessage?format=json`, {
      method: 'POST',
      headers,
      body,
    })
    const stored = (await response.json()) as { result: { message_id: string } }
    await result(sandbox, 'createCampaign', { message_id: String(stored.result.message_id) })
    await sandbox.whenIdle()
    const [letter = ''] = await letterTexts(sandbox)
    expect(letter).toContain('filename=a.png')
    expect(letter).toContain(Buffer.from('89504e470d0a1a0a00ff', 'hex').toString('base64'))
  }))

const MESSAGE = { sender_name: 'R', sender_email: 'news@romashka.ru', subject: 's', body: 'b', list_id: '501' }

test.each([
  ['a sender who is not confirmed', { ...MESSAGE, sender_email: 'boss@romashka.ru' }],
  ['an address as the name of the sender', { ...MESSAGE, sender_name: 'news@romashka.ru' }],
  ['an unknown list', { ...MESSAGE, list_id: '999' }],
  ['no subject', { ...MESSAGE, subject: '' }],
  ['no body', { ...MESSAGE, body: '' }],
  ['an unknown template', { ...MESSAGE, template_id: '1' }],
  ['an unknown language', { ...MESSAGE, lang: 'xx' }],
])('a message with %s is refused', (_name, message) =>
  withSandbox(WORLD, async (sandbox) => {
    expect((await call(sandbox, 'createEmailMessage', message)).code).toBe('invalid_arg')
  }),
)

test('the same message goes out once an hour', () => {
  const clock = fixedClock(Date.parse('2025-06-01T08:00:00Z'))
  return withSandbox({ ...WORLD, clock }, async (sandbox) => {
    const { message_id } = await result<{ message_id: string | number }>(sandbox, 'createEmailMessage', MESSAGE)
    const args = { message_id: String(message_id) }
    const first = await result<object>(sandbox, 'createCampaign', args)
    expect(first).toMatchObject({ status: 'scheduled', count: 0 })
    expect(await call(sandbox, 'createCampaign', args)).toEqual({
      error: `SZ151225-04 [Message "${message_id}" was put into a campaign less than an hour ago]`,
      code: 'unspecified',
    })
    clock.advance(3_600_000)
    expect((await call(sandbox, 'createCampaign', args)).error).toBeUndefined()
    await sandbox.whenIdle()
    expect(sandbox.campaigns().map((campaign) => campaign.status)).toEqual(['completed', 'completed'])
  })
})

test('a campaign waits for its hour; campaigns are found by time', () => {
  const clock = fixedClock(Date.parse('2025-06-01T08:00:30.500Z'))
  return withSandbox({ ...WORLD, clock }, async (sandbox) => {
    await importEmails(sandbox, ['anna@example.com'])
    const { message_id } = await result<{ message_id: string | number }>(sandbox, 'createEmailMessage', MESSAGE)
    const args = { message_id: String(message_id), timezone: 'UTC' }
    const refused = async (start_time: string, timezone = 'UTC') =>
      (await call(sandbox, 'createCampaign', { ...args, start_time, timezone })).code
    expect(await refused('2025-06-01 07:00')).toBe('invalid_arg')
    expect(await refused('2025-09-10 08:00')).toBe('invalid_arg')
    expect(await refused('2025-06-31 08:00')).toBe('invalid_arg')
    expect(await refused('2025-06-02T08:00')).toBe('invalid_arg')
    expect(await refused('2025-06-02 08:00', 'Europe/Moscow')).toBe('invalid_arg')

    const later = await result<{ campaign_id: string | number }>(sandbox, 'createCampaign', {
      ...args,
      start_time: '2025-06-01 10:00',
    })
    const campaign_id = String(later.campaign_id)
    await sandbox.whenIdle()
    expect(await result(sandbox, 'getCampaignStatus', { campaign_id })).toEqual({
      status: 'scheduled',
      status_comment: null,
      creation_time: '2025-06-01 08:00:30',
      start_time: '2025-06-01 10:00:00',
    })
    clock.advance(2 * 3_600_000)
    await result(sandbox, 'getCampaignStatus', { campaign_id })
    await sandbox.whenIdle()
    expect(sandbox.delivered()).toBe(1)

    const found = async (from: string, to: string) =>
      (await result<object[]>(sandbox, 'getCampaigns', { from, to })).length
    expect(await found('2025-06-01 10:00:00', '2025-06-01 10:00:00')).toBe(1)
    expect(await found('2025-06-01 10:00:01', '2025-06-02 00:00:00')).toBe(0)
    expect(await result(sandbox, 'getCampaigns', { limit: '1', offset: '0' })).toMatchObject([
      { status: 'completed', subject: 's', sender_name: 'R', sender_email: 'news@romashka.ru' },
    ])
    expect(await result(sandbox, 'getCampaigns', { offset: '1' })).toEqual([])
    expect((await call(sandbox, 'getCampaigns', { from: 'yesterday' })).code).toBe('invalid_arg')
    expect((await call(sandbox, 'getCampaigns', { limit: '0' })).code).toBe('invalid_arg')
    expect((await call(sandbox, 'getCampaignStatus', { campaign_id: '1' })).code).toBe('invalid_arg')
  })
})

test('without timezone=UTC the hour is that of Moscow', () => {
  const clock = fixedClock(Date.parse('2025-06-01T08:00:00Z'))
  return withSandbox({ ...WORLD, clock }, async (sandbox) => {
    const { message_id } = await result<{ message_id: string | number }>(sandbox, 'createEmailMessage', MESSAGE)
    const args = { message_id: String(message_id), start_time: '2025-06-01 12:00' }
    const { campaign_id } = await result<{ campaign_id: string | number }>(sandbox, 'createCampaign', args)
    expect(await result(sandbox, 'getCampaignStatus', { campaign_id: String(campaign_id) })).toMatchObject({
      start_time: '2025-06-01 09:00:00',
    })
  })
})
