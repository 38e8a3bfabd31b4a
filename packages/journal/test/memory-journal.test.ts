import { journalContract } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { leafHash, memoryJournal, merkleRoot } from '../src/index.js'

for (const { name, run } of journalContract(memoryJournal)) test(`contract: ${name}`, run)

test('the root is the Merkle root over the JSON of the events', async () => {
  const journal = memoryJournal()
  const target = { tenant: 'default', stream: 'policy' }
  for (let at = 0; at < 5; at++) await journal.append(target, [{ type: 'policy.adopted', at, data: { имя: [at] } }])
  const leaves: Uint8Array[] = []
  for await (const event of journal.read()) leaves.push(leafHash(Buffer.from(JSON.stringify(event))))
  expect(journal.head().root).toBe(Buffer.from(merkleRoot(leaves)).toString('base64url'))
})

test('an error about an event does not quote it', async () => {
  const journal = memoryJournal()
  const data = { 'anna@example.com': () => 'anna@example.com' } as never
  const error = await journal
    .append({ tenant: 't', stream: 's' }, [{ type: 'a', at: 0, data }])
    .catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'journal-event-invalid', details: { part: 'data', event: 0 } })
  expect(`${JSON.stringify(error)}${(error as Error).stack}`).not.toContain('anna')
})
