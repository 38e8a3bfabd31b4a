import type { JsonObject } from '@waxseal/core'
import { decided, refused } from '../rotation/decision.js'
import { argumentsOf, noted, noteOf } from '../rotation/note.js'
import { currentVersion, openVersion } from '../rotation/rotation.js'
import { type CredentialRecord, isPaused } from './credential-record.js'
import type { CredentialStep, CredentialStepCode } from './credential-step.js'
import type { Guide } from './guide.js'
import type { GuidedRotation, GuidedStage, GuidedStep } from './guided.js'
import { idleReport } from './holds.js'
import { previousOf, retireRefused } from './retire.js'
import { noteWith } from './secret-note.js'
import { abort, begin, bringIn, giveUp, isText } from './steps.js'
import { credentialEvent, type Workshop } from './workshop.js'

/** The rotation by hand of a credential, from wherever it stands. */
export function guidedRotation(shop: Workshop, guide: Guide): GuidedRotation {
  async function stage(): Promise<GuidedStage> {
    shop.assertOpen()
    return stageOf(await shop.series.latest(), shop.clock())
  }

  return {
    stage,
    steps: async (language) => stepsAt(await stage(), guide[language]),
    async pause(options) {
      const { signal, ...note } = options ?? {}
      const data = noteOf(argumentsOf('pause', note))
      shop.assertOpen()
      return pause(shop, data, signal)
    },
    async take(secret, note) {
      const data = secret === undefined ? {} : noteWith('take', secret, note)
      shop.assertOpen()
      return take(shop, secret, data)
    },
    async prove() {
      shop.assertOpen()
      return retireRefused(shop, previousOf)
    },
    async abort(note) {
      const data = noteOf(argumentsOf('abort', note))
      shop.assertOpen()
      return cancel(shop, data)
    },
  }
}

/** Where it stands by the record. */
function stageOf(record: CredentialRecord, at: number): GuidedStage {
  if (openVersion(record.rotation) !== undefined) return 'check-key'
  if (isPaused(record, at)) return 'make-key'
  return record.rotation.versions.some(({ state }) => state === 'previous') ? 'prove-old' : 'ready'
}

/** The steps in words. */
function stepsAt(stage: GuidedStage, words: Guide['en']): GuidedStep[] {
  const now = { ready: 0, 'make-key': 1, 'check-key': 2, 'prove-old': 3 }[stage]
  const ids = ['pause', 'make', 'paste', 'prove'] as const
  return ids.map((id, index) => ({
    id,
    text: words[id],
    status: index < now ? 'done' : index === now ? 'now' : 'later',
  }))
}

/** Begins a pause, or goes on with one, and waits until nothing is under way. */
async function pause(shop: Workshop, note: JsonObject, signal: AbortSignal | undefined): Promise<CredentialStep> {
  const done = await shop.series.commit((record, at) => {
    if (currentVersion(record.rotation) === undefined) return refused<CredentialStepCode>('nothing-current')
    const until = at + shop.pauseFor
    return isPaused(record, at) ? decided() : noted(decided(credentialEvent('credential.paused', { until })), note)
  })
  if (!done.ok) return done
  const deadline = shop.clock() + shop.longestLease
  while (true) {
    shop.assertOpen()
    await shop.series.latest()
    const record = shop.series.now
    const version = currentVersion(record.rotation)?.id ?? ''
    const { running, holders } = idleReport(shop, record, version)
    if (running === 0 && holders === 0) return { ok: true, version }
    if (signal?.aborted || shop.clock() >= deadline) return { ok: false, code: 'still-running' }
    await shop.bell.heard(deadline - shop.clock(), signal)
  }
}

/** Takes the new key, or goes on with the one taken before. */
async function take(shop: Workshop, secret: string | undefined, note: JsonObject): Promise<CredentialStep> {
  const record = await shop.series.latest()
  const open = openVersion(record.rotation)
  if (secret === undefined) return open === undefined ? { ok: false, code: 'nothing-open' } : bringIn(shop, open.id)
  if (open !== undefined) {
    if (await isText(shop, open, secret)) return bringIn(shop, open.id)
    await giveUp(shop, open.id, 'entered-again')
  }
  const current = currentVersion(record.rotation)
  const exchanged = current !== undefined && stageOf(record, shop.clock()) === 'prove-old'
  // It was exchanged before a crash, and the person enters it again.
  if (exchanged && (await isText(shop, current, secret))) return { ok: true, version: current.id }
  const begun = await begin(shop, secret, note)
  return begun.ok ? bringIn(shop, begun.version) : begun
}

/** Gives up and asks the provider about the key that is lent again. */
async function cancel(shop: Workshop, note: JsonObject): ReturnType<GuidedRotation['abort']> {
  const step = await abort(shop, note)
  if (!step.ok) return step
  const current = currentVersion((await shop.series.latest()).rotation)
  const text = current === undefined ? undefined : (await shop.texts.find(current.id))?.text
  return { ok: true, current: text === undefined ? 'unknown' : await shop.try(text) }
}
