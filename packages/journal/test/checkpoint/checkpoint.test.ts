import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createCheckpointSigner,
  memoryKeyRing,
  parseCheckpoint,
  type RingSecret,
  verifyCheckpoint,
} from '../../src/index.js'
import { independentKey, seed } from './independent-keys.js'
import { COSIGNED_LOG, GO_CHECKSUM_DATABASE, SPECIFIED_NOTE } from './published-notes.js'

const ORIGIN = 'crm.example.com/record'
const ROOT = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
const HEAD = { size: 7, root: ROOT.replaceAll('+', '-').replaceAll('/', '_').replace('=', '') }
const TEXT = `${ORIGIN}\n7\n${ROOT}\n`
const log = independentKey(ORIGIN, seed(1))
const witness = independentKey('witness.example', seed(2), 4)
const NOTE = `${TEXT}\n${log.signNote(TEXT)}\n`

describe('published checkpoints', () => {
  test('the checksum database of Go', async () => {
    const { note, keys } = GO_CHECKSUM_DATABASE
    const origin = 'go.sum database tree'
    const verdict = await verifyCheckpoint(note, keys, { origin })
    expect(verdict).toEqual({
      ok: true,
      checkpoint: { origin, size: 20_852_163, root: 'CsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I', extensions: [] },
      signatures: [{ name: 'sum.golang.org', id: '033de0ae', kind: 'signature' }],
    })
    // Its origin is not its key's name: without being told, that is another log.
    expect(await verifyCheckpoint(note, keys)).toEqual({ ok: false, code: 'origin' })
    for (let at = 0; at < note.length; at++) {
      const changed = note.slice(0, at) + String.fromCharCode(note.charCodeAt(at) ^ 1) + note.slice(at + 1)
      expect(await verifyCheckpoint(changed, keys, { origin })).toMatchObject({ ok: false })
    }
  })

  test('a log that four witnesses cosigned', async () => {
    const { note, keys } = COSIGNED_LOG
    const verdict = await verifyCheckpoint(note, keys, { atLeast: 5 })
    const at = Date.parse('2026-05-23T21:50:24Z')
    expect(verdict.ok && verdict.signatures.map((one) => one.at)).toEqual([undefined, at, at, at, at])
    expect(await verifyCheckpoint(note, keys.slice(0, 4), { atLeast: 5 })).toEqual({ ok: false, code: 'unsigned' })
    const changed = note.replace('1432088532', '1432088533')
    for (const key of keys) {
      const origin = 'arche2025h1.staging.ct.transparency.dev'
      expect(await verifyCheckpoint(changed, [key], { origin })).toEqual({ ok: false, code: 'signature-invalid' })
    }
    // A witness signs for many logs: alone it does not say which one this is.
    expect(await verifyCheckpoint(note, keys.slice(1))).toEqual({ ok: false, code: 'origin' })
  })

  test('a note that is no checkpoint', async () => {
    expect(await verifyCheckpoint(SPECIFIED_NOTE.note, SPECIFIED_NOTE.keys)).toEqual({ ok: false, code: 'malformed' })
  })
})

const keys: readonly RingSecret[] = [
  { id: 'k1', secret: seed(11) },
  { id: 'k2', secret: seed(12) },
]

