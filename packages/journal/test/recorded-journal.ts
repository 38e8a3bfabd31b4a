import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventDraft, JournalHead } from '@waxseal/core'
import { fileJournal } from '../src/node.js'
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

/** A closed journal with single appends, shared batches, appends of several and two tenants; with the heads of its way. */
export async function recordedJournal(): Promise<{ directory: string; bytes: Buffer; heads: JournalHead[] }> {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory)
  const heads = [journal.head()]
  const note = ({ head }: { head: JournalHead }) => heads.push(head)
  for (let number = 0; number < 3; number++) note(await journal.append(TARGET, [draft(number)]))
  note(await journal.append(TARGET, [draft(3), draft(4), draft(5)]))
  await Promise.all([6, 7, 8].map((number) => journal.append({ ...TARGET, tenant: `t${number % 2}` }, [draft(number)])))
  note(await journal.append({ ...TARGET, stream: 'other' }, [draft(9), draft(10)]))
  note(await journal.append(TARGET, [draft(11)]))
  await journal.close()
  return { directory, bytes: await readFile(join(directory, FILE)), heads }
}
