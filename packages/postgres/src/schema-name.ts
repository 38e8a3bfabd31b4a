import { WaxsealError } from '@waxseal/core'

/** The schema of those who name none. */
export const DEFAULT_SCHEMA = 'waxseal'

/** Gives the name back when it needs no quotes anywhere: it is put into statements. Throws `postgres-schema-invalid`. */
export function checkSchema(name: string = DEFAULT_SCHEMA): string {
  if (typeof name === 'string' && /^[a-z_][a-z0-9_]{0,39}$/.test(name) && !name.startsWith('pg_')) return name
  throw new WaxsealError('postgres-schema-invalid', 'a schema is named with up to 40 of `a-z`, `0-9` and `_`')
}

/** The channel on which the journal of a schema tells that it has grown. */
export function channelOf(schema: string): string {
  return `${schema}.event`
}

/** An expression for the key of an advisory lock; 64 bits of a hash keep clear of the host's own locks. */
export function lockKey(schema: string, purpose: 'append' | 'migrate'): string {
  return `hashtextextended('waxseal/${schema}/${purpose}', 0)`
}
