import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../src/checkpoint/base64.js'
import { signingKeyOf } from '../../src/checkpoint/ed25519.js'
import { addSignatures, parseNote } from '../../src/checkpoint/note.js'
import { verifySignature } from '../../src/checkpoint/verify-checkpoint.js'
import { formatVerifierKey, parseVerifierKey } from '../../src/index.js'
import { COSIGNED_LOG, GO_CHECKSUM_DATABASE, GO_NOTE, SPECIFIED_NOTE } from './published-notes.js'

const GO = `${GO_NOTE.text}\n${GO_NOTE.peterLine}\n${GO_NOTE.enochLine}\n`
const GO_KEYS = [GO_NOTE.peter, GO_NOTE.enoch]

describe('published notes', () => {
  test.each([
    ['C2SP signed-note', SPECIFIED_NOTE.note, SPECIFIED_NOTE.keys],
    ['golang.org/x/mod/sumdb/note', GO, GO_KEYS],
    ['sum.golang.org', GO_CHECKSUM_DATABASE.note, GO_CHECKSUM_DATABASE.keys],
    ['a cosigned log', COSIGNED_LOG.note, COSIGNED_LOG.keys],
  ])('%s: every key verifies its line, and no other text', async (_, note, keys) => {
    const parsed = parseNote(note)
    if (parsed === undefined) throw new Error('no note')
    for (const key of keys.map(parseVerifierKey)) {
      const signature = parsed.signatures.find(({ name, id }) => name === key.name && id === key.id)
      if (signature === undefined) throw new Error('no line of this key')
      expect(await verifySignature(key, signature, parsed.text)).toMatchObject({ name: key.name, id: key.id })
      expect(await verifySignature(key, signature, `${parsed.text}x`)).toBeUndefined()
    }
    expect(addSignatures(note, [])).toBe(note)
  })

  test('the published private key signs the published line', async () => {
    const key = await signingKeyOf(decodeBase64(GO_NOTE.peterSeed) ?? new Uint8Array())
    const { id, name, publicKey, kind } = parseVerifierKey(GO_NOTE.peter)
    expect(key.publicKey).toEqual(publicKey)
    const signature = await key.sign(Buffer.from(GO_NOTE.text))
    expect(`— ${name} ${encodeBase64(Buffer.concat([Buffer.from(id, 'hex'), signature]))}`).toBe(GO_NOTE.peterLine)
    expect(formatVerifierKey({ name, kind, publicKey })).toBe(GO_NOTE.peter)
  })
})

