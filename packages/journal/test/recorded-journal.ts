import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventDraft, JournalHead } from '@waxseal/core'
import { listSegments, segmentName } from '../src/node/segments.js'
import { type FileJournalOptions, fileJournal } from '../src/node.js'
import { temporaryDirectory } from './temporary-directory.js'

/** The journal's file in its directory. */
export const FILE = '000000000000.jsonl'

/** Where most events of a recorded journal are. */
export const TARGET = { tenant: 'default', stream: 'campaign/cmp_1' }

/** A draft to know by its number. */
export const draft = (number: number): EventDraft => ({
  type: 'test.happened',
  at: number,
  data: { number, text: 'тест' },
})

/**
 * A closed journal with single appends, shared batches, appends of several and three tenants; with the bytes of its files, one behind the
 * other, and the heads of its way.
 */
export async function recordedJournal({
  tenant = TARGET.tenant,
  ...options
}: FileJournalOptions & { tenant?: string } = {}): Promise<{
  directory: string
  bytes: Buffer
  heads: JournalHead[]
}> {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory, options)
  const target = { ...TARGET, tenant }
  const heads = [journal.head()]
  const note = ({ head }: { head: JournalHead }) => heads.push(head)
  for (let number = 0; number < 3; number++) note(await journal.append(target, [draft(number)]))
  note(await journal.append(target, [draft(3), draft(4), draft(5)]))
  await Promise.all([6, 7, 8].map((number) => journal.append({ ...target, tenant: `t${number % 2}` }, [draft(number)])))
  note(await journal.append({ ...target, stream: 'other' }, [draft(9), draft(10)]))
  note(await journal.append(target, [draft(11)]))
  await journal.close()
  const names = (await listSegments(directory)).map(segmentName)
  const files = await Promise.all(names.map((name) => readFile(join(directory, name))))
  return { directory, bytes: Buffer.concat(files), heads }
}
