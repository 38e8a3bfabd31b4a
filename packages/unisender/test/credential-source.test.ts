import { inspect } from 'node:util'
import type { CredentialSource } from '@waxseal/core'
import { createUnisender, unisenderGoKeyTest, unisenderKeyGuide, unisenderKeyTest } from '@waxseal/unisender'
import { expect, test } from 'vitest'
import { clientOf, goClientOf } from './support/client.js'
import { inTurn, json, serve } from './support/server.js'

const WRONG = { error: 'Wrong API key', code: 'invalid_api_key' }

/** A lender that hands out keys in turn and notes what happens. */
function lender(keys: readonly string[], another = true) {
  const log: string[] = []
  let turn = 0
  const source: CredentialSource = {
    async use(work) {
      const key = keys[Math.min(turn++, keys.length - 1)] ?? ''
      log.push(`lent ${key}`)
      try {
        return await work(key, async () => {
          log.push(`refused ${key}`)
          return another
        })
      } finally {
        log.push(`back ${key}`)
      }
    },
  }
  return { source, log }
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  expect(inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error)).not.toContain('PLANTED')
  const { code, fault } = error as { code?: string; fault?: { outcome?: string } }
  return `${code} ${fault?.outcome}`
}

test('each attempt borrows the key and gives it back, and a refused one is asked about', async () => {
  const { source, log } = lender(['one', 'two'])
  const server = await serve(
    inTurn(
      () => WRONG,
      () => ({ result: [] }),
    ),
  )
  expect(await clientOf(server.url, { apiKey: source }).call('getLists', {})).toEqual([])
  expect(server.received.map(({ form }) => form.get('api_key'))).toEqual(['one', 'two'])
  expect(log).toEqual(['lent one', 'refused one', 'back one', 'lent two', 'back two'])
})

test('a send that the provider refused for its key is made once more, and never a third time', async () => {
  const { source } = lender(['one', 'two', 'three'])
  const server = await serve(() => WRONG)
  const client = clientOf(server.url, { apiKey: source, tries: 1 })
  expect(await client.campaigns.create({ messageId: '1' })).toMatchObject({
    ...{ status: 'refused', fault: { code: 'invalid-key', outcome: 'not-sent' } },
  })
  expect(server.received).toHaveLength(2)
})

test('without another key the refusal stands', async () => {
  const { source, log } = lender(['PLANTED-one'], false)
  const server = await serve(() => WRONG)
  expect(await codeOf(clientOf(server.url, { apiKey: source }).call('getLists', {}))).toBe('invalid-key not-sent')
  expect(server.received).toHaveLength(1)
  expect(log).toHaveLength(3)
})

test('Go: a key that it does not know, or of another data centre, is refused alike', async () => {
  for (const code of [101, 114]) {
    const { source } = lender(['one', 'two'])
    const server = await serve((received, response) => {
      if (received.headers['x-api-key'] === 'two') return { status: 'success', user_id: 1, email: '' }
      json(response, { status: 'error', code, message: 'x' }, 401)
      return undefined
    })
    expect(await goClientOf(server.url, { apiKey: source }).call('system/info', {})).toMatchObject({ user_id: '1' })
  }
})

test('a passing fault is retried with a new lease, as many times as ever', async () => {
  const { source, log } = lender(['one', 'two'])
  const server = await serve(
    inTurn(
      () => ({ error: 'x', code: 'retry_later' }),
      () => ({ result: [] }),
    ),
  )
  await clientOf(server.url, { apiKey: source }).call('getLists', {})
  expect(log).toEqual(['lent one', 'back one', 'lent two', 'back two'])
})

const broken: [string, CredentialSource][] = [
  ['fails', { use: () => Promise.reject(new Error('PLANTED vault')) }],
  [
    'throws',
    {
      use: () => {
        throw new Error('PLANTED vault')
      },
    },
  ],
  ['never lends', { use: () => new Promise(() => {}) }],
  ['says it lent', { use: async () => undefined as never }],
  ['lends what is no key', { use: (work) => work('PLANTED\n', async () => true) }],
  ['lends what is no text', { use: (work) => work(7 as never, async () => true) }],
]

test.each(broken)('a lender that %s is credential-unavailable, and nothing is sent', async (_, source) => {
  const server = await serve(() => ({ result: [] }))
  const client = createUnisender({ apiKey: source, baseUrl: server.url, deadline: 60, tries: 1 })
  expect(await codeOf(client.call('getLists', {}))).toBe('credential-unavailable not-sent')
  expect(server.received).toEqual([])
})

test('a lender that fails afterwards changes nothing of what happened', async () => {
  const source: CredentialSource = {
    async use(work) {
      await work('one', async () => true)
      throw new Error('PLANTED')
    },
  }
  const server = await serve(() => ({ result: [] }))
  expect(await clientOf(server.url, { apiKey: source }).call('getLists', {})).toEqual([])
})

