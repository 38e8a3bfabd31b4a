import { type GoMessage, isUnisenderError } from '@waxseal/unisender'
import { describe, expect, test } from 'vitest'
import { goClientOf, patience } from './support/client.js'
import { type Answer, inTurn, json, type Received, serve } from './support/server.js'

const letter: GoMessage = {
  recipients: [{ email: 'anna@example.com' }, { email: 'ivan@example.com' }, { email: 'olga@example.com' }],
  from_email: 'news@example.com',
  subject: 'Весна',
  body: { html: '<p>It is here.' },
}
const ok: Answer = () => ({ status: 'success', job_id: '1tABCd-000abc-XY', emails: ['anna@example.com'] })
const fault = (status: number, code: number): Answer => {
  return (_, response) => json(response, { status: 'error', message: 'about anna@example.com', code }, status)
}
const http =
  (status: number): Answer =>
  (_, response) =>
    void response.writeHead(status).end('<html>')
const keyOf = (received: Received | undefined) => JSON.parse(received?.body ?? '{}').message?.idempotence_key

test('one POST of JSON with the key in a header', async () => {
  const server = await serve(ok)
  await goClientOf(server.url).email.send(letter)
  const [call] = server.received
  expect(call).toMatchObject({ method: 'POST', url: '/ru/transactional/api/v1/email/send.json' })
  expect(call?.headers).toMatchObject({ 'x-api-key': 'KEY', 'content-type': 'application/json' })
  expect(JSON.parse(Buffer.from(call?.body ?? '', 'latin1').toString())).toEqual({
    message: { ...letter, idempotence_key: expect.stringMatching(/^waxseal_[\w-]{22}$/) },
  })
  expect(letter).not.toHaveProperty('idempotence_key')
})

test('an address with a path is the base itself, `platform` goes into the query', async () => {
  const server = await serve(ok)
  const args = { message: letter, platform: 'Tom & Co v1' }
  await goClientOf(`${server.url}/en/transactional/api/v1/`).call('email/send', args)
  expect(server.received[0]?.url).toBe('/en/transactional/api/v1/email/send.json?platform=Tom+%26+Co+v1')
  expect(JSON.parse(server.received[0]?.body ?? '')).not.toHaveProperty('platform')
})

describe('part refusals', () => {
  const outcome = async (answer: object, message: GoMessage = letter) => {
    const server = await serve(() => ({ status: 'success', job_id: 'J', ...answer }))
    return goClientOf(server.url).email.send(message)
  }

  test('come back by index, without an address', async () => {
    const failed_emails = {
      'Ivan@Example.com': 'unsubscribed',
      'olga@example.com': 'anna@example.com',
      'x@example.com': 'blocked',
    }
    const given = await outcome({ emails: ['anna@example.com'], failed_emails })
    expect(given).toEqual({
      status: 'accepted',
      jobId: 'J',
      accepted: 1,
      refused: [{ index: 1, reason: 'unsubscribed' }, { index: 2, reason: 'unspecified' }, { reason: 'blocked' }],
    })
    expect(JSON.stringify(given)).not.toContain('@')
  })

  test('of a repeated address the first copy is sent', async () => {
    const recipients = [{ email: 'a@example.com' }, { email: 'A@example.com' }]
    const given = await outcome(
      { emails: ['a@example.com'], failed_emails: { 'a@example.com': 'duplicate' } },
      { ...letter, recipients },
    )
    expect(given).toMatchObject({ accepted: 1, refused: [{ index: 1, reason: 'duplicate' }] })
  })

  test('none are an empty array, also in the manner of PHP', async () => {
    expect(await outcome({ failed_emails: [] })).toMatchObject({ accepted: 3, refused: [] })
  })
})

