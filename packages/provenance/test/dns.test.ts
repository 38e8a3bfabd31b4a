import { createSocket } from 'node:dgram'
import { inspect } from 'node:util'
import { isWaxsealError } from '@waxseal/core'
import { expect, test } from 'vitest'
import { dnsFromZone } from '../src/index.js'
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

test('names that every object has are not in a zone', async () => {
  for (const name of ['constructor', '__proto__', 'toString', 'x']) {
    const error = await dnsFromZone({})(name, 'TXT').catch((caught: unknown) => caught)
    expect(isWaxsealError(error, 'dns-not-found')).toBe(true)
  }
})

/** Answers every question with this code and these character strings. */
function nameServer(rcode: number, strings: readonly string[]) {
  const socket = createSocket('udp4')
  socket.on('message', (query, peer) => {
    const end = query.indexOf(0, 12) + 5
    const rdata = Buffer.concat(strings.map((text) => Buffer.concat([Buffer.of(text.length), Buffer.from(text)])))
    const header = Buffer.concat([
      query.subarray(0, 2),
      Buffer.of(0x81, 0x80 | rcode, 0, 1, 0, strings.length ? 1 : 0, 0, 0, 0, 0),
    ])
    const answer = Buffer.concat([Buffer.of(0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, rdata.length), rdata])
    const packet = [header, query.subarray(12, end), ...(strings.length ? [answer] : [])]
    socket.send(Buffer.concat(packet), peer.port, peer.address)
  })
  return new Promise<{ server: string; close: () => void }>((resolve) => {
    socket.bind(0, '127.0.0.1', () => {
      resolve({ server: `127.0.0.1:${socket.address().port}`, close: () => socket.close() })
    })
  })
}

test.each<[string, number, readonly string[], unknown]>([
  ['joins the strings of a record', 0, ['v=DKIM1; ', 'p=AAAA'], ['v=DKIM1; p=AAAA']],
  ['tells a name that does not exist', 3, [], 'dns-not-found'],
  ['tells a name without such records', 0, [], 'dns-not-found'],
  ['tells a server that fails', 2, [], 'dns-temporary'],
])('node:dns %s', async (_, rcode, strings, outcome) => {
  const { server, close } = await nameServer(rcode, strings)
  try {
    const dns = nodeDns({ servers: [server], timeout: 1000, tries: 1 })
    const answer = await dns('s._domainkey.romashka.ru', 'TXT').catch((caught: unknown) => caught)
    if (typeof outcome !== 'string') expect(answer).toEqual(outcome)
    else {
      expect(isWaxsealError(answer, outcome)).toBe(true)
      expect(inspect(answer)).not.toContain('romashka')
    }
  } finally {
    close()
  }
})
