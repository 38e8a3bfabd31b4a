import { EXIT, type Io } from '../io.js'
import { proveEvent } from './journal-prove.js'
import { showJournal } from './journal-show.js'
import { verifyJournal } from './journal-verify.js'

const COMMANDS: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<number>>> = {
  prove: proveEvent,
  show: showJournal,
  verify: verifyJournal,
}

/** `waxseal journal …`: questions to a record in a directory, also beside the host that writes it. */
export async function runJournal([name = '', ...args]: readonly string[], io: Io): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command !== undefined) return await command(args, io)
  io.complain('`waxseal journal` is followed by `verify`, `prove` or `show`; `waxseal --help` tells more')
  return EXIT.usage
}
