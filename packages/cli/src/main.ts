import { isWaxsealError } from '@waxseal/core'
import { runJournal } from './commands/journal.js'
import { DIRECTORY_EXAMPLE } from './commands/policy/files.js'
import { runPolicy } from './commands/policy/policy.js'
import { runSandbox } from './commands/sandbox.js'
import { verifyLetter } from './commands/verify.js'
import { IDENTITY_EXAMPLE } from './identity-file.js'
import { EXIT, type Io, printable } from './io.js'
import { readVersion } from './version.js'

/** The text of `waxseal --help`. */
export const HELP = `waxseal <command>

  waxseal sandbox [--port N] [--directory DIR] [--sender ADDRESS]... [--api-key KEY] [--go-api-key KEY]
      a provider to develop against, on this machine; prints what to put where
      --port, --api-key, --go-api-key  the same ones again, so that your configuration survives a restart

  waxseal verify LETTER.eml [--domain NAME]... [--identity FILE] [--zone FILE] [--jwks FILE] [--json]
      who really sent this letter; - reads standard input
      --domain    a domain of ours
      --identity  a JSON file of a brand of ours, see below
      --zone      a JSON file of DNS TXT records, instead of asking the network
      --jwks      a JSON file of public seal keys
      exit: 0 ours, 1 look-alike or spoofed, 3 nobody can tell

  waxseal journal verify DIRECTORY|FILE [--expect SIZE:ROOT]... [--checkpoint FILE --key TEXT]... [--origin NAME]
                         [--json]
      is the record whole, and the one that was kept elsewhere
      --expect      a head that was kept
      --checkpoint  a signed checkpoint that was kept; --key: the public key of the log or of a witness
      --origin      the name of the log, when its key is named otherwise
      exit: 0 whole, 1 not whole, or a checkpoint that the keys did not sign

  waxseal journal prove DIRECTORY|FILE SEQ [--size N | --checkpoint FILE]
      one event and the proof that it is in the record, as a JSON document that stands alone
      --size        in the record of the first N events
      --checkpoint  in the record of this signed checkpoint, which goes into the document

  waxseal journal prove --check PROOF.json [--expect SIZE:ROOT]... [--key TEXT]... [--origin NAME] [--json]
      does the document prove its event
      exit: 0 proven, 1 false, 3 nobody can tell: no head or key that is known

  waxseal journal show DIRECTORY [--tenant T] [--stream S] [--type T] [--from SEQ] [--to SEQ] [--json]
      the events, each verified first, also beside the host that writes
      exit: 0, 1 when the record is not whole up to there

  waxseal policy check POLICY.json [--directory FILE] [--strict] [--json]
      is the policy well formed, and does it say what it seems to say
      --directory  a JSON file of lists and principals, see below
      --strict     warnings count as errors
      exit: 0 in order, 1 faults or errors

  waxseal policy explain POLICY.json --directory FILE --principal ID --action NAME (--list ID | --account)
                         [--ip ADDRESS] [--at TIME] [--lang en|ru] [--json]
      may somebody do this, why, and what would change it
      --at  an instant such as 2026-11-23T22:05+03:00, instead of now
      exit: 0 allowed, 1 refused

  waxseal policy diff BEFORE.json AFTER.json --directory FILE [--directory-after FILE] [--json]
      who gains or loses what from one policy to another
      exit: 0 nothing changes, 1 something does

  waxseal policy matrix POLICY.json --directory FILE [--principal ID]... [--action NAME]... [--list ID]...
                        [--csv | --json]
      who may do what where, and when

  waxseal --help, waxseal --version
      --help and -h also after a command

  exit 2: the command was misused
  exit 4: it failed: a missing file, a fault of the system

An identity file; \`displayNames\` and \`accounts\` (by mail service) may be left out:

${IDENTITY_EXAMPLE}

A directory file; lists and principals as \`createEngine\` takes them:

${DIRECTORY_EXAMPLE}`

/**
 * Runs one command line and gives the exit code. Never throws.
 *
 * @example
 * ```ts
 * import { main } from '@waxseal/cli'
 *
 * const lines: string[] = []
 * const io = { print: (line: string) => lines.push(line), complain: () => {}, readStdin: async () => new Uint8Array(), interrupted: Promise.resolve() }
 * console.log(await main(['--help'], io)) // 0
 * ```
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    const [command, ...rest] = args
    if (command === '--version') {
      io.print(await readVersion())
      return EXIT.done
    }
    const bare = command === undefined || (['journal', 'policy'].includes(command) && rest.length === 0)
    if (bare || asksForHelp(args)) {
      io.print(HELP)
      return bare ? EXIT.usage : EXIT.done
    }
    if (command === 'sandbox') return await runSandbox(rest, io)
    if (command === 'verify') return await verifyLetter(rest, io)
    if (command === 'journal') return await runJournal(rest, io)
    if (command === 'policy') return await runPolicy(rest, io)
    io.complain('no such command; `waxseal --help` lists them')
    return EXIT.usage
  } catch (error) {
    for (const line of explain(error)) io.complain(printable(line))
    return isMisuse(error) ? EXIT.usage : EXIT.failed
  }
}

/** Whether help is asked for: first, or after a command that there is; behind `--` it would be the name of a file. */
function asksForHelp([command = '', ...rest]: readonly string[]): boolean {
  if (['help', '--help', '-h'].includes(command)) return true
  const end = rest.indexOf('--')
  const options = end < 0 ? rest : rest.slice(0, end)
  return (
    ['sandbox', 'verify', 'journal', 'policy'].includes(command) &&
    options.some((one) => one === '--help' || one === '-h')
  )
}

const MISUSES = [
  'checkpoint-invalid',
  'domain-invalid',
  'head-invalid',
  'identity-invalid',
  'json-invalid',
  'number-invalid',
  'policy-file-invalid',
  'proof-invalid',
  'sandbox-option-invalid',
  'verifier-key-invalid',
]

function isMisuse(error: unknown): boolean {
  const code = codeOf(error)
  return code.startsWith('ERR_PARSE_ARGS') || (isWaxsealError(error) && MISUSES.includes(code))
}

function explain(error: unknown): readonly string[] {
  if (isWaxsealError(error)) {
    const { problems } = error.details
    return Array.isArray(problems) ? problems.map(String) : [error.message]
  }
  const code = codeOf(error)
  if (code === 'ENOENT') return [`no such file${pathOf(error)}`]
  if (code === 'EISDIR') return ['this is a directory, a file is needed']
  if (code.startsWith('ERR_PARSE_ARGS')) return ['the options are not well formed; `waxseal --help` lists them']
  return [code === '' ? 'an unexpected fault' : `a fault of the system: ${code}`]
}

function pathOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'path' in error ? `: \`${String(error.path)}\`` : ''
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
