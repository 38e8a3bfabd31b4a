import { retireVersion } from '../rotation/commands.js'
import { decided, type RotationEvent, refused } from '../rotation/decision.js'
import { currentVersion } from '../rotation/rotation.js'
import { isSealedError } from '../sealed/seal-secret.js'
import { type CredentialRecord, proofOf } from './credential-record.js'
import type { CredentialStepCode, RetireStep } from './credential-step.js'
import { type IdleReport, idleReport } from './holds.js'
import { credentialEvent, type Trial, type Workshop } from './workshop.js'

/** Where every version stands that is not lent any more and not retired yet. */
export function idleReports(shop: Workshop, record: CredentialRecord): IdleReport[] {
  return previousOf(record).map((version) => idleReport(shop, record, version))
}

/** Retires the old versions that nothing is under way with; `unproved`: nobody will ever ask the provider about the retired ones. */
export async function retireIdle(shop: Workshop, unproved = false): Promise<RetireStep> {
  const done = await shop.series.commit((record) => {
    const reports = idleReports(shop, record)
    const idle = reports.filter((report) => report.idle)
    if (idle.length < reports.length && idle.length === 0) return refused<CredentialStepCode>('not-idle')
    return decided(...idle.flatMap(({ version }) => retiring(record, version)))
  })
  await destroyRetired(shop, unproved)
  return done.ok ? { ok: true, retired: retiredIn(done.events) } : done
}

/** Waits until the old versions are idle, then retires them. Resolves with `not-idle` when the signal ends the waiting. */
export async function retireWhenIdle(shop: Workshop, signal: AbortSignal | undefined): Promise<RetireStep> {
  const retired: string[] = []
  while (true) {
    shop.assertOpen()
    const step = await retireIdle(shop)
    if (step.ok) retired.push(...step.retired)
    else if (step.code !== 'not-idle') return step
    await shop.series.latest()
    // Looked at without a pause before waiting, so that no change is missed.
    const reports = idleReports(shop, shop.series.now)
    if (reports.length === 0) return { ok: true, retired }
    if (signal?.aborted) return { ok: false, code: 'not-idle' }
    const next = Math.min(...reports.map(({ quietAt }) => quietAt)) - shop.clock()
    await shop.bell.heard(next > 0 ? next : shop.quietFor, signal)
  }
}

/** What stopped a proof; of several reasons the one that matters most. */
const STOPS = ['old-still-accepted', 'same-secret', 'text-missing', 'test-unavailable'] as const

/**
 * Asks the provider whether it still takes what was given up. What it refuses is dead at once, whatever is under way: it can have no
 * effect. What it was not asked about is not.
 *
 * @param about the versions that must be dead for it to succeed
 */
export async function retireRefused(
  shop: Workshop,
  about: (record: CredentialRecord) => readonly string[],
): Promise<RetireStep> {
  const record = await shop.series.latest()
  const must = about(record)
  const current = currentVersion(record.rotation)?.id
  const lent = current === undefined ? undefined : await textOf(shop, current)
  const dead: string[] = []
  const stops: string[] = []
  for (const version of unprovedOf(record)) {
    const text = await textOf(shop, version)
    const trial = text === undefined ? undefined : await shop.try(text)
    if (trial === 'refused') dead.push(version)
    else if (must.includes(version)) stops.push(stopOf(trial, text === lent))
  }
  const done = await shop.series.commit(({ proved }) =>
    decided(...dead.filter((version) => !proved.includes(version)).map(proofOf)),
  )
  await destroyRetired(shop)
  const code = STOPS.find((one) => stops.includes(one))
  if (code !== undefined) return { ok: false, code }
  return done.ok ? { ok: true, retired: retiredIn(done.events) } : done
}

function stopOf(trial: Trial | undefined, same: boolean): (typeof STOPS)[number] {
  if (trial === undefined) return 'text-missing'
  if (trial === 'unknown') return 'test-unavailable'
  return same ? 'same-secret' : 'old-still-accepted'
}

async function textOf({ texts }: Workshop, version: string): Promise<string | undefined> {
  try {
    return (await texts.find(version))?.text
  } catch (error) {
    if (!isSealedError(error)) throw error
    return undefined
  }
}

/**
 * Destroys the texts of versions that are proved dead, or, with `unproved`, of all retired ones, and says so on the record; also those that
 * a crash left before they were noted.
 */
export async function destroyRetired(shop: Workshop, unproved = false): Promise<void> {
  const { series, texts } = shop
  const { rotation, proved, destroyed } = await series.latest()
  const known = new Set(rotation.versions.map(({ id }) => id))
  const over = rotation.versions.filter(({ id, state }) => state === 'retired' && (unproved || proved.includes(id)))
  const left = over.filter(({ id }) => !destroyed.includes(id))
  for (const { id } of left) await texts.destroy(id)
  for (const id of await texts.ids()) {
    if (destroyed.includes(id) || (!known.has(id) && (await texts.isLeftBehind(id)))) await texts.destroy(id)
  }
  if (left.length === 0) return
  await series.commit((now) => {
    const unsaid = left.filter(({ id }) => !now.destroyed.includes(id))
    return decided(...unsaid.map(({ id }) => credentialEvent('credential.destroyed', { version: id })))
  })
}

/** Versions that are lent no more and not retired yet. */
export function previousOf({ rotation }: CredentialRecord): string[] {
  return rotation.versions.flatMap(({ id, state }) => (state === 'previous' ? [id] : []))
}

/** Versions out of use that the provider may still take. */
export function unprovedOf({ rotation, proved }: CredentialRecord): string[] {
  const over = rotation.versions.filter(({ state }) => state === 'previous' || state === 'retired')
  return over.flatMap(({ id }) => (proved.includes(id) ? [] : [id]))
}

function retiring({ rotation }: CredentialRecord, version: string): readonly RotationEvent[] {
  const decision = retireVersion(rotation, { version, reason: 'idle' })
  return decision.ok ? decision.events : []
}

function retiredIn(events: readonly RotationEvent[]): string[] {
  return events.map(({ data }) => String(data.version))
}
