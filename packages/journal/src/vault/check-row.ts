import { type SecretPlace, type SubjectRow, WaxsealError } from '@waxseal/core'
import { MAX_NAME_LENGTH } from '../event-draft.js'

/** Longest sealed text, in UTF-16 code units. */
export const MAX_SEALED_LENGTH = 1024 * 1024

/** Checks where a secret stands: a copy of its own. Throws `vault-invalid`. */
export function checkPlace({ tenant, name }: SecretPlace): SecretPlace {
  return { tenant: checkKey(tenant, 'tenant'), name: checkKey(name, 'name') }
}

/** Checks a row: a frozen copy of its own. Throws `vault-invalid`. */
export function checkRow({ id, lookup, sealed }: SubjectRow): SubjectRow {
  return Object.freeze({
    id: checkKey(id, 'id'),
    lookup: checkKey(lookup, 'lookup'),
    sealed: checkSealed(sealed),
  })
}

/** Checks a row and the one that shall stand in its place: copies of their own. Throws `vault-invalid`. */
export function checkReplacement(old: SubjectRow, row: SubjectRow): readonly [old: SubjectRow, row: SubjectRow] {
  const both = [checkRow(old), checkRow(row)] as const
  if (both[0].id !== both[1].id) throw invalid('id', 'differs from that of the old row')
  return both
}

/** Checks a tenant, name, id or lookup. Throws `vault-invalid`. */
export function checkKey(key: unknown, part: 'tenant' | 'name' | 'id' | 'lookup'): string {
  if (typeof key === 'string' && key !== '' && key.length <= MAX_NAME_LENGTH) return key
  throw invalid(part, `is no text of 1 to ${MAX_NAME_LENGTH} characters`)
}

/** Checks a sealed text. Throws `vault-invalid`. */
export function checkSealed(sealed: unknown): string {
  if (typeof sealed === 'string' && sealed.length <= MAX_SEALED_LENGTH) return sealed
  throw invalid('sealed', `is no text of at most ${MAX_SEALED_LENGTH} characters`)
}

/** The error of an id that is random and yet taken. */
export function idTakenError(): WaxsealError<'vault-conflict'> {
  return new WaxsealError('vault-conflict', 'the id belongs to another subject: ids must be random')
}

function invalid(part: string, fault: string): WaxsealError<'vault-invalid'> {
  return new WaxsealError('vault-invalid', `\`${part}\` ${fault}`, { details: { part } })
}