test('a lender that cannot say whether there is another key leaves the refusal as it is', async () => {
  for (const refused of [() => Promise.reject(new Error('PLANTED')), () => new Promise<boolean>(() => {})]) {
    const source: CredentialSource = { use: (work) => work('one', refused) }
    const server = await serve(() => WRONG)
    const client = createUnisender({ apiKey: source, baseUrl: server.url, deadline: 150, tries: 1 })
    expect(await codeOf(client.call('getLists', {}))).toBe('invalid-key not-sent')
    expect(server.received).toHaveLength(1)
  }
})

test('waiting for a key takes of the time of the call, not of the attempt', async () => {
  const source: CredentialSource = {
    use: async (work) => {
      await new Promise((resolve) => setTimeout(resolve, 120))
      return work('one', async () => false)
    },
  }
  const server = await serve(() => ({ result: [] }))
  const client = createUnisender({ apiKey: source, baseUrl: server.url, timeout: 60, deadline: 5_000 })
  expect(await client.call('getLists', {})).toEqual([])
})

test('an abort while waiting for a key ends the wait: nothing was sent, the lender hears of it', async () => {
  const controller = new AbortController()
  let heard: AbortSignal | undefined
  let late: Promise<unknown> | undefined
  const source: CredentialSource = {
    use: (work, options) => {
      heard = options?.signal
      controller.abort()
      late = work('one', async () => true)
      return late as never
    },
  }
  const server = await serve(() => ({ result: [] }))
  const client = createUnisender({ apiKey: source, baseUrl: server.url })
  expect(await codeOf(client.call('getLists', {}, { signal: controller.signal }))).toBe('aborted not-sent')
  await late
  expect(heard?.aborted).toBe(true)
  // The lease came after the abort: it was not used.
  expect(server.received).toEqual([])
})

test('an abort, or the end of the time, while the provider is asked leaves the outcome open', async () => {
  const controller = new AbortController()
  const server = await serve(() => {
    controller.abort()
    return undefined
  })
  const { source } = lender(['one'])
  const aborted = createUnisender({ apiKey: source, baseUrl: server.url })
  expect(await codeOf(aborted.call('createList', { title: 'x' }, { signal: controller.signal }))).toBe(
    'aborted unknown',
  )
  const slow = createUnisender({ apiKey: source, baseUrl: server.url, timeout: 40 })
  expect(await codeOf(slow.call('createList', { title: 'x' }))).toBe('timeout unknown')
})

test('the client shows nothing of a borrowed key', async () => {
  const { source } = lender(['PLANTED'])
  const server = await serve(() => ({ result: [] }))
  const client = clientOf(server.url, { apiKey: source })
  await client.call('getLists', {})
  expect(inspect(client, { depth: 9, showHidden: true })).not.toContain('PLANTED')
})

test.each([{ use: 'KEY' }, {}, null])('%j is no source of keys', (apiKey) => {
  expect(() => createUnisender({ apiKey: apiKey as never })).toThrow(expect.objectContaining({ code: 'bad-option' }))
})

test('a key is tested by a harmless read: taken, refused, or cannot be asked', async () => {
  const server = await serve(({ form, name, headers }, response) => {
    if (name === 'v1/system/info.json') {
      if (headers['x-api-key'] === 'good') return { status: 'success', user_id: 1, email: '' }
      json(response, { status: 'error', code: 114, message: 'x' }, 401)
      return undefined
    }
    if (form.get('api_key') === 'good') return { result: [] }
    return form.get('api_key') === 'closed' ? { error: 'x', code: 'access_denied' } : WRONG
  })
  const web = unisenderKeyTest({ baseUrl: server.url })
  const go = unisenderGoKeyTest({ baseUrl: server.url })
  for (const isTaken of [web, go]) {
    expect([await isTaken('good'), await isTaken('bad'), await isTaken('no key\n')]).toEqual([true, false, false])
  }
  expect(await codeOf(web('closed'))).toBe('access-denied not-sent')
  const methods = new Set(server.received.map(({ name }) => name))
  expect([...methods].sort()).toEqual(['getLists', 'v1/system/info.json'])
  expect(() => unisenderKeyTest({ baseUrl: 'http://example.com' })).toThrow(
    expect.objectContaining({ code: 'insecure-url' }),
  )
})

test('the guide has every step in both languages', () => {
  for (const words of [unisenderKeyGuide.en, unisenderKeyGuide.ru]) {
    expect(Object.keys(words)).toEqual(['pause', 'make', 'paste', 'prove'])
    for (const text of Object.values(words)) expect(text.endsWith('.')).toBe(true)
  }
})