describe('retries under one idempotence key', () => {
  test.each<[string, Answer]>([
    ['503', http(503)],
    ['429', http(429)],
    ['a page', http(200)],
    ['code 150', fault(500, 150)],
    ['a cut connection', (_, __, request) => void request.socket.destroy()],
  ])('%s passes, the key stays', async (_, answer) => {
    const server = await serve(inTurn(answer, ok))
    expect(await goClientOf(server.url).email.send(letter)).toMatchObject({ status: 'accepted' })
    expect(server.received).toHaveLength(2)
    expect(keyOf(server.received[0])).toBe(keyOf(server.received[1]))
  })

  test('the key of the caller is kept; two letters have two keys', async () => {
    const server = await serve(ok)
    const client = goClientOf(server.url)
    await client.email.send({ ...letter, idempotence_key: 'mine' })
    await client.email.send(letter)
    await client.email.send(letter)
    const keys = server.received.map(keyOf)
    expect(keys[0]).toBe('mine')
    expect(new Set(keys).size).toBe(3)
  })

  test('1573 after an attempt of ours whose answer was lost means accepted', async () => {
    const lost: Answer = (_, __, request) => void request.socket.destroy()
    const server = await serve(inTurn(lost, fault(400, 1573)))
    expect(await goClientOf(server.url).email.send(letter)).toEqual({ status: 'accepted', accepted: 3, refused: [] })
  })

  test('1573 at the first attempt is a refusal: somebody else used the key', async () => {
    const server = await serve(fault(400, 1573))
    expect(await goClientOf(server.url).email.send({ ...letter, idempotence_key: 'mine' })).toMatchObject({
      status: 'refused',
      fault: { code: 'duplicate', providerCode: '1573' },
    })
  })

  test('1573 after attempts that surely sent nothing is a refusal too', async () => {
    const server = await serve(inTurn(http(429), fault(400, 1573)))
    expect(await goClientOf(server.url).email.send(letter)).toMatchObject({ status: 'refused' })
  })

  test('no attempt is made after 50 s, when the provider begins to forget the key', async () => {
    const server = await serve((_, response) => void response.writeHead(503, { 'retry-after': '30' }).end())
    const { pauses, ...time } = patience()
    const outcome = await goClientOf(server.url, { ...time, tries: 9 }).email.send(letter)
    expect(outcome).toMatchObject({ status: 'unknown', fault: { code: 'http-status', retryable: false } })
    expect(pauses).toEqual([30_250])
  })
})

describe('faults', () => {
  test.each<[number, number, string, boolean]>([
    [401, 101, 'invalid-key', false],
    [401, 102, 'invalid-key', false],
    [401, 114, 'wrong-data-center', false],
    [403, 105, 'access-denied', false],
    [400, 204, 'bad-argument', false],
    [403, 901, 'limit', false],
    [403, 904, 'no-money', false],
    [400, 99_999, 'bad-argument', false],
    [403, 99_999, 'access-denied', false],
    [429, 99_999, 'limit', true],
  ])('HTTP %i with code %i is %s', async (status, code, ours, retryable) => {
    const server = await serve(fault(status, code))
    const outcome = await goClientOf(server.url, { tries: 1 }).email.send(letter)
    expect(outcome).toMatchObject({ status: 'refused', fault: { code: ours, providerCode: String(code), retryable } })
    expect(JSON.stringify(outcome)).not.toContain('anna')
  })

  test('a wrong data centre says so: it looks like a bad key', async () => {
    const server = await serve(fault(401, 114))
    const outcome = await goClientOf(server.url).email.send(letter)
    expect(outcome.status === 'refused' && outcome.message).toBe(
      '`email/send` was refused: the account is not in this data centre, see option `dataCenter`',
    )
  })

  test('an unknown fault of the server is unknown', async () => {
    const server = await serve(fault(500, 99_999))
    expect(await goClientOf(server.url).email.send(letter)).toMatchObject({
      status: 'unknown',
      fault: { code: 'retry-later', retryable: false },
    })
  })

  test('no answer in time, at no attempt, is unknown', async () => {
    const server = await serve(() => undefined)
    expect(await goClientOf(server.url, { timeout: 30 }).email.send(letter)).toMatchObject({
      status: 'unknown',
      fault: { code: 'timeout' },
    })
    expect(server.received).toHaveLength(3)
  })

  test('a body above 10 MB is refused before the call, also when only its bytes are too many', async () => {
    const server = await serve(ok)
    for (const html of ['x'.repeat(10_500_000), 'я'.repeat(5_300_000)]) {
      await expect(goClientOf(server.url).email.send({ ...letter, body: { html } })).rejects.toMatchObject({
        code: 'bad-argument',
        details: { path: 'message', reason: 'too-much' },
      })
    }
    expect(server.received).toHaveLength(0)
  })

  test('a key that cannot stand in a header is refused at once, without being quoted', () => {
    for (const apiKey of ['SECRET\r\nX: 1', 'SECRETя', '', ' ']) {
      try {
        goClientOf('http://127.0.0.1:9', { apiKey })
        expect.unreachable()
      } catch (error) {
        expect(String(error)).not.toContain('SECRET')
        expect(error).toMatchObject({ code: 'bad-option' })
      }
    }
  })
})

test('system/info is read with its ids as text', async () => {
  const server = await serve(() => ({ status: 'success', user_id: 1234567, email: 'owner@example.com' }))
  expect(await goClientOf(server.url).call('system/info', {})).toMatchObject({ user_id: '1234567' })
  expect(server.received[0]).toMatchObject({ url: '/ru/transactional/api/v1/system/info.json', body: '{}' })
})

test('an answer without `status` is no success', async () => {
  const server = await serve(() => ({ job_id: '1' }))
  const error: unknown = await goClientOf(server.url)
    .call('email/send', { message: letter })
    .catch((caught: unknown) => caught)
  expect(isUnisenderError(error, 'bad-shape') && error.fault.outcome).toBe('unknown')
})
