import type { Journal, ReadOptions } from '@waxseal/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CheckpointFailure,
  type CheckpointStore,
  createCheckpointer,
  createCheckpointSigner,
  deliveryWitness,
  type KeptCheckpoint,
  memoryJournal,
  memoryKeyRing,
  parseCheckpoint,
  verifyCheckpoint,
  verifyConsistency,
  type Witness,
} from '../../src/index.js'
import { draft, TARGET } from '../recorded-journal.js'
import { independentKey, seed } from './independent-keys.js'

const keyRing = memoryKeyRing({ keys: [{ id: 'k1', secret: seed(11) }] })
const signer = createCheckpointSigner({ keyRing, origin: 'crm.example.com/record' })

async function append(journal: Journal, count: number, first = 0): Promise<void> {
  for (let number = 0; number < count; number++) await journal.append(TARGET, [draft(first + number)])
}
async function journalOf(count: number, first = 0): Promise<Journal> {
  const journal = memoryJournal()
  await append(journal, count, first)
  return journal
}
function memoryStore(): CheckpointStore & { kept: KeptCheckpoint | undefined } {
  const store = {
    kept: undefined as KeptCheckpoint | undefined,
    load: async () => store.kept,
    save: async (kept: KeptCheckpoint) => {
      // As a file would keep it.
      store.kept = JSON.parse(JSON.stringify(kept)) as KeptCheckpoint
    },
  }
  return store
}
/** The journal, and from where it was read. */
function watched(journal: Journal): { journal: Journal; reads: number[] } {
  const reads: number[] = []
  const read = (options: ReadOptions = {}) => {
    reads.push(options.from ?? 0)
    return journal.read(options)
  }
  return { journal: { ...journal, read }, reads }
}

/** A witness that answers when it likes, and checks every proof it is given. */
function moodyWitness(name: string, mood: () => boolean): Witness & { readonly size: number } {
  let head = { size: 0, root: '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU' }
  const key = independentKey(name, seed(name.length), 4)
  return {
    name,
    get size() {
      return head.size
    },
    async submit(checkpoint, proofFrom) {
      if (!mood()) throw new Error('not now')
      const signed = parseCheckpoint(checkpoint)
      if (signed === undefined) throw new Error('no checkpoint')
      const { size, root } = signed.checkpoint
      const proof = await proofFrom(head.size)
      if (!verifyConsistency({ first: head, second: { size, root }, proof })) throw new Error('no proof')
      head = { size, root }
      return [key.cosign(signed.text, 5)]
    },
  }
}

