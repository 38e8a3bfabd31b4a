import { createServer, type Server, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { HOST_RELAY } from '../../src/mail/hosts.js'
import { type Peers, Relay } from '../../src/mail/relay.js'
import type { Endpoint } from '../../src/sandbox.js'

/** Answers a line of SMTP; `cut` cuts the connection, nothing says nothing. */
type Script = (line: string, connection: number) => string | 'cut' | undefined

const GOOD: Script = (line) => {
  if (line.startsWith('DATA')) return '354 go'
  return /^(?:EHLO|MAIL|RCPT|\.$)/.test(line) ? '250 ok' : undefined
}

/** A receiver that speaks by a script, one line at a time. */
async function withReceiver(
  script: Script,
  work: (receiver: Endpoint, connections: () => number) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    const number = sockets.push(socket)
    socket.on('error', () => {})
    socket.write('220 hello\r\n')
    let rest = ''
    socket.on('data', (chunk) => {
      const lines = `${rest}${chunk}`.split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const answer = script(line, number)
        if (answer === 'cut') socket.destroy()
        else if (answer !== undefined) socket.write(`${answer}\r\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    await work({ host: '127.0.0.1', port }, () => sockets.length)
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

const PARCEL = { from: 'a@romashka.ru', to: ['b@example.com'], letter: Buffer.from('Subject: x\r\n\r\nHi\r\n') }
const send = (relay: Relay, count: number) => Promise.all(Array.from({ length: count }, () => relay.send(PARCEL)))

test('many letters, few connections, each known by its port', () =>
  withReceiver(GOOD, async (receiver, connections) => {
    const peers: Peers = new Map()
    const relay = new Relay(HOST_RELAY, receiver, peers)
    expect(new Set(await send(relay, 50))).toEqual(new Set(['delivered']))
    expect(connections()).toBeLessThanOrEqual(4)
    expect([...peers.values()]).toEqual(Array(connections()).fill(HOST_RELAY))
    relay.stop()
    while (peers.size > 0) await new Promise((resolve) => setImmediate(resolve))
    expect(await relay.send(PARCEL)).toBe('failed')
  }))

test.each<[string, string | 'cut', string]>([
  ['RCPT', '550 unknown', 'refused'],
  ['RCPT', '451 later', 'failed'],
  ['MAIL', 'cut', 'failed'],
  ['DATA', 'cut', 'failed'],
  ['.', 'cut', 'failed'],
  ['.', '554 spam', 'refused'],
  ['EHLO', 'cut', 'failed'],
])('after %s: %s the letter is booked and the next one goes out', (command, answer, expected) => {
  let left = 1
  const script: Script = (line, connection) =>
    line.startsWith(command) && left-- > 0 ? answer : GOOD(line, connection)
  return withReceiver(script, async (receiver) => {
    const relay = new Relay(HOST_RELAY, receiver, new Map())
    expect(await relay.send(PARCEL)).toBe(expected)
    expect(await send(relay, 10)).toEqual(Array(10).fill('delivered'))
    relay.stop()
  })
})

test('no receiver at all', async () => {
  const relay = new Relay(HOST_RELAY, { host: '127.0.0.1', port: 1 }, new Map())
  expect(await send(relay, 10)).toEqual(Array(10).fill('failed'))
})

test('stop ends what is waiting for an answer that never comes', () =>
  withReceiver(
    () => undefined,
    async (receiver, connections) => {
      const relay = new Relay(HOST_RELAY, receiver, new Map())
      const sent = send(relay, 10)
      while (connections() < 4) await new Promise((resolve) => setImmediate(resolve))
      relay.stop()
      expect(await sent).toEqual(Array(10).fill('failed'))
    },
  ))
