import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dnsFromZone, findSeal, investigate, parseLetter, verifyDkim } from '../src/index.js'
import { letterOf, signLetter, zoneFor } from './support/signer.js'

const dns = dnsFromZone(zoneFor())
const now = () => Date.parse('2026-01-02T10:00:00Z')
const judge = (letter: string | Uint8Array) =>
  investigate(letter, { identities: [{ name: 'Romashka', domains: ['romashka.ru'] }], dns, now })

test('a field of 200,000 folded lines is one field, and the letter is judged', async () => {
  const letter = signLetter(letterOf({ extra: `X-Long: a${'\r\n b'.repeat(200_000)}\r\n` }))
  const parsed = parseLetter(letter)
  expect(parsed.headers).toHaveLength(8)
  expect(parsed.headers[7]?.value).toHaveLength(1 + 2 * 200_000)
  expect((await judge(letter)).kind).toBe('ours')
})

test('200,000 fields, folded addresses, and an endless list of signed names', async () => {
  const fields = parseLetter(`${'X-A: b\r\n'.repeat(200_000)}From: a@romashka.ru\r\n\r\n`)
  expect(fields.headers).toHaveLength(200_001)
  expect((await judge(`From: a@romashka.ru\r\nTo:${' b@example.com,\r\n'.repeat(100_000)}\r\n\r\n`)).kind).toBe(
    'spoofed',
  )
  const names = signLetter(letterOf(), { signed: `from:to:subject:content-type${':x'.repeat(200_000)}` })
  expect((await judge(names)).kind).toBe('ours')
  const tags = signLetter(letterOf(), { tags: ';'.repeat(200_000) })
  expect((await judge(tags)).kind).toBe('ours')
})

test('a signature with a million empty tags before b=', async () => {
  const letter = `DKIM-Signature: ${';'.repeat(1_000_000)} v=1; a=rsa-sha256\r\n${letterOf()}`
  const [result] = await verifyDkim(parseLetter(letter), { dns, now })
  expect(result?.code).toBe('signature-syntax')
})

test('bodies that are slow for others: empty lines, blank pairs, one endless line', async () => {
  for (const filler of ['\r\n', ' x', ' ', '\t\r\n', 'x']) {
    const letter = signLetter(letterOf({ body: `${filler.repeat(2_000_000 / filler.length)}end\r\n` }))
    const relaxed = letter.replace('c=simple/simple', 'c=relaxed/relaxed')
    expect((await verifyDkim(parseLetter(letter), { dns, now }))[0]?.code).toBe('pass')
    expect((await verifyDkim(parseLetter(relaxed), { dns, now }))[0]?.code).toBe('signature-mismatch')
  }
})

test('25 MB of noise', async () => {
  const noise = new Uint8Array(25 * 1024 * 1024)
  let state = 1
  for (let at = 0; at < noise.length; at++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    noise[at] = state >> 16
  }
  const verdict = await judge(noise)
  expect(verdict.kind).toBe('unknown')
  expect(verdict.faults).toContain('from-missing')
})

test('25 MB under a signature', async () => {
  const letter = signLetter(letterOf({ body: `${'All work and no play.\r\n'.repeat(1_100_000)}` }))
  const verdict = await judge(letter)
  expect([verdict.kind, verdict.faults]).toEqual(['ours', ['parts-too-large']])
})

test('thousands of parts and of nested ones', async () => {
  const nested = Array.from(
    { length: 5000 },
    (_, level) => `Content-Type: multipart/mixed; boundary=${level}\r\n\r\n--${level}\r\n`,
  )
  const deep = `From: a@romashka.ru\r\n${nested.join('')}`
  expect((await judge(deep)).faults).toEqual(['parts-too-deep'])
  const wide = `From: a@romashka.ru\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(500_000)}`
  expect((await judge(wide)).faults).toEqual(['parts-too-many'])
})

test('references without end', () => {
  const many = `From: a@romashka.ru\r\n\r\n${'Waxseal: wx_1 '.repeat(100_000)}`
  expect(findSeal(parseLetter(many))).toEqual({ reference: 'wx_1' })
  const block = '<div style="color:#999999;font-size:10px">Waxseal: wx_'
  expect(findSeal(parseLetter(`Content-Type: text/html\r\n\r\n${block.repeat(50_000)}`))).toEqual({})
})

test('names that every object has', async () => {
  const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty']
  const letter = signLetter(letterOf({ extra: names.map((name) => `${name}: x\r\n`).join('') }))
  expect((await judge(letter)).kind).toBe('ours')
  const tagged = signLetter(letterOf(), {
    tags: names
      .slice(0, 1)
      .map((name) => `${name}=1; `)
      .join(''),
  })
  expect((await judge(tagged)).kind).toBe('ours')
})

test('nothing makes the investigation throw, and no noise is ours', async () => {
  const piece = fc.constantFrom(
    ...[
      'From: ',
      'DKIM-Signature: ',
      'v=1; ',
      'a=rsa-sha256; ',
      'd=romashka.ru; ',
      's=s; ',
      'h=from; ',
      'bh=AA==; ',
      'b=AA==',
    ],
    ...[
      '\r\n',
      '\n',
      '\r',
      ' ',
      '\0',
      ':',
      ';',
      '=',
      'X-Waxseal: ',
      'a.b.c',
      'Content-Type: multipart/mixed; boundary=b',
      '--b',
    ],
    ...['<', '>', 'news@romashka.ru', '=?utf-8?B?', '?=', 'X-EnvId: usproduction.b_1_1_1_1', 'Waxseal: wx_1', '\uFEFF'],
  )
  const source = fc.oneof(
    fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
    fc.uint8Array({ maxLength: 300 }),
  )
  await fc.assert(
    fc.asyncProperty(source, async (letter) => {
      expect((await judge(letter)).kind).not.toBe('ours')
    }),
    { numRuns: 500 },
  )
})
