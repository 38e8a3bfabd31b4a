import { expect, test } from 'vitest'
import { addSignatures, parseNote } from '../../src/checkpoint/note.js'
import {
  createCheckpointer,
  createCheckpointSigner,
  memoryJournal,
  memoryKeyRing,
  parseCheckpoint,
  verifyCheckpoint,
  type Witness,
} from '../../src/index.js'
import { seed } from './independent-keys.js'

const origin = 'crm.example.com/record'
const signerOf = (number: number) =>
  createCheckpointSigner({ keyRing: memoryKeyRing({ keys: [{ id: 'k', secret: seed(number) }] }), origin })
const own = signerOf(1)
const other = signerOf(2)

/** A witness that signs with the keys of another ring, under the same name. */
function honest(key?: string): Witness {
  const submit = async (text: string) => {
    const checkpoint = parseCheckpoint(text)?.checkpoint
    if (checkpoint === undefined) throw new Error('no checkpoint')
    return [(await other.sign(checkpoint)).split('\n').at(-2) ?? '']
  }
  return { name: 'honest', submit, ...(key !== undefined && { key }) }
}

/** One that gives a false line under the same name and id. */
const evil: Witness = {
  name: 'evil',
  async submit(text, proofFrom) {
    const [, name, base64 = ''] = ((await honest().submit(text, proofFrom))[0] ?? '').split(' ')
    const bytes = Buffer.from(base64, 'base64')
    bytes[20] = (bytes[20] ?? 0) ^ 1
    return [`— ${name} ${bytes.toString('base64')}`]
  },
}

async function published(witnesses: readonly Witness[]) {
  const publication = await createCheckpointer({ journal: memoryJournal(), signer: own, witnesses }).publish()
  const keys = [...(await own.verifierKeys()), ...(await other.verifierKeys())]
  return { ...publication, verdict: await verifyCheckpoint(publication.checkpoint, keys, { origin, atLeast: 2 }) }
}

test('a false line under the name and id of another witness does not take the place of its good one', async () => {
  expect((await published([honest(), evil])).verdict).toMatchObject({ ok: true })
  const [key] = await other.verifierKeys()
  for (const witnesses of [
    [evil, honest(key)],
    [honest(key), evil],
  ]) {
    expect(await published(witnesses)).toMatchObject({ failures: [], verdict: { ok: true } })
  }
})

test('of a witness that states its key only good lines of that key are taken', async () => {
  const [key = ''] = await other.verifierKeys()
  const [ownKey = ''] = await own.verifierKeys()
  for (const witness of [
    { ...evil, key },
    { ...honest(), name: 'evil', key: ownKey },
  ]) {
    const { checkpoint, failures } = await published([witness])
    expect(failures).toMatchObject([{ witness: 'evil', error: { code: 'witness-answer-invalid' } }])
    expect(parseNote(checkpoint)?.signatures.length).toBe(1)
  }
  const silent: Witness = { name: 'silent', key, submit: async () => [] }
  // Nor does anybody else speak for it when it says nothing.
  const { checkpoint, failures } = await published([silent, evil])
  expect([failures, parseNote(checkpoint)?.signatures.length]).toEqual([[], 1])
})

test('a key that is none is refused at once', () => {
  const witnesses = [{ ...evil, key: 'nonsense' }]
  expect(() => createCheckpointer({ journal: memoryJournal(), signer: own, witnesses })).toThrow(
    expect.objectContaining({ code: 'verifier-key-invalid' }),
  )
})

test('no number of lines and no character makes the checkpoint unreadable', async () => {
  const line = (number: number, name = `w${number}`) => `— ${name} ${Buffer.alloc(68, number).toString('base64')}`
  const flood: Witness = { name: 'flood', submit: async () => Array.from({ length: 100 }, (_, at) => line(at)) }
  const control: Witness = { name: 'control', submit: async () => [line(1, 'a\u0001b')] }
  const [key] = await other.verifierKeys()
  const { verdict, failures, checkpoint } = await published([flood, control, honest(key)])
  expect(verdict).toMatchObject({ ok: true })
  expect(failures).toMatchObject([{ witness: 'control' }])
  expect(parseNote(addSignatures(checkpoint, [line(101)]))?.signatures.length).toBe(100)
})
