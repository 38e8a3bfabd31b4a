import { sha256 } from '@noble/hashes/sha2.js'
import {
  canonicalJson,
  encodeBase64url,
  isWaxsealError,
  type JsonValue,
  type KeyRing,
  type Rule,
  utf8,
  WaxsealError,
} from '@waxseal/core'
import { createEngine, type Engine, type ListDocument, type Policy } from '@waxseal/policy'
import type { TenantRecord } from './record.js'

/** What a host hands over to be decided by. */
export interface Rulings {
  readonly policy: Policy
  readonly lists: readonly ListDocument[]
  readonly rules: readonly Rule[]
}

/** Both sides of a policy: with its rules, and its grants alone. */
export interface Engines {
  readonly engine: Engine
  readonly grants: Engine
}

/** Brings the record up to date with the set-up: the keys first, then the policy. */
export async function adopt(record: TenantRecord, keyRing: KeyRing, rulings: Rulings): Promise<Engines> {
  await adoptKeys(record, keyRing, record.state.keys)
  return await adoptPolicy(record, rulings, record.state.policy)
}

/** A ring that lost a key was made anew or restored badly: seals and tokens of before could not be read any more. */
async function adoptKeys(record: TenantRecord, keyRing: KeyRing, known: ReadonlySet<string>): Promise<void> {
  const ids = await keyRing.ids()
  if (ids.length === 0) throw new WaxsealError('key-ring-missing', 'the key ring holds no key')
  const lost = [...known].filter((id) => !ids.includes(id))
  if (lost.length > 0) {
    throw new WaxsealError('key-ring-lost', `the key ring no longer holds ${lost.length} keys that the record knows`, {
      details: { keys: lost },
    })
  }
  if (ids.some((id) => !known.has(id))) await record.write('keys', 'keys.adopted', { ids: [...ids] })
}

async function adoptPolicy(
  record: TenantRecord,
  { policy, lists, rules }: Rulings,
  before: string | undefined,
): Promise<Engines> {
  const hash = encodeBase64url(sha256(utf8(canonicalJson(policy as unknown as JsonValue))))
  let engines: Engines
  try {
    const grants = createEngine(policy, { lists })
    engines = { engine: rules.length === 0 ? grants : createEngine(policy, { lists, rules }), grants }
  } catch (error) {
    await record.write('policy', 'policy.refused', { hash, code: isWaxsealError(error) ? error.code : 'internal' })
    throw error
  }
  if (hash !== before) await record.write('policy', 'policy.adopted', { hash })
  return engines
}
