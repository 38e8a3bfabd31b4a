import { encodeBase64url, utf8 } from '@waxseal/core'
import { checkpointLine, eventFrame, GrowingTree, neutralHashes } from '@waxseal/journal/adapter'
import { fromHex } from './hex.js'
import type { PostgresPool, PostgresRow } from './pool.js'
import { readStoredRows, type StoredRowsOptions } from './stored-rows.js'

/**
 * Writes the record as the bytes of a journal file, for `verifyJournal` and the verifier that an auditor runs by himself. It checks
 * nothing and mends nothing: entries, leaf hashes and the last root are those of the database, so that their faults are found in the file.
 *
 * Throws `journal-unreadable`, `postgres-not-migrated` and `postgres-schema-invalid`.
 *
 * @example
 * ```ts
 * import { exportPostgresJournal } from '@waxseal/postgres'
 * import pg from 'pg'
 *
 * const pool = new pg.Pool({ host: 'db.example', database: 'app' }) // connects when it is first used
 * const pieces = exportPostgresJournal(pool)
 * console.log(typeof pieces.next) // function
 * // await writeFile('000000000000.jsonl', pieces)
 * ```
 */
export async function* exportPostgresJournal(
  pool: PostgresPool,
  options: StoredRowsOptions = {},
): AsyncGenerator<Uint8Array> {
  const { head, pages } = await readStoredRows(pool, options)
  const tree = new GrowingTree(neutralHashes)
  let byte = 0

  function written(text: string): Uint8Array {
    const bytes = utf8(text)
    byte += bytes.length
    return bytes
  }

  for await (const rows of pages()) {
    if (tree.size > 0) yield written(`${checkpointLine(tree.size, encodeBase64url(tree.root()), byte)}\n`)
    yield written(rows.map(lineOf).join(''))
    for (const { leaf } of rows) {
      const hash = fromHex(String(leaf))
      if (hash.length === 32) tree.append(hash)
    }
  }
  const [size, root] = [Number(head.size), fromHex(String(head.root))]
  if (size > 0) yield written(`${checkpointLine(size, encodeBase64url(root), byte)}\n`)
}

function lineOf({ leaf, entry }: PostgresRow): string {
  return `${eventFrame(encodeBase64url(fromHex(String(leaf))))}${String(entry)}}\n`
}
