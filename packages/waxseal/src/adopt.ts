import { sha256 } from '@noble/hashes/sha2.js'
import {
  canonicalJson,
  encodeBase64url,
  isWaxsealError,
  type JsonValue,
  type KeyRing,
  utf8,
  WaxsealError,
} from '@waxseal/core'
import { createEngine, type Engine, type Policy } from '@waxseal/policy'
import type { CampaignFold } from './campaigns.js'
import type { TenantRecord } from './record.js'

/** What the record says of the host's set-up so far. */
interface Adopted {
  policy: string | undefined
  keys: Set<string>
}

/** Folds the record and brings it up to date with the set-up: the keys first, then the policy. */
export async function adopt(
  record: TenantRecord,
  campaigns: CampaignFold,
  keyRing: KeyRing,
  policy: Policy,
  lists: readonly string[],
): Promise<Engine> {
  const adopted: Adopted = { policy: undefined, keys: new Set() }
  for await (const event of record.read()) {
    campaigns.apply(event)
    if (event.type === 'policy.adopted' && typeof event.data.hash === 'string') adopted.policy = event.data.hash
    if (event.type === 'keys.adopted' && Array.isArray(event.data.ids))
      for (const id of event.data.ids) adopted.keys.add(id)
  }
  await adoptKeys(record, keyRing, adopted.keys)
  return await adoptPolicy(record, policy, lists, adopted.policy)
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
  policy: Policy,
  lists: readonly string[],
  before: string | undefined,
): Promise<Engine> {
  const hash = encodeBase64url(sha256(utf8(canonicalJson(policy as unknown as JsonValue))))
  let engine: Engine
  try {
    engine = createEngine(policy, { lists })
  } catch (error) {
    await record.write('policy', 'policy.refused', { hash, code: isWaxsealError(error) ? error.code : 'internal' })
    throw error
  }
  if (hash !== before) await record.write('policy', 'policy.adopted', { hash })
  return engine
}
