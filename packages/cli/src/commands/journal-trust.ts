import { readdir, readFile, stat } from 'node:fs/promises'
import { type JournalHead, WaxsealError } from '@waxseal/core'
import { parseVerifierKey, verifyCheckpoint } from '@waxseal/journal'

/** What a command is told that is known of the record: options of `parseArgs`. */
export const TRUST_OPTIONS = {
  expect: { type: 'string', multiple: true },
  checkpoint: { type: 'string', multiple: true },
  key: { type: 'string', multiple: true },
  origin: { type: 'string' },
} as const

/** Heads in `SIZE:ROOT`. Throws `head-invalid`. */
export function readHeads(texts: readonly string[] = []): JournalHead[] {
  return texts.map((text) => {
    const [, size, root] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? []
    if (size !== undefined && root !== undefined) return { size: Number(size), root }
    throw new WaxsealError('head-invalid', 'an `--expect` is no head, which is written SIZE:ROOT')
  })
}

/** The keys as they are. Throws `verifier-key-invalid`. */
export function checkKeys(keys: readonly string[] = []): readonly string[] {
  for (const key of keys) parseVerifierKey(key)
  return keys
}

const REASONS = {
  malformed: 'is no checkpoint',
  origin: 'is of another log; `--origin` names the log when its keys are named otherwise',
  'signature-invalid': 'bears a false signature of one of the keys',
  unsigned: 'is signed by none of the keys',
}

/** The head in a signed checkpoint, or why it is not believed. */
export async function readSigned(
  file: string,
  keys: readonly string[],
  origin: string | undefined,
): Promise<JournalHead | string> {
  const verdict = await verifyCheckpoint(await readFile(file, 'utf8'), keys, origin === undefined ? {} : { origin })
  return verdict.ok ? verdict.checkpoint : `the checkpoint \`${file}\` ${REASONS[verdict.code]}`
}

/** Throws `journal-unreadable` for a directory without a journal, and what the file system throws. */
export async function requireJournal(path: string): Promise<void> {
  if (!(await stat(path)).isDirectory()) return
  const names = await readdir(path)
  if (names.some((name) => /^\d{12}\.jsonl$/.test(name))) return
  throw new WaxsealError('journal-unreadable', 'the directory holds no journal')
}
