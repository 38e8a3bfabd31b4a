import { retireVersion } from '../rotation/commands.js'
import { decided, type RotationEvent, refused } from '../rotation/decision.js'
import type { CredentialRecord } from './credential-record.js'
import type { CredentialStepCode, RetireStep } from './credential-step.js'
import { type IdleReport, idleReport } from './holds.js'
import { credentialEvent, type Workshop } from './workshop.js'

/** Where every version stands that is not lent any more and not declared dead yet. */
export function idleReports(shop: Workshop, record: CredentialRecord): IdleReport[] {
  return previous(record).map((version) => idleReport(shop, record, version))
}

/** Declares the old versions dead that nothing is under way with, and destroys their texts. */
export async function retireIdle(shop: Workshop): Promise<RetireStep> {
  const done = await shop.series.commit((record) => {
    const reports = idleReports(shop, record)
    const idle = reports.filter((report) => report.idle)
    if (idle.length < reports.length && idle.length === 0) return refused<CredentialStepCode>('not-idle')
    return decided(...idle.flatMap(({ version }) => retiring(record, version, 'idle')))
  })
  return finish(shop, done.ok ? { ok: true, retired: retiredIn(done.events) } : done)
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

/**
 * Asks the provider whether it still takes the old versions. Those that it refuses are dead at once, whatever is under way: it can
 * have no effect.
 */
export async function retireRefused(shop: Workshop): Promise<RetireStep> {
  const record = await shop.series.latest()
  const dead: string[] = []
  let code: CredentialStepCode | undefined
  for (const version of previous(record)) {
    const text = (await shop.texts.find(version))?.text
    // A version whose text is gone can be lent by nobody.
    const trial = text === undefined ? 'refused' : await shop.try(text)
    if (trial === 'refused') dead.push(version)
    else code = trial === 'accepted' ? 'old-still-accepted' : (code ?? 'test-unavailable')
  }
  const done = await shop.series.commit((now) =>
    decided(...dead.flatMap((version) => retiring(now, version, 'refused-by-provider'))),
  )
  const step = await finish(shop, done.ok ? { ok: true, retired: retiredIn(done.events) } : done)
  return code === undefined ? step : { ok: false, code }
}

/** Destroys the texts of retired versions and says so on the record; also those that a crash left before they were noted. */
export async function destroyRetired(shop: Workshop): Promise<void> {
  const { series, texts } = shop
  const { rotation, destroyed } = await series.latest()
  const known = new Set(rotation.versions.map(({ id }) => id))
  const left = rotation.versions.filter(({ id, state }) => state === 'retired' && !destroyed.includes(id))
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

function previous({ rotation }: CredentialRecord): string[] {
  return rotation.versions.flatMap(({ id, state }) => (state === 'previous' ? [id] : []))
}

function retiring({ rotation }: CredentialRecord, version: string, reason: string): readonly RotationEvent[] {
  const decision = retireVersion(rotation, { version, reason })
  return decision.ok ? decision.events : []
}

function retiredIn(events: readonly RotationEvent[]): string[] {
  return events.map(({ data }) => String(data.version))
}

async function finish(shop: Workshop, step: RetireStep): Promise<RetireStep> {
  await destroyRetired(shop)
  return step
}