test('whatever order of appends, publications, moods and restarts: every willing witness gets a proof that holds', async () => {
  const step = fc.oneof(
    fc.record({ append: fc.nat(9) }),
    fc.record({ publish: fc.tuple(fc.boolean(), fc.boolean()) }),
    fc.constant({ restart: true }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, withStore) => {
      let moods = [true, true]
      const witnesses = [moodyWitness('a', () => moods[0] === true), moodyWitness('bb', () => moods[1] === true)]
      const journal = memoryJournal()
      const more = withStore ? { store: memoryStore() } : {}
      const make = () => createCheckpointer({ journal, signer, witnesses, ...more })
      let checkpointer = make()
      for (const one of steps) {
        if ('append' in one) await append(journal, one.append)
        else if ('restart' in one) checkpointer = make()
        else {
          moods = one.publish
          const { failures, checkpoint } = await checkpointer.publish()
          expect(failures.map(({ witness }) => witness)).toEqual(
            ['a', 'bb'].filter((_, index) => moods[index] === false),
          )
          for (const failure of failures) expect(failure.error).toMatchObject({ message: 'not now' })
          expect(parseCheckpoint(checkpoint)?.checkpoint).toMatchObject(journal.head())
          expect(await checkpointer.last()).toBe(checkpoint)
          for (const [index, witness] of witnesses.entries())
            if (moods[index]) expect(witness.size).toBe(journal.head().size)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('only what is new is read, after a restart too', async () => {
  const { journal, reads } = watched(await journalOf(50))
  const store = memoryStore()
  const first = createCheckpointer({ journal, signer, witnesses: [moodyWitness('a', () => true)], store })
  await first.publish()
  await append(journal, 10)
  await first.publish()
  const second = createCheckpointer({ journal, signer, store })
  expect(await second.last()).toBe(store.kept?.checkpoint)
  await append(journal, 10)
  await second.publish()
  await second.publish()
  expect(reads).toEqual([0, 50, 60])
  expect(store.kept?.peaks.length).toBe(3)
})

test('without a witness it is signed and kept; one that is handed the text gives no signature', async () => {
  const journal = await journalOf(2)
  const texts: string[] = []
  const alone = await createCheckpointer({ journal, signer }).publish()
  expect(await verifyCheckpoint(alone.checkpoint, await signer.verifierKeys())).toMatchObject({ ok: true })
  const witness = deliveryWitness('mail', async (text) => texts.push(text))
  const handed = await createCheckpointer({ journal, signer, witnesses: [witness] }).publish()
  expect(texts).toEqual([alone.checkpoint])
  expect(handed).toEqual(alone)
  const failing = deliveryWitness('mail', () => {
    throw new Error('no mail today')
  })
  const { failures } = await createCheckpointer({ journal, signer, witnesses: [failing] }).publish()
  expect(failures).toMatchObject([{ witness: 'mail', error: { message: 'no mail today' } }])
})

test('cosignatures of the same head are gathered', async () => {
  const journal = await journalOf(3)
  let moods = [true, false]
  const witnesses = [moodyWitness('a', () => moods[0] === true), moodyWitness('bb', () => moods[1] === true)]
  const checkpointer = createCheckpointer({ journal, signer, witnesses })
  const names = (text: string) => parseCheckpoint(text)?.signatures.map(({ name }) => name)
  expect(names((await checkpointer.publish()).checkpoint)).toEqual([signer.origin, 'a'])
  moods = [false, true]
  expect(names((await checkpointer.publish()).checkpoint)).toEqual([signer.origin, 'a', 'bb'])
  await append(journal, 1)
  expect(names((await checkpointer.publish()).checkpoint)).toEqual([signer.origin, 'bb'])
})

test('a witness that gives something else than lines, or speaks for the log', async () => {
  const journal = await journalOf(3)
  const plain = (await createCheckpointer({ journal, signer }).publish()).checkpoint
  const log = independentKey(signer.origin, (await keyRing.current({ tenant: 'default', use: 'checkpoint' })).bytes)
  for (const [lines, failed] of [
    [['nonsense'], true],
    [['— a b\n— c d'], true],
    [[log.signNote('another text\n')], false],
  ] as const) {
    const witness: Witness = { name: 'w', submit: async () => lines }
    const { checkpoint, failures } = await createCheckpointer({ journal, signer, witnesses: [witness] }).publish()
    expect(checkpoint).toBe(plain)
    expect(failures.length).toBe(failed ? 1 : 0)
  }
  const sync = {
    name: 'w',
    submit: () => {
      throw new Error('at once')
    },
  } as Witness
  const { failures } = await createCheckpointer({ journal, signer, witnesses: [sync] }).publish()
  expect(failures).toMatchObject([{ witness: 'w', error: { message: 'at once' } }])
})

describe('a record that does not continue what was signed', () => {
  test.each([
    ['made anew, longer', () => journalOf(30, 100)],
    ['made anew, as long', () => journalOf(20, 100)],
    ['cut off', () => journalOf(19)],
    ['empty', () => journalOf(0)],
  ])('%s: nothing is signed or handed out, again and again', async (_, make) => {
    const store = memoryStore()
    await createCheckpointer({ journal: await journalOf(20), signer, store }).publish()
    const { kept } = store
    const journal = await make()
    const handed: string[] = []
    const witnesses = [deliveryWitness('mail', (text) => handed.push(text))]
    const checkpointer = createCheckpointer({ journal, signer, store, witnesses })
    for (let round = 0; round < 2; round++) {
      const error = { code: 'checkpoint-inconsistent', details: { signed: 20, size: journal.head().size } }
      await expect(checkpointer.publish()).rejects.toMatchObject(error)
      await append(journal, 1)
    }
    expect(handed).toEqual([])
    expect(store.kept).toBe(kept)
  })

  test('an event that reads otherwise than it was hashed', async () => {
    const journal = await journalOf(5)
    const forging: Journal = {
      ...journal,
      async *read(options) {
        for await (const event of journal.read(options)) yield event.seq === 3 ? { ...event, type: 'other' } : event
      },
    }
    await expect(createCheckpointer({ journal: forging, signer }).publish()).rejects.toMatchObject({
      code: 'checkpoint-inconsistent',
    })
  })
})

test('what the store holds is believed only when it is ours', async () => {
  const journal = await journalOf(20)
  const store = memoryStore()
  await createCheckpointer({ journal, signer, store }).publish()
  const kept = store.kept ?? { checkpoint: '', peaks: [] }
  const stranger = createCheckpointSigner({ keyRing, tenant: 'other', origin: signer.origin })
  const elsewhere = createCheckpointSigner({ keyRing, origin: 'other.example' })
  const [first = '', ...rest] = kept.peaks
  for (const [name, other] of Object.entries<KeptCheckpoint>({
    text: { ...kept, checkpoint: 'nonsense' },
    size: { ...kept, checkpoint: kept.checkpoint.replace('\n20\n', '\n21\n') },
    key: { ...kept, checkpoint: await stranger.sign(journal.head()) },
    origin: { ...kept, checkpoint: await elsewhere.sign(journal.head()) },
    fewer: { ...kept, peaks: rest },
    more: { ...kept, peaks: [...kept.peaks, first] },
    order: { ...kept, peaks: [...kept.peaks].reverse() },
    hash: { ...kept, peaks: [first.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')), ...rest] },
    short: { ...kept, peaks: [first.slice(2), ...rest] },
  })) {
    const checkpointer = createCheckpointer({ journal, signer, store: { ...store, load: async () => other } })
    await expect(checkpointer.publish(), name).rejects.toMatchObject({ code: 'checkpoint-store-corrupt' })
    await expect(checkpointer.last(), name).rejects.toMatchObject({ code: 'checkpoint-store-corrupt' })
  }
  expect((await createCheckpointer({ journal, signer, store }).publish()).checkpoint).toBe(kept.checkpoint)
})

describe('by itself', () => {
  test('publishes after every so many events, and tells what failed', async () => {
    const journal = memoryJournal()
    const sizes: number[] = []
    const failures: CheckpointFailure[] = []
    let told = () => {}
    const heard = () =>
      new Promise<void>((resolve) => {
        told = resolve
      })
    const witness = deliveryWitness('mail', (text) => {
      sizes.push(parseCheckpoint(text)?.checkpoint.size ?? -1)
      throw new Error('no mail today')
    })
    const onFailure = (failure: CheckpointFailure) => {
      failures.push(failure)
      told()
      throw new Error('a fault of the host')
    }
    const checkpointer = createCheckpointer({
      journal,
      signer,
      witnesses: [witness],
      automatic: { every: 10, onFailure },
    })
    await append(journal, 9)
    expect(sizes).toEqual([])
    for (let round = 1; round <= 3; round++) {
      const done = heard()
      await append(journal, 1)
      await done
      expect(failures.length).toBe(round)
      await append(journal, 9)
    }
    expect(sizes).toEqual([10, 20, 30])
    expect(failures).toMatchObject(Array(3).fill({ witness: 'mail' }))
    await checkpointer.close()
    await append(journal, 30)
    expect(sizes).toEqual([10, 20, 30])
    // By hand it still works.
    expect((await checkpointer.publish()).head.size).toBe(69)
  })

  test('many events at once are one publication, or two', async () => {
    const journal = memoryJournal()
    const sizes: number[] = []
    const witness = deliveryWitness('mail', (text) => sizes.push(parseCheckpoint(text)?.checkpoint.size ?? -1))
    const automatic = { every: 1, onFailure: () => {} }
    const checkpointer = createCheckpointer({ journal, signer, witnesses: [witness], automatic })
    await Promise.all(Array.from({ length: 100 }, (_, number) => journal.append(TARGET, [draft(number)])))
    await checkpointer.close()
    expect(sizes.length).toBeLessThan(5)
    expect((await checkpointer.publish()).head.size).toBe(100)
  })

  test('a fault of the publishing itself is told without a witness, and the journal goes on', async () => {
    const journal = memoryJournal()
    const failures: CheckpointFailure[] = []
    let told = () => {}
    const done = new Promise<void>((resolve) => {
      told = resolve
    })
    const store = { load: async () => undefined, save: () => Promise.reject(new Error('disk full')) }
    const onFailure = (failure: CheckpointFailure) => {
      failures.push(failure)
      told()
    }
    const checkpointer = createCheckpointer({ journal, signer, store, automatic: { every: 1, onFailure } })
    await append(journal, 1)
    await done
    expect(failures).toEqual([{ error: new Error('disk full') }])
    await append(journal, 1)
    expect(journal.head().size).toBe(2)
    await checkpointer.close()
  })

  test('a number of events is needed', () => {
    for (const every of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const make = () =>
        createCheckpointer({ journal: memoryJournal(), signer, automatic: { every, onFailure: () => {} } })
      expect(make).toThrow(expect.objectContaining({ code: 'checkpointer-option-invalid' }))
    }
  })
})

test('publications at the same time come one after the other', async () => {
  const journal = memoryJournal()
  const sizes: number[] = []
  const witness = deliveryWitness('mail', async (text) => {
    sizes.push(parseCheckpoint(text)?.checkpoint.size ?? -1)
    await append(journal, 1)
  })
  const checkpointer = createCheckpointer({ journal, signer, witnesses: [witness] })
  const all = await Promise.all([checkpointer.publish(), checkpointer.publish(), checkpointer.publish()])
  expect(all.map(({ head }) => head.size)).toEqual([0, 1, 2])
  expect(sizes).toEqual([0, 1, 2])
})
