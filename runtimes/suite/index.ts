import type { Checks, Surroundings } from './check.js'
import { core } from './core.js'
import { journal } from './journal.js'
import { keys } from './keys.js'
import { policy } from './policy.js'
import { provenance } from './provenance.js'
import { redact } from './redact.js'
import { testing } from './testing.js'
import { unisender } from './unisender.js'
import { waxseal } from './waxseal.js'

const SUITE: Readonly<Record<string, Checks>> = {
  core,
  policy,
  redact,
  journal,
  keys,
  testing,
  provenance,
  unisender,
  waxseal,
}

/** Runs every check, one after the other. Gives a line for each, and a last one that counts: `70 passed, 0 failed`. */
export async function run(surroundings: Surroundings): Promise<string> {
  const lines: string[] = []
  let failed = 0
  for (const [room, checks] of Object.entries(SUITE)) {
    for (const [name, check] of Object.entries(checks)) {
      try {
        await check(surroundings)
        lines.push(`${room}: ${name} ok`)
      } catch (error) {
        failed++
        lines.push(`${room}: ${name} FAILED ${String(error).replace(/\s+/g, ' ')}`)
      }
    }
  }
  return [...lines, `${lines.length - failed} passed, ${failed} failed`].join('\n')
}