describe('our signer', () => {
  test('an independent verifier accepts what it signs, with the ring key as the seed', async () => {
    const keyRing = memoryKeyRing({ keys })
    const signer = createCheckpointSigner({ keyRing, origin: ORIGIN })
    const text = await signer.sign(HEAD)
    const ring = await keyRing.current({ tenant: 'default', use: 'checkpoint' })
    const independent = independentKey(ORIGIN, ring.bytes)
    expect(text).toBe(`${TEXT}\n${independent.signNote(TEXT)}\n`)
    expect((await signer.verifierKeys())[0]).toBe(independent.text)
    expect(await signer.sign(HEAD)).toBe(text)
    expect(await verifyCheckpoint(text, [independent.text])).toMatchObject({ ok: true, checkpoint: HEAD })
  })

  test('after a rotation old checkpoints verify by the keys that are published', async () => {
    const old = await createCheckpointSigner({
      keyRing: memoryKeyRing({ keys: keys.slice(0, 1) }),
      origin: ORIGIN,
    }).sign(HEAD)
    const signer = createCheckpointSigner({ keyRing: memoryKeyRing({ keys }), origin: ORIGIN })
    const published = await signer.verifierKeys()
    expect(published.length).toBe(2)
    expect(await verifyCheckpoint(old, published)).toMatchObject({ ok: true })
    expect(await verifyCheckpoint(old, published.slice(0, 1))).toEqual({ ok: false, code: 'unsigned' })
    expect(await verifyCheckpoint(await signer.sign(HEAD), published.slice(0, 1))).toMatchObject({ ok: true })
  })

  test('every tenant has a key of its own, and none shows its secret', async () => {
    const keyRing = memoryKeyRing({ keys })
    const signers = ['default', 'other'].map((tenant) => createCheckpointSigner({ keyRing, tenant, origin: ORIGIN }))
    const [one = [], other = []] = await Promise.all(signers.map((signer) => signer.verifierKeys()))
    expect(new Set([...one, ...other]).size).toBe(4)
    await signers[0]?.sign(HEAD)
    const shown = inspect(signers, { depth: 10, showHidden: true }) + JSON.stringify(signers)
    const { bytes } = await keyRing.current({ tenant: 'default', use: 'checkpoint' })
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(shown).not.toContain(Buffer.from(bytes).toString(encoding))
  })

  test('misuse', async () => {
    const keyRing = memoryKeyRing({ keys })
    for (const origin of ['', 'two words', 'a+b', 'a\nb', 'a\u0001b', 'a\u2003b', '\ud800']) {
      expect(() => createCheckpointSigner({ keyRing, origin })).toThrow(
        expect.objectContaining({ code: 'checkpoint-origin-invalid' }),
      )
    }
    const signer = createCheckpointSigner({ keyRing, origin: ORIGIN })
    for (const head of [
      { ...HEAD, size: -1 },
      { ...HEAD, size: 0.5 },
      { ...HEAD, root: '' },
      { ...HEAD, root: ROOT },
    ]) {
      await expect(signer.sign(head)).rejects.toMatchObject({ code: 'checkpoint-head-invalid' })
    }
    await expect(verifyCheckpoint(NOTE, ['nonsense'])).rejects.toMatchObject({ code: 'verifier-key-invalid' })
  })
})

