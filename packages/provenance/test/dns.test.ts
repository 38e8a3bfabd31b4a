import { createSocket } from 'node:dgram'
import { inspect } from 'node:util'
import { isWaxsealError } from '@waxseal/core'
import { expect, test } from 'vitest'
import { type DnsType, dnsFromZone } from '../src/index.js'
import { nodeDns } from '../src/node.js'

test('a zone answers by name in any case, one text or several', async () => {
  const dns = dnsFromZone({
    'A._domainkey.Example.com.': 'one',
    'b.example.com': ['two', 'three'],
    'c.example.com': [],
  })
  expect(await dns('a._DOMAINKEY.example.com', 'TXT')).toEqual(['one'])
  expect(await dns('b.example.com.', 'TXT')).toEqual(['two', 'three'])
  expect(await dns('c.example.com', 'TXT')).toEqual([])
})

test('a zone answers by type', async () => {
  const dns = dnsFromZone({
    'a.example': { A: '192.0.2.1', MX: ['10 mx.a.example', '20 b.example'] },
    'b.example': 'text',
  })
  expect(await dns('A.example', 'A')).toEqual(['192.0.2.1'])
  expect(await dns('a.example', 'MX')).toEqual(['10 mx.a.example', '20 b.example'])
  for (const [name, type] of [
    ['a.example', 'TXT'],
    ['b.example', 'A'],
  ] as const) {
    const error = await dns(name, type).catch((caught: unknown) => caught)
    expect(isWaxsealError(error, 'dns-not-found')).toBe(true)
  }
})

test('names that every object has are not in a zone', async () => {
  for (const name of ['constructor', '__proto__', 'toString', 'x']) {
    const error = await dnsFromZone({})(name, 'TXT').catch((caught: unknown) => caught)
    expect(isWaxsealError(error, 'dns-not-found')).toBe(true)
  }
})

/** Answers every question with this code and one record of this type and data, or none. */
function nameServer(rcode: number, type: number, data: Buffer | undefined) {
  const socket = createSocket('udp4')
  socket.on('message', (query, peer) => {
    const end = query.indexOf(0, 12) + 5
    const count = data ? 1 : 0
    const header = Buffer.concat([query.subarray(0, 2), Buffer.of(0x81, 0x80 | rcode, 0, 1, 0, count, 0, 0, 0, 0)])
    const answer = data ? [Buffer.concat([Buffer.of(0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length), data])] : []
    const packet = [header, query.subarray(12, end), ...answer]
    socket.send(Buffer.concat(packet), peer.port, peer.address)
  })
  return new Promise<{ server: string; close: () => void }>((resolve) => {
    socket.bind(0, '127.0.0.1', () => {
      resolve({ server: `127.0.0.1:${socket.address().port}`, close: () => socket.close() })
    })
  })
}

const strings = (...texts: string[]) =>
  Buffer.concat(texts.map((text) => Buffer.concat([Buffer.of(text.length), Buffer.from(text)])))
const domain = (name: string) => Buffer.concat([strings(...name.split('.')), Buffer.of(0)])

test.each<[string, number, DnsType, number, Buffer | undefined, readonly string[] | string]>([
  ['joins the strings of a record', 0, 'TXT', 16, strings('v=DKIM1; ', 'p=AAAA'), ['v=DKIM1; p=AAAA']],
  ['finds an IPv4 address', 0, 'A', 1, Buffer.of(192, 0, 2, 1), ['192.0.2.1']],
  ['finds an IPv6 address', 0, 'AAAA', 28, Buffer.concat([Buffer.alloc(15), Buffer.of(1)]), ['::1']],
  ['finds a mail server', 0, 'MX', 15, Buffer.concat([Buffer.of(0, 10), domain('mx.a.example')]), ['10 mx.a.example']],
  ['finds the name of an address', 0, 'PTR', 12, domain('a.example'), ['a.example']],
  ['tells a name that does not exist', 3, 'TXT', 16, undefined, 'dns-not-found'],
  ['tells a name without such records', 0, 'MX', 15, undefined, 'dns-not-found'],
  ['tells a server that fails', 2, 'A', 1, undefined, 'dns-temporary'],
])('node:dns %s', async (_, rcode, type, number, data, outcome) => {
  const { server, close } = await nameServer(rcode, number, data)
  try {
    const dns = nodeDns({ servers: [server], timeout: 1000, tries: 1 })
    const answer = await dns('s._domainkey.romashka.ru', type).catch((caught: unknown) => caught)
    if (typeof outcome !== 'string') expect(answer).toEqual(outcome)
    else {
      expect(isWaxsealError(answer, outcome)).toBe(true)
      expect(inspect(answer)).not.toContain('romashka')
    }
  } finally {
    close()
  }
})
