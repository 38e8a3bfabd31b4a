import { parseArgs } from 'node:util'
import { ACTIONS, type MatrixRow } from '@waxseal/policy'
import { EXIT, type Io } from '../../io.js'
import { printLines } from '../../print-lines.js'
import { csvLine } from './csv-line.js'
import { engineOf, openDirectory, openPolicy } from './files.js'
import { type Columns, matrixTable } from './matrix-table.js'
import { accessWords } from './words.js'

/** `waxseal policy matrix`: who may do what where, and when. */
export async function showMatrix(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      directory: { type: 'string' },
      principal: { type: 'string', multiple: true },
      action: { type: 'string', multiple: true },
      list: { type: 'string', multiple: true },
      csv: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  })
  const [policy] = positionals
  const { directory, csv, json } = values
  if (policy === undefined || positionals.length > 1 || directory === undefined || (csv && json)) {
    io.complain(
      'usage: waxseal policy matrix POLICY.json --directory FILE [--principal ID]... [--action NAME]... [--list ID]... [--csv | --json]',
    )
    return EXIT.usage
  }
  const paths = { policy, directory }
  const document = await openPolicy(policy)
  const known = await openDirectory(directory)
  const engine = engineOf(document, known, paths)
  const lists = known.lists.map((list) => (typeof list === 'string' ? list : list.id))
  const all: Columns = {
    principals: (known.principals ?? []).map(({ id }) => id),
    actions: [...ACTIONS, ...(document.actions ?? [])],
    lists,
  }
  const { principal: principals, action: actions, list: wanted } = values
  for (const [option, names = [], there] of [
    ['principal', principals, all.principals],
    ['action', actions, all.actions],
    ['list', wanted, all.lists],
  ] as const) {
    if (names.every((name) => there.includes(name))) continue
    io.complain(`\`--${option}\` names what neither the policy nor the directory knows`)
    return EXIT.usage
  }
  // A part that names lists is not about the account.
  const rows = engine.matrix({ principals, actions, lists: wanted })
  const columns = { ...all, principals: principals ?? all.principals, actions: actions ?? all.actions }
  const lines = json ? jsonLines(rows) : csv ? csvLines(rows) : matrixTable(rows, columns, wanted === undefined)
  const { stopped } = await printLines(lines, io)
  return stopped ? EXIT.failed : EXIT.done
}

/** The account is `null`: JSON knows no `undefined`. */
function* jsonLines(rows: Iterable<MatrixRow>): Generator<string> {
  for (const row of rows) yield JSON.stringify({ ...row, list: row.list ?? null })
}

function* csvLines(rows: Iterable<MatrixRow>): Generator<string> {
  yield csvLine(['principal', 'action', 'list', 'access'])
  for (const { principal, action, list, access } of rows) {
    yield csvLine([principal, action, list ?? '', accessWords(access)])
  }
}