describe('verifier keys', () => {
  test.each([SPECIFIED_NOTE, GO_CHECKSUM_DATABASE, COSIGNED_LOG].flatMap(({ keys }) => keys))(
    '%s is written as it was read',
    (text) => {
      expect(formatVerifierKey(parseVerifierKey(text))).toBe(text)
    },
  )

  test('nothing else is one', () => {
    const refused = (text: string) =>
      expect(() => parseVerifierKey(text)).toThrow(expect.objectContaining({ code: 'verifier-key-invalid' }))
    const key = GO_NOTE.peter
    for (let from = 0; from <= key.length; from++) {
      for (let end = from; end <= key.length; end++) if (end - from < key.length) refused(key.slice(from, end))
    }
    for (let at = 0; at < key.length; at++) {
      refused(key.slice(0, at) + String.fromCharCode(key.charCodeAt(at) + 1) + key.slice(at + 1))
    }
    // Of Go's own tests: a longer key and an unknown algorithm, both with a fitting id.
    refused('PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==')
    refused('PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
    refused(key.replace('c74f20a3', 'C74F20A3'))
    refused(`${key}\n`)
    const bytes = Buffer.concat([Buffer.of(1), Buffer.alloc(32, 7)])
    for (const name of ['two words', 'a\nb', 'a\u00a0b', 'a\u0085b', 'a\u3000b']) {
      const id = createHash('sha256').update(`${name}\n`).update(bytes).digest('hex').slice(0, 8)
      refused(`${name}+${id}+${bytes.toString('base64')}`)
      expect(() => formatVerifierKey({ name, kind: 'signature', publicKey: bytes.subarray(1) })).toThrow()
    }
    expect(() => formatVerifierKey({ name: 'a', kind: 'signature', publicKey: bytes })).toThrow()
  })
})

describe('hostile notes', () => {
  const line = GO_NOTE.peterLine
  const bytes = line.split(' ').at(-1) ?? ''
  test.each<[string, string]>([
    ['nothing', ''],
    ['only a text', GO_NOTE.text],
    ['no line of a signature', `${GO_NOTE.text}\n`],
    ['no last line break', `${GO_NOTE.text}\n${line}`],
    ['no blank line', `${GO_NOTE.text}${line}\n`],
    ['a carriage return', GO.replaceAll('\n', '\r\n')],
    ['one carriage return', GO.replace('\n', '\r\n')],
    ['a control character', `\u0001${GO}`],
    ['a tab', GO.replace('If', '\tIf')],
    ['half of a surrogate pair', `\ud800${GO}`],
    ['a line behind', `${GO}Unexpected line.\n`],
    ['a blank line behind', `${GO}\n`],
    ['another dash', GO.replaceAll('—', '-')],
    ['two spaces', GO.replace('— P', '—  P')],
    ['a space behind', GO.replace(`${bytes}`, `${bytes} `)],
    ['a name with a space', GO.replace('PeterNeumann', 'Bad Name')],
    ['a name with a hard space', GO.replace('PeterNeumann', 'Bad\u00a0Name')],
    ['a name with a plus', GO.replace('PeterNeumann', 'Bad+Name')],
    ['no name', GO.replace('PeterNeumann ', ' ')],
    ['no base64', GO.replace(bytes, '????')],
    ['base64url', GO.replace(bytes, bytes.replaceAll('/', '_'))],
    ['base64 without its padding', GO.replace('nAM=', 'nAM')],
    ['base64 with too much padding', GO.replace('nAM=', 'nAM==')],
    ['base64 with bits left over', GO.replace('nAM=', 'nAN=')],
    ['an id and nothing behind', GO.replace(bytes, 'x08gow==')],
    ['a hundred and one signatures', `${GO_NOTE.text}\n${`${line}\n`.repeat(101)}`],
    ['a text of two megabytes', `${'x'.repeat(2_000_000)}\n\n${line}\n`],
    ['two million line breaks', '\n'.repeat(2_000_000)],
    ['a million dashes', `a\n\n${'— '.repeat(400_000)}\n`],
  ])('%s is no note', (_, note) => {
    expect(parseNote(note)).toBeUndefined()
  })

  test('what the standard allows is one', () => {
    const many = `${GO_NOTE.text}\n${`${line}\n`.repeat(100)}`
    expect(parseNote(many)?.signatures.length).toBe(100)
    const empty = `first\n\n\nsecond\n\n${line}\n`
    expect(parseNote(empty)?.text).toBe('first\n\n\nsecond\n')
    expect(parseNote(`\u007f\u0085 я 😀\n\n${line}\n`)?.text).toBe('\u007f\u0085 я 😀\n')
    // A text that looks like a signature is text.
    expect(parseNote(`${GO}\n${line}\n`)?.text).toBe(GO)
  })
})

test('signatures are added once for each key, and nobody takes the place of the log', () => {
  const note = `${GO_NOTE.text}\n${GO_NOTE.peterLine}\n`
  const other = GO_NOTE.peterLine.replace('x08go/Z', 'x08go/Y')
  expect(addSignatures(note, [GO_NOTE.enochLine])).toBe(GO)
  expect(addSignatures(note, [other, GO_NOTE.enochLine, GO_NOTE.enochLine])).toBe(GO)
  expect(addSignatures(note, [], GO)).toBe(GO)
  expect(addSignatures(note, [], GO.replace('you', 'they'))).toBe(note)
  expect(addSignatures(note, ['nonsense'])).toBe(note)
})

test('base64 is that of Node, and has one spelling', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect(encodeBase64(bytes)).toBe(text)
      expect(decodeBase64(text)).toEqual(bytes)
    }),
  )
  for (const text of [
    'A',
    'AA',
    'AAA',
    'AB==',
    'AAB=',
    '====',
    '=',
    'AA=A',
    'A===',
    'AAAA====',
    ' AAA',
    'AAA\n',
    '-_-_',
    'яяяя',
  ]) {
    expect(decodeBase64(text)).toBeUndefined()
  }
})
