import type { JsonObject } from '@waxseal/core'
import { argumentsOf, noteOf } from '../rotation/note.js'
import type { SecretNote } from './credential-step.js'

/** Longest secret in characters. */
const LONGEST = 16_384

/** Checks a secret, and reads what the record gets to know with it. Throws `keys-options-invalid`, which never quotes the secret. */
export function noteWith(command: string, secret: unknown, note: SecretNote | undefined, reasoned = false): JsonObject {
  const args = argumentsOf(command, note, ['seenBy'])
  if (typeof secret !== 'string' || secret === '' || secret.length > LONGEST) {
    throw args.invalid('secret', `must be a text of 1 to ${LONGEST} characters`)
  }
  if (reasoned) args.requiredText('reason')
  const data = noteOf(args)
  // Whoever brings it has it before his eyes.
  const seenBy = [...new Set([...(typeof data.by === 'string' ? [data.by] : []), ...(args.lists('seenBy') ?? [])])]
  return { ...data, ...(seenBy.length === 0 ? {} : { seenBy }) }
}
