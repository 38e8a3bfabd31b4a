import { gzipSync } from 'node:zlib'
import { isUnisenderError } from '@waxseal/unisender'
import { expect, test } from 'vitest'
import { clientOf } from './support/client.js'
import { serve } from './support/server.js'

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error) => (isUnisenderError(error) ? error.code : String(error)),
  )

test('a redirect is not followed, so the key stays with the pinned host', async () => {
  const thief = await serve(() => ({ result: [] }))
  for (const code of [301, 302, 303, 307, 308]) {
    const server = await serve((_, response) => {
      response.writeHead(code, { location: `${thief.url}/en/api/getLists` }).end()
    })
    expect(await codeOf(clientOf(server.url).call('getLists', {}))).toBe('redirected')
    expect(server.received).toHaveLength(1)
  }
  expect(thief.received).toHaveLength(0)
})

test('an endless body costs the limit and no more', async () => {
  let closed = false
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write('x'.repeat(64 * 1024)), 1)
    response.on('close', () => {
      closed = true
      clearInterval(timer)
    })
  })
  expect(await codeOf(clientOf(server.url, { maxAnswerBytes: 100_000 }).call('getLists', {}))).toBe('answer-too-large')
  await expect.poll(() => closed).toBe(true)
})

test('a small answer that unpacks to a huge one is cut at the limit', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb)
  })
  const before = process.memoryUsage().arrayBuffers
  expect(await codeOf(clientOf(server.url, { maxAnswerBytes: 100_000 }).call('getLists', {}))).toBe('answer-too-large')
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024)
})

test('a compressed answer of usual size is read', async () => {
  const body = gzipSync('{"result":[{"id":1,"title":"A"}]}')
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(body)
  })
  expect(await clientOf(server.url).call('getLists', {})).toEqual([{ id: '1', title: 'A' }])
})

test('a slow drip ends with the time of the attempt', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(' '), 5)
    response.on('close', () => clearInterval(timer))
  })
  expect(await codeOf(clientOf(server.url, { timeout: 60, tries: 1 }).call('getLists', {}))).toBe('timeout')
})

test('a fetch that ignores its signal is left behind in time', async () => {
  const fetch = () => new Promise<Response>(() => {})
  const client = clientOf('http://127.0.0.1:9', { fetch, timeout: 30, tries: 1 })
  expect(await codeOf(client.call('getLists', {}))).toBe('timeout')
})

test('the type of the content decides nothing', async () => {
  const server = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=windows-1251' }).end('\ufeff{"result":[]}')
  })
  expect(await clientOf(server.url).call('getLists', {})).toEqual([])
})

test('https to a server without TLS: nothing was sent', async () => {
  const server = await serve(() => ({ result: [] }))
  const client = clientOf(server.url.replace('http:', 'https:'), { tries: 1 })
  const error: unknown = await client.call('getLists', {}).catch((caught: unknown) => caught)
  expect(isUnisenderError(error, 'network') && error.fault.outcome).toBe('not-sent')
  expect(server.received).toHaveLength(0)
})

test('a port where nobody listens: nothing was sent', async () => {
  const server = await serve(() => ({ result: [] }))
  const client = clientOf('http://127.0.0.1:65123', { tries: 1 })
  const error: unknown = await client.call('getLists', {}).catch((caught: unknown) => caught)
  expect(isUnisenderError(error, 'network') && [error.fault.outcome, error.cause]).toEqual([
    'not-sent',
    { code: 'ECONNREFUSED' },
  ])
  expect(server.received).toHaveLength(0)
})
