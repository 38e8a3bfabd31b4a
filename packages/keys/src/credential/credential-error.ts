import { WaxsealError } from '@waxseal/core'

/**
 * Codes of the errors of `use`: nothing was adopted yet; the credential was given up for good; it is being exchanged and the new one did
 * not come in time; the caller stopped waiting; it is closed.
 */
export type CredentialErrorCode =
  | 'credential-closed'
  | 'credential-ended'
  | 'credential-missing'
  | 'credential-paused'
  | 'credential-wait-aborted'

const WORDS: Readonly<Record<CredentialErrorCode, string>> = {
  'credential-closed': 'is closed',
  'credential-ended': 'was given up',
  'credential-missing': 'was not adopted yet',
  'credential-paused': 'is being exchanged, and the new one did not come in time',
  'credential-wait-aborted': 'was waited for no longer',
}

/** The error about the credential of a name. */
export function credentialError(code: CredentialErrorCode, name: string): WaxsealError<CredentialErrorCode> {
  return new WaxsealError(code, `credential \`${name}\` ${WORDS[code]}`, { details: { name } })
}
