import type { JournalEvent } from '@waxseal/core'
import { type DayLog, noteDeed, noteRefusal, noteReveal } from './day-log.js'
import { logOf } from './day-of.js'
import { takeKeyEvent } from './key-events.js'
import { DAY, HOUR } from './lengths.js'
import type { Settings } from './settings.js'
import type { DailyState } from './state.js'
import { tellTime } from './tell-time.js'
import { noteTrespass } from './trespass.js'

/** Instants beyond are no dates. */
const FARTHEST = 8e15
const LONGEST_NAME = 256
/** Events of what principals do with contacts begin with these words. */
const DEEDS: ReadonlySet<string> = /* @__PURE__ */ new Set(['contacts', 'campaign', 'deliveries', 'access', 'call'])
const GREATEST_COUNT = 1e9

/** Takes one event in. What is not as it should be is passed over: a check that stops is none. */
export function takeEvent(state: DailyState, settings: Settings, event: JournalEvent): void {
  const { type, at, data } = event
  if (!Number.isFinite(at) || Math.abs(at) > FARTHEST || typeof data !== 'object' || data === null) return
  state.events++
  tellTime(state, settings, at)
  if (DEEDS.has(type.slice(0, type.indexOf('.')))) takeDeed(state, settings, event)
  else takeKeyEvent(state, settings, event)
}

function takeDeed(state: DailyState, settings: Settings, event: JournalEvent): void {
  const { type, at, data } = event
  const { principal, network } = data
  if (!isName(principal)) return
  const count = revealed(event)
  const local = at + settings.zoneOf(principal, at).offsetAt(at)
  const day = Math.floor(local / DAY)
  const log = logOf(state, settings, { principal, at, day }, count > 0)
  const from = isName(network) ? network : ''
  noteDeed(log, from)
  if (count > 0) {
    const hour = Math.floor((local - day * DAY) / HOUR)
    noteShown(log, event, { count, hour, network: from }, settings.expected(principal, at))
    noteTrespass(state, settings, { principal, at, day: log.day, seq: event.seq, count })
  } else if (type === 'access.refused') {
    noteRefusal(log, event.seq, `${text(data.operation)} ${text(data.list)}`)
  }
}

function noteShown(
  log: DayLog,
  { type, seq, stream, data }: JournalEvent,
  shown: { readonly count: number; readonly hour: number; readonly network: string },
  expected: boolean,
): void {
  const list = stream.startsWith('list/') && stream.length <= LONGEST_NAME ? stream.slice(5) : ''
  const exported = type === 'contacts.exported'
  noteReveal(log, { seq, list, outside: data.outside === true, exported, ...shown }, expected)
}

/** How many contacts an event showed in clear. */
function revealed({ type, data: { count, masked } }: JournalEvent): number {
  if (type !== 'contacts.viewed' && type !== 'contacts.exported' && type !== 'deliveries.viewed') return 0
  if (typeof count !== 'number' || !(count > 0) || isHidden(type, masked)) return 0
  return Math.min(Math.ceil(count), GREATEST_COUNT)
}

/** Neither address nor phone is seen under these masks; deliveries show addresses only. */
function isHidden(type: string, masked: unknown): boolean {
  if (!Array.isArray(masked) || !masked.includes('email')) return false
  return type === 'deliveries.viewed' || masked.includes('phone')
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_NAME) : ''
}
