import { decodeBase64url, encodeBase64url, type JournalEvent, utf8 } from '@waxseal/core'
import {
  leafHash,
  MerkleTree,
  memoryJournal,
  memoryKeyRing,
  merkleRoot,
  nodeHash,
  verifyJournal,
} from '@waxseal/journal'
import { type Checks, collect, equal, throwsCode } from './check.js'

const target = { tenant: 'default', stream: 'campaign/cmp_1' }
const draft = (recipients: number) => ({
  type: 'campaign.intended',
  at: 1_767_225_600_000,
  data: { recipients, имя: '👩' },
})

const encodedLeaf = (event: JournalEvent): Uint8Array => leafHash(utf8(JSON.stringify(event)))

const none = new Uint8Array()

/** A journal of three events, and the file that would hold them. */
async function written() {
  const journal = memoryJournal()
  const { events, head } = await journal.append({ ...target, expected: 0 }, [draft(1), draft(2), draft(3)])
  const lines = events.map(
    (event) => `{"leaf":"${encodeBase64url(encodedLeaf(event))}","event":${JSON.stringify(event)}}\n`,
  )
  const body = `{"append":3}\n${lines.join('')}`
  return { journal, events, head, file: `${body}{"size":3,"root":"${head.root}","byte":${utf8(body).length}}\n` }
}

export const journal: Checks = {
  'the tree has the published roots of RFC 9162'() {
    // Entries and roots of the reference tests of Certificate Transparency.
    const entries = [[], [0], [0x10], [0x20, 0x21], [0x30, 0x31]]
    const tree = new MerkleTree()
    equal(encodeBase64url(tree.root()), '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU')
    for (const entry of entries) tree.append(leafHash(Uint8Array.from(entry)))
    const hex = '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'
    equal(
      tree.root(),
      Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
    )
  },
  async 'events are appended, read and followed in order'() {
    const { journal } = await written()
    const seen: number[] = []
    const stop = journal.subscribe(1, ({ seq }) => seen.push(seq))
    await journal.append({ tenant: 'other', stream: 'a' }, [draft(4)])
    const read = await collect(journal.read({ tenant: 'default' }))
    equal(
      read.map(({ seq, version, data }) => [seq, version, data.recipients]),
      [
        [0, 0, 1],
        [1, 1, 2],
        [2, 2, 3],
      ],
    )
    for (let turn = 0; seen.length < 3 && turn < 100; turn++) await Promise.resolve()
    equal(seen, [1, 2, 3])
    stop()
    await throwsCode(() => journal.append({ ...target, expected: 2 }, [draft(5)]), 'journal-conflict')
    await journal.close()
    await throwsCode(() => journal.append(target, [draft(5)]), 'journal-closed')
  },
  async 'the head follows from the bytes of the events, and proves one of them'() {
    const { events, head } = await written()
    equal(head, { size: 3, root: 'TX1bUPgWb1KoHF7_k9ojS4_093e3sAKK-wv91unMFdc' })
    equal(encodeBase64url(merkleRoot(events.map(encodedLeaf))), head.root)
    const [first = none, second = none, third = none] = events.map(encodedLeaf)
    equal(nodeHash(nodeHash(first, second), third), decodeBase64url(head.root))
  },
  async 'a record verifies, and a changed one is told'() {
    const { file, head } = await written()
    equal(await verifyJournal(utf8(file), { expect: head }), { ok: true, head })
    const codeOf = async (text: string): Promise<unknown> => {
      const verdict = await verifyJournal(utf8(text), { expect: head })
      return verdict.ok || [verdict.code, verdict.line]
    }
    equal(await codeOf(file.replace('"recipients":2', '"recipients":7')), ['leaf-mismatch', 3])
    equal(await codeOf(file.replace(/^\{"leaf".*\n/m, '')), ['sequence', 2])
    equal(await codeOf(''), ['expected-missing', 1])
  },
  async 'keys are derived alike and show no bytes'() {
    const ring = memoryKeyRing({ keys: [{ id: 'k1', secret: new Uint8Array(32).fill(7) }] })
    const token = await ring.current({ tenant: 'default', use: 'token' })
    equal(encodeBase64url(token.bytes), 'yR2n1bU_ljYiw3nXimugRgqpEtargDxqZxwDM_0RC00')
    equal(JSON.stringify(token), '{"id":"k1"}')
    equal((await memoryKeyRing().current({ tenant: 'default', use: 'seal' })).bytes.length, 32)
  },
}
