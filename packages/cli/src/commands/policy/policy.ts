import { EXIT, type Io } from '../../io.js'
import { checkPolicy } from './check.js'
import { diffPolicies } from './diff.js'
import { explainDecision } from './explain.js'
import { showMatrix } from './matrix.js'

const COMMANDS: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<number>>> = {
  check: checkPolicy,
  diff: diffPolicies,
  explain: explainDecision,
  matrix: showMatrix,
}

/** `waxseal policy …`: questions to a policy in a file. */
export async function runPolicy([name = '', ...args]: readonly string[], io: Io): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command !== undefined) return await command(args, io)
  io.complain('`waxseal policy` is followed by `check`, `explain`, `diff` or `matrix`; `waxseal --help` tells more')
  return EXIT.usage
}
