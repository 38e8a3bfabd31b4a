import { parseArgs } from 'node:util'
import type { Difference } from '@waxseal/policy'
import { EXIT, type Io, printable } from '../../io.js'
import { printLines } from '../../print-lines.js'
import { openEngine } from './files.js'
import { differenceWords } from './words.js'

/** `waxseal policy diff`: who gains or loses what from one policy to another, line by line as it is found. */
export async function diffPolicies(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      directory: { type: 'string' },
      'directory-after': { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  const [before, after] = positionals
  const { directory, 'directory-after': directoryAfter = directory } = values
  if (
    before === undefined ||
    after === undefined ||
    positionals.length > 2 ||
    directory === undefined ||
    directoryAfter === undefined
  ) {
    io.complain('usage: waxseal policy diff BEFORE.json AFTER.json --directory FILE [--directory-after FILE] [--json]')
    return EXIT.usage
  }
  const today = await openEngine({ policy: before, directory })
  const tomorrow = await openEngine({ policy: after, directory: directoryAfter })
  const { count, stopped } = await printLines(linesOf(today.diff(tomorrow), values.json), io)
  if (stopped) return EXIT.failed
  return count > 0 ? EXIT.wanting : EXIT.done
}

function* linesOf(differences: Iterable<Difference>, json: boolean | undefined): Generator<string> {
  for (const difference of differences) yield json ? jsonLine(difference) : printable(differenceWords(difference))
}

/** The account is `null`: JSON knows no `undefined`. */
function jsonLine(difference: Difference): string {
  if ('address' in difference) return JSON.stringify(difference)
  return JSON.stringify({ ...difference, list: difference.list ?? null })
}
