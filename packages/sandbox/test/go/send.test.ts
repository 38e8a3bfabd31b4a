import type { Sandbox } from '@waxseal/sandbox'
import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { headerValues, letterTexts, WORLD, withSandbox } from '../support/sandbox.js'
import { result, table } from '../support/web-client.js'

interface Answer {
  readonly http: number
  readonly status: string
  readonly code?: number
  readonly message?: string
  readonly job_id?: string
  readonly emails?: readonly string[]
  readonly failed_emails?: unknown
}

async function post(sandbox: Sandbox, method: string, body: unknown, key = sandbox.goApiKey): Promise<Answer> {
  const response = await fetch(`${sandbox.goUrl}/${method}.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { ...((await response.json()) as Omit<Answer, 'http'>), http: response.status }
}

const MESSAGE = {
  recipients: [{ email: 'anna@example.com', substitutions: { to_name: 'Анна', name: 'A&B' } }],
  subject: 'Заказ {{number}} для {{name}}',
  from_email: 'shop@romashka.ru',
  from_name: 'Ромашка',
  reply_to: 'reply@romashka.ru',
  body: { html: '<p>{{name}} {{ name }} {{none}}</p>', plaintext: '{{name}}' },
  global_substitutions: { number: 7 },
}
const send = (sandbox: Sandbox, message: object) => post(sandbox, 'email/send', { message: { ...MESSAGE, ...message } })

test('a transactional letter arrives with its X- headers in the provider’s shape', () =>
  withSandbox({ ...WORLD, accountId: '42' }, async (sandbox) => {
    const answer = await send(sandbox, {
      headers: {
        'X-Waxseal': 'eyJhbGciOiJFZERTQSJ9.e30.sig',
        'x-waxseal-recipient': 'mac',
        'X-EnvId': 'forged',
        'X-Broken': 'a\r\nBcc: evil@example.com',
        Subject: 'other',
      },
    })
    expect(answer).toEqual({
      http: 200,
      status: 'success',
      job_id: expect.stringMatching(/^\w{6}-\w{6}-\w{2}$/),
      emails: ['anna@example.com'],
      failed_emails: [],
    })
    await sandbox.whenIdle()
    const [letter = ''] = await letterTexts(sandbox)
    expect(headerValues(letter, 'X-Waxseal')).toEqual(['eyJhbGciOiJFZERTQSJ9.e30.sig'])
    expect(headerValues(letter, 'x-waxseal-recipient')).toEqual(['mac'])
    const code = Buffer.from('anna@example.com').toString('base64')
    expect(headerValues(letter, 'X-EnvId')).toEqual([`uoproduction.tr_42:${answer.job_id}:1_${code}`])
    expect(headerValues(letter, 'X-Feedback-ID')).toEqual(['42:transact:UO'])
    expect(headerValues(letter, 'Reply-To')).toEqual(['reply@romashka.ru'])
    expect(headerValues(letter, 'To')).toEqual(['=?UTF-8?B?0JDQvdC90LA=?= <anna@example.com>'])
    expect(headerValues(letter, 'Subject')).toHaveLength(1)
    expect(headerValues(letter, 'Bcc')).toEqual([])
    expect(headerValues(letter, 'Authentication-Results')[0]?.match(/\w+=pass/g)).toEqual([
      'spf=pass',
      'dkim=pass',
      'dkim=pass',
      'dmarc=pass',
    ])
    expect(letter).toContain('<p>A&#38;B {{ name }} </p>')
    const info = await post(sandbox, 'system/info', {})
    expect(info).toMatchObject({ user_id: 42, accounting: { emails_sent: 1 } })
  }))

test('who is left out, and why', () =>
  withSandbox(WORLD, async (sandbox) => {
    await result(sandbox, 'importContacts', table(['email', 'email_status'], [['gone@example.com', 'unsubscribed']]))
    const recipients = ['a@example.com', 'A@example.com', 'bad@@', 'gone@example.com', 'x@nowhere.invalid']
    const first = await send(sandbox, { recipients: recipients.map((email) => ({ email })) })
    expect(first.emails).toEqual(['a@example.com', 'x@nowhere.invalid'])
    expect(first.failed_emails).toEqual({
      'A@example.com': 'duplicate',
      'bad@@': 'invalid',
      'gone@example.com': 'unsubscribed',
    })
    await sandbox.whenIdle()
    expect(sandbox.delivered()).toBe(1)
    const second = await send(sandbox, { recipients: [{ email: 'x@nowhere.invalid' }] })
    expect(second).toMatchObject({ http: 400, code: 204 })
    expect(second.message).toContain('x@nowhere.invalid: permanent_unavailable')
  }))

test('an idempotence key lives for a minute', () => {
  const clock = fixedClock(Date.parse('2025-06-01T08:00:00Z'))
  return withSandbox({ ...WORLD, clock }, async (sandbox) => {
    const keyed = { idempotence_key: 'k1' }
    expect(await send(sandbox, { ...keyed, subject: '' })).toMatchObject({ code: 1576 })
    expect((await send(sandbox, keyed)).http).toBe(200)
    expect(await send(sandbox, keyed)).toMatchObject({ http: 400, code: 1573 })
    expect((await send(sandbox, { idempotence_key: 'k2' })).http).toBe(200)
    clock.advance(59_999)
    expect(await send(sandbox, keyed)).toMatchObject({ code: 1573 })
    clock.advance(1)
    expect((await send(sandbox, keyed)).http).toBe(200)
    await sandbox.whenIdle()
    expect(sandbox.delivered()).toBe(3)
  })
})

test('send_at waits for its hour', () => {
  const clock = fixedClock(Date.parse('2025-06-01T08:00:00Z'))
  return withSandbox({ ...WORLD, clock }, async (sandbox) => {
    expect((await send(sandbox, { options: { send_at: '2025-06-01 09:00:00' } })).http).toBe(200)
    await sandbox.whenIdle()
    expect(sandbox.delivered()).toBe(0)
    clock.advance(3_600_000)
    await post(sandbox, 'system/ping', {})
    await sandbox.whenIdle()
    expect(sandbox.delivered()).toBe(1)
  })
})

test('To and Cc are shown in every copy', () =>
  withSandbox(WORLD, async (sandbox) => {
    const recipients = ['a@example.com', 'b@example.com', 'hidden@romashka.ru'].map((email) => ({ email }))
    const headers = { To: 'Anna <a@example.com>', CC: 'b@example.com' }
    expect((await send(sandbox, { recipients, headers })).http).toBe(200)
    await sandbox.whenIdle()
    const letters = await letterTexts(sandbox)
    expect(letters.map((letter) => headerValues(letter, 'To'))).toEqual(Array(3).fill(['Anna <a@example.com>']))
    expect(letters.map((letter) => headerValues(letter, 'Cc'))).toEqual(Array(3).fill(['b@example.com']))
    const codes = async (to: unknown, cc?: unknown, who = recipients) =>
      (await send(sandbox, { recipients: who, headers: { ...(to ? { To: to } : {}), ...(cc ? { Cc: cc } : {}) } })).code
    expect(await codes(undefined, 'b@example.com')).toBe(1556)
    expect(await codes('nobody')).toBe(1562)
    expect(await codes('a@example.com', 7)).toBe(1561)
    expect(await codes('x@example.com')).toBe(1558)
    expect(await codes('a@example.com', 'x@example.com')).toBe(1555)
    expect(await codes('a@example.com')).toBe(1559)
    const eleven = Array.from({ length: 11 }, (_, index) => ({ email: `u${index}@example.com` }))
    expect(await codes(eleven.map(({ email }) => email).join(), undefined, eleven)).toBe(1557)
  }))

const many = (count: number) => Array.from({ length: count }, (_, index) => ({ email: `u${index}@example.com` }))
const attachment = { name: 'a.txt', type: 'text/plain', content: 'YQ==' }

test.each<[number, object]>([
  [202, { from_email: undefined }],
  [203, { subject: undefined }],
  [204, { recipients: [{ name: 'Anna' }] }],
  [205, { from_email: 'romashka' }],
  [217, { recipients: [{ email: 'a@b.ru', metadata: Object.fromEntries(many(11).map(({ email }) => [email, '1'])) }] }],
  [224, { recipients: [{ email: 'a@b.ru', substitutions: { '1x': 'y' } }] }],
  [1506, { headers: 'X-A: 1' }],
  [1507, { headers: Object.fromEntries(many(51).map(({ email }) => [email, '1'])) }],
  [1508, { template_id: '1' }],
  [1510, { body: { html: 1 } }],
  [1520, { reply_to: 'romashka' }],
  [1523, { template_engine: 'velocity' }],
  [1524, { recipients: many(501) }],
  [1525, { options: { send_at: '2999-01-01 00:00:00' } }],
  [1529, { options: { send_at: '2001-01-01 00:00:00' } }],
  [1530, { options: { send_at: 'soon' } }],
  [1532, { tags: ['1', '2', '3', '4', '5'] }],
  [1572, { idempotence_key: 'k'.repeat(65) }],
  [1574, { from_email: 'shop@evil.example' }],
  [1577, { body: {} }],
  [1581, { global_substitutions: { a: {} } }],
  [1588, { skip_unsubscribe: 1 }],
  [1590, { attachments: [{ ...attachment, name: 'a/b' }] }],
  [1591, { attachments: [attachment, attachment] }],
  [2306, { recipients: [] }],
  [2307, { recipients: 'a@example.com' }],
  [2804, { attachments: [{ ...attachment, content: 'A'.repeat(9_786_711) }] }],
  [3900, { idempotence_key: 7 }],
])('code %i', (code, message) =>
  withSandbox(WORLD, async (sandbox) => {
    expect(await send(sandbox, message)).toMatchObject({ http: 400, status: 'error', code })
    expect(sandbox.delivered()).toBe(0)
  }),
)

test('keys, paths and bodies', () =>
  withSandbox(WORLD, async (sandbox) => {
    expect(await post(sandbox, 'system/ping', {}, 'wrong')).toMatchObject({ http: 401, code: 114 })
    expect(await post(sandbox, 'system/nothing', {})).toMatchObject({ http: 404, status: 'error' })
    expect(await post(sandbox, 'email/send', '[1]')).toMatchObject({ http: 400, code: 111 })
    expect(await post(sandbox, 'email/send', '{"message":')).toMatchObject({ http: 400, code: 111 })
    expect(await post(sandbox, 'email/send', '{"message":1}')).toMatchObject({ http: 400, code: 201 })
    expect(await post(sandbox, 'email/send', '{"__proto__":{"message":{}}}')).toMatchObject({ code: 201 })
    const inBody = await fetch(`${sandbox.goUrl}/system/ping.json`, {
      method: 'POST',
      body: JSON.stringify({ api_key: sandbox.goApiKey }),
    })
    expect(await inBody.json()).toEqual({ status: 'success', user_id: 1234567 })
    expect((await fetch(`${sandbox.goUrl}/system/ping.json`)).status).toBe(405)
    expect((await fetch(`${sandbox.goUrl}/system/ping.json`, { method: 'POST' })).status).toBe(401)
    const huge = await fetch(`${sandbox.goUrl}/email/send.json`, {
      method: 'POST',
      body: 'x'.repeat(10 * 1024 * 1024 + 1),
    })
    expect(huge.status).toBe(413)
  }))
