import { type JsonObject, randomId } from '@waxseal/core'
import {
  abortVersion,
  beginVersion,
  endRotation,
  replaceVersion,
  switchVersion,
  testVersion,
} from '../rotation/commands.js'
import { type Decision, decided, refused } from '../rotation/decision.js'
import { noted } from '../rotation/note.js'
import { currentVersion, openVersion, type Version } from '../rotation/rotation.js'
import { type CredentialRecord, proofOf } from './credential-record.js'
import type { CredentialStep, CredentialStepCode } from './credential-step.js'
import { destroyRetired } from './retire.js'
import { credentialEvent, type Workshop } from './workshop.js'

// Each step is decided by the record alone, so whoever comes after a crash goes on where it stands.

type Decide = (record: CredentialRecord) => Decision<CredentialStepCode>

/** Keeps a new secret, sealed, and begins its version. The text is in the store before the record names it. */
export async function begin(shop: Workshop, secret: string, note: JsonObject): Promise<CredentialStep> {
  const { rotation } = await shop.series.latest()
  const current = currentVersion(rotation)
  if (openVersion(rotation) !== undefined) return { ok: false, code: 'rotation-open' }
  if (current !== undefined && (await isText(shop, current, secret))) return { ok: false, code: 'same-secret' }
  return withNewText(shop, secret, (version) => (record) => {
    return beginVersion(record.rotation, { version, data: note })
  })
}

/** Asks the provider whether it takes the new secret. */
export async function check(shop: Workshop): Promise<CredentialStep> {
  const open = openVersion((await shop.series.latest()).rotation)
  if (open === undefined) return { ok: false, code: 'nothing-open' }
  if (open.state === 'tested') return { ok: true, version: open.id }
  const trial = await shop.try((await shop.texts.open(open.id)).text)
  if (trial !== 'accepted') return { ok: false, code: codeOfTrial(trial) }
  return commit(shop, open.id, ({ rotation }) => testVersion(rotation, { version: open.id }))
}

/** Lends the new secret from now on; a pause is over with it. */
export async function switchOver(shop: Workshop, note: JsonObject): Promise<CredentialStep> {
  const open = openVersion((await shop.series.latest()).rotation)
  if (open === undefined) return { ok: false, code: 'nothing-open' }
  // Nothing becomes the current one that is not in the store.
  await shop.texts.open(open.id)
  return commit(shop, open.id, (record) =>
    noted(resuming(record, switchVersion(record.rotation, { version: open.id })), note),
  )
}

/** All of it, from wherever it stands. The secret may be new, on its way, or the current one already. */
export async function advance(shop: Workshop, secret: string, note: JsonObject): Promise<CredentialStep> {
  const { rotation } = await shop.series.latest()
  const open = openVersion(rotation)
  const current = currentVersion(rotation)
  if (open !== undefined) {
    return (await isText(shop, open, secret)) ? bringIn(shop, open.id) : { ok: false, code: 'rotation-open' }
  }
  if (current !== undefined && (await isText(shop, current, secret))) return { ok: true, version: current.id }
  const begun = await begin(shop, secret, note)
  return begun.ok ? bringIn(shop, begun.version) : begun
}

/** Tests a version that was begun, and lends it. What the provider refused is given up: whoever brings it again begins anew. */
export async function bringIn(shop: Workshop, version: string): Promise<CredentialStep> {
  const checked = await check(shop)
  if (checked.ok) return switchOver(shop, {})
  if (checked.code === 'test-failed') await giveUp(shop, version, checked.code, true)
  return checked
}

/** Gives up one version that is not in use yet, and nothing else. `refused`: the provider was asked about it. */
export async function giveUp(shop: Workshop, version: string, reason: string, refused = false): Promise<void> {
  await shop.series.commit(({ rotation, proved }) => {
    const aborted = abortVersion(rotation, { version, reason })
    if (!aborted.ok || !refused || proved.includes(version)) return aborted
    return decided(...aborted.events, proofOf(version))
  })
  await destroyRetired(shop)
}

/** Brings in the first secret. */
export async function adopt(shop: Workshop, secret: string, note: JsonObject): Promise<CredentialStep> {
  const current = currentVersion((await shop.series.latest()).rotation)
  if (current === undefined) return advance(shop, secret, note)
  return (await isText(shop, current, secret))
    ? { ok: true, version: current.id }
    : { ok: false, code: 'already-adopted' }
}

/** Gives up the new secret; a pause is over with it. */
export async function abort(shop: Workshop, note: JsonObject): Promise<CredentialStep> {
  const before = await shop.series.latest()
  const version = openVersion(before.rotation)?.id
  const decide: Decide = (record) => {
    if (version === undefined)
      return record.pausedUntil === undefined ? refused('nothing-open') : resuming(record, decided())
    const aborted = abortVersion(record.rotation, { version, reason: reasonOf(note, 'aborted') })
    return noted(resuming(record, aborted), note)
  }
  const step = await commit(shop, version ?? currentVersion(before.rotation)?.id ?? '', decide)
  if (step.ok) await destroyRetired(shop)
  return step
}

/** The emergency: tested, then the only one, in one append. */
export async function replace(shop: Workshop, secret: string, note: JsonObject): Promise<CredentialStep> {
  const { rotation } = await shop.series.latest()
  const current = currentVersion(rotation)
  if (current !== undefined && (await isText(shop, current, secret))) {
    return finish(shop, await commit(shop, current.id, (record) => replaceBy(record, current.id, note)))
  }
  const trial = await shop.try(secret)
  if (trial !== 'accepted') return { ok: false, code: codeOfTrial(trial) }
  return finish(shop, await withNewText(shop, secret, (version) => (record) => replaceBy(record, version, note)))
}

/** Gives up the credential for good. */
export async function end(shop: Workshop, note: JsonObject): Promise<void> {
  const reason = reasonOf(note, 'ended')
  await shop.series.commit(({ rotation }) => noted(endRotation(rotation, { reason }), note))
  await destroyRetired(shop)
}

function codeOfTrial(trial: 'refused' | 'unknown'): CredentialStepCode {
  return trial === 'refused' ? 'test-failed' : 'test-unavailable'
}

/** Whether a version has this text. */
export async function isText(shop: Workshop, version: Version, secret: string): Promise<boolean> {
  return (await shop.texts.find(version.id))?.text === secret
}

/** Ends a pause in the same append, if there is one. */
function resuming<Code extends string>(record: CredentialRecord, decision: Decision<Code>): Decision<Code> {
  if (!decision.ok || record.pausedUntil === undefined) return decision
  return decided(...decision.events, credentialEvent('credential.resumed'))
}

function replaceBy(record: CredentialRecord, version: string, note: JsonObject): Decision {
  const reason = reasonOf(note, 'replaced')
  return noted(resuming(record, replaceVersion(record.rotation, { version, reason, data: note })), note)
}

async function finish(shop: Workshop, step: CredentialStep): Promise<CredentialStep> {
  if (step.ok) await destroyRetired(shop)
  return step
}

async function withNewText(
  shop: Workshop,
  secret: string,
  decide: (version: string) => Decide,
): Promise<CredentialStep> {
  const version = randomId('v', shop.random)
  await shop.texts.put(version, secret)
  const step = await commit(shop, version, decide(version))
  if (!step.ok) await shop.texts.destroy(version)
  return step
}

async function commit(shop: Workshop, version: string, decide: Decide): Promise<CredentialStep> {
  const done = await shop.series.commit(decide)
  return done.ok ? { ok: true, version } : done
}

function reasonOf({ reason }: JsonObject, otherwise: string): string {
  return typeof reason === 'string' ? reason : otherwise
}