describe('several signatures', () => {
  const note = (...lines: string[]) => `${TEXT}\n${lines.map((line) => `${line}\n`).join('')}`
  const verify = (text: string, texts = [log.text, witness.text], options = {}) =>
    verifyCheckpoint(text, texts, options)
  const stranger = independentKey(ORIGIN, seed(3))
  const namesake = independentKey('witness.example', seed(4), 4)

  test('unknown keys are ignored, also namesakes of known ones', async () => {
    const verdict = await verify(note(stranger.signNote(TEXT), namesake.cosign(TEXT, 5), log.signNote(TEXT)))
    expect(verdict).toMatchObject({ ok: true, signatures: [{ name: ORIGIN, id: log.text.split('+')[1] }] })
    expect(await verify(note(stranger.signNote(TEXT), namesake.cosign(TEXT, 5)))).toEqual({
      ok: false,
      code: 'unsigned',
    })
    expect(await verify(NOTE, [])).toEqual({ ok: false, code: 'origin' })
    expect(await verify(NOTE, [], { origin: ORIGIN, atLeast: 0 })).toEqual({ ok: false, code: 'unsigned' })
  })

  test('the same line twice counts once', async () => {
    const line = log.signNote(TEXT)
    expect(await verify(note(line, line))).toMatchObject({ ok: true, signatures: [{ kind: 'signature' }] })
    expect(await verify(note(line, line), [log.text, log.text], { atLeast: 2 })).toEqual({
      ok: false,
      code: 'unsigned',
    })
  })

  test('one false signature of a known key and nothing of the note is believed', async () => {
    const forged = log.signNote(TEXT.replace('7', '8'))
    for (const text of [note(forged), note(log.signNote(TEXT), forged), note(forged, witness.cosign(TEXT, 5))]) {
      expect(await verify(text)).toEqual({ ok: false, code: 'signature-invalid' })
    }
  })

  test('a cosignature is none of another time, text or kind', async () => {
    const good = witness.cosign(TEXT, 1_679_315_147)
    expect(await verify(note(good))).toMatchObject({
      ok: true,
      signatures: [{ kind: 'cosignature', at: 1_679_315_147_000 }],
    })
    const bytes = Buffer.from(good.split(' ')[2] ?? '', 'base64')
    bytes[11] = (bytes[11] ?? 0) ^ 1
    const later = `— witness.example ${bytes.toString('base64')}`
    // A note signature under the id of a cosignature key: eight bytes too short.
    const plain = `— witness.example ${Buffer.concat([bytes.subarray(0, 4), bytes.subarray(12)]).toString('base64')}`
    const short = `— witness.example ${bytes.subarray(0, 7).toString('base64')}`
    const far = witness.cosign(TEXT, 2n ** 63n)
    for (const line of [later, plain, short, far, witness.cosign(`${TEXT}x\n`, 5), witness.signNote(TEXT)]) {
      expect(await verify(note(line))).toEqual({ ok: false, code: 'signature-invalid' })
    }
  })

  test('extension lines are signed like the rest, and shown', async () => {
    const text = `${TEXT}one\ntwo\n`
    const verdict = await verify(
      `${text}\n${log.signNote(text)}\n${witness.cosign(text, 5)}\n`,
      [log.text, witness.text],
      { atLeast: 2 },
    )
    expect(verdict).toMatchObject({ ok: true, checkpoint: { extensions: ['one', 'two'] } })
  })
})

describe('hostile checkpoints', () => {
  const body = (size: string, root = ROOT, origin = ORIGIN) => `${origin}\n${size}\n${root}\n`
  test.each<[string, string]>([
    ['a leading zero', body('07')],
    ['a plus', body('+7')],
    ['a minus', body('-7')],
    ['a fraction', body('7.0')],
    ['an exponent', body('1e3')],
    ['hexadecimal', body('0x7')],
    ['a space', body(' 7')],
    ['other digits', body('٧')],
    ['nothing', body('')],
    ['past the numbers that are exact', body('9007199254740992')],
    ['a million digits', body('9'.repeat(900_000))],
    ['a root of 31 bytes', body('7', Buffer.alloc(31, 1).toString('base64'))],
    ['a root of 33 bytes', body('7', Buffer.alloc(33, 1).toString('base64'))],
    ['a root in base64url', body('7', Buffer.alloc(32, 0xff).toString('base64url'))],
    ['a root without padding', body('7', ROOT.replace('=', ''))],
    ['no origin', body('7', ROOT, '')],
    ['two lines only', `${ORIGIN}\n7\n`],
    ['an empty extension line', `${TEXT}one\n\ntwo\n`],
    ['an empty line behind', `${TEXT}\n`],
  ])('%s, well signed', async (_, text) => {
    const note = `${text}\n${log.signNote(text)}\n`
    expect(parseCheckpoint(note)).toBeUndefined()
    expect(await verifyCheckpoint(note, [log.text], { origin: ORIGIN })).toEqual({ ok: false, code: 'malformed' })
  })

  test('no text throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(NOTE.length), async (text, at) => {
        expect(await verifyCheckpoint(text, [log.text])).toMatchObject({ ok: false })
        const mixed = NOTE.slice(0, at) + text + NOTE.slice(at)
        expect((await verifyCheckpoint(mixed, [log.text])).ok).toBe(mixed === NOTE)
      }),
      { numRuns: 150 },
    )
  })

  test('sizes up to the last exact number', () => {
    for (const size of [0, 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1]) {
      expect(parseCheckpoint(`${body(String(size))}\n${log.signNote('')}\n`)?.checkpoint.size).toBe(size)
    }
  })
})
