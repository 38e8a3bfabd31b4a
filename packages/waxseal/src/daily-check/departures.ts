import type { JournalEvent } from '@waxseal/core'
import { setBounded } from './bounded.js'
import { mergeFinding } from './merge-finding.js'
import type { Settings } from './settings.js'
import type { DailyState } from './state.js'

const LEAVER = 'offboarding/'

/** Somebody left or came back, or an offboarding went on. */
export function noteLeaving(
  { departed, offboardings }: DailyState,
  { maxPrincipals }: Settings,
  { type, at, seq, stream, data }: JournalEvent,
): void {
  const named = stream.startsWith(LEAVER) ? stream.slice(LEAVER.length) : data.principal
  if (typeof named !== 'string' || named === '') return
  switch (type) {
    case 'principal.offboarded':
      if (!departed.has(named)) setBounded(departed, named, at, maxPrincipals)
      return
    case 'principal.reinstated':
      departed.delete(named)
      offboardings.delete(named)
      return
    case 'offboarding.begun':
      setBounded(offboardings, named, { at, seq }, maxPrincipals)
      return
    case 'offboarding.reported':
      if (data.complete === true) offboardings.delete(named)
  }
}

/** Whoever has left and sees contacts: no baseline is needed for that. */
export function noteSeenAfterLeaving(
  state: DailyState,
  { seq, at }: JournalEvent,
  principal: string,
  day: number,
  count: number,
): void {
  const since = state.departed.get(principal)
  if (since === undefined || at <= since) return
  mergeFinding(state, 'active-after-leaving', day, { principal }, { seq, count, since })
}
