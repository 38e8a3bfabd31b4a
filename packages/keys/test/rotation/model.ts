import {
  abortVersion,
  beginVersion,
  endRotation,
  replaceVersion,
  retireDue,
  retireVersion,
  rotateVersion,
  switchVersion,
  testVersion,
} from '../../src/rotation/commands.js'
import type { Decision } from '../../src/rotation/decision.js'
import { acceptedAt, type Rotation } from '../../src/rotation/rotation.js'
import { written } from './support.js'

/** How long a previous version is accepted in the model: one instant within, one just before the end, one at the end. */
export const OVERLAP = 2

export interface Command {
  readonly word: string
  /** The version that it is about; absent for those about the series. */
  readonly version?: string
  decide(rotation: Rotation, at: number): Decision<string>
}

/** What one operator knows. */
type Operator =
  | { readonly step: 'idle' }
  | { readonly step: 'read'; readonly command: Command; readonly seen: Rotation }
  | {
      readonly step: 'decided'
      readonly command: Command
      readonly seen: Rotation
      readonly decision: Decision<string>
    }

/** The record, the time, and what two operators know. */
export interface World {
  readonly rotation: Rotation
  readonly at: number
  readonly operators: readonly [Operator, Operator]
}

const IDLE: Operator = { step: 'idle' }
const reason = 'planned'

/** Everything that an operator may wish for: every command for every version, sensible or not, and for one of his own making. */
function wishes(rotation: Rotation, own: string | undefined): Command[] {
  const commands: Command[] = [
    { word: 'end', decide: (one) => endRotation(one, { reason }) },
    { word: 'due', decide: (one, at) => retireDue(one, { at }) },
  ]
  for (const version of rotation.versions.map(({ id }) => id).concat(own ?? [])) {
    commands.push(
      { word: 'begin', version, decide: (one) => beginVersion(one, { version }) },
      { word: 'rotate', version, decide: (one, at) => rotateVersion(one, { version, until: at + OVERLAP }) },
      { word: 'test', version, decide: (one) => testVersion(one, { version }) },
      { word: 'switch', version, decide: (one, at) => switchVersion(one, { version, until: at + OVERLAP }) },
      { word: 'watch', version, decide: (one) => switchVersion(one, { version }) },
      { word: 'retire', version, decide: (one) => retireVersion(one, { version, reason }) },
      { word: 'abort', version, decide: (one) => abortVersion(one, { version, reason }) },
      { word: 'replace', version, decide: (one) => replaceVersion(one, { version, reason }) },
    )
  }
  return commands
}

/**
 * Every world one step away. An operator reads the record, decides, appends, returns; between two of these steps the other one may do
 * any of his, time may pass, and he may crash, which loses what he knew and nothing else. An append is taken when the record is as
 * long as it expects; else he reads again, as after a conflict.
 *
 * @param most no version is begun beyond this number
 * @param optimistic whether the journal holds to what an append expects
 */
export function* nextWorlds(world: World, most: number, optimistic: boolean): Generator<World> {
  const { rotation, at, operators } = world
  const inOverlap = rotation.versions.some((one) => one.until !== undefined && acceptedAt(one, at))
  if (inOverlap) yield { ...world, at: at + 1 }
  for (const which of [0, 1] as const) {
    const mine = operators[which]
    const become = (changed: Operator): World => ({
      ...world,
      operators: which === 0 ? [changed, operators[1]] : [operators[0], changed],
    })
    if (mine.step === 'idle') {
      const own = rotation.versions.length < most ? `${which}-${rotation.length}` : undefined
      for (const command of wishes(rotation, own)) yield become({ step: 'read', command, seen: rotation })
      continue
    }
    yield become(IDLE) // a crash
    const { command, seen } = mine
    if (mine.step === 'read') {
      const decision = command.decide(seen, at)
      const writes = decision.ok && decision.events.length > 0 && grown(seen, decision) <= most
      yield become(writes ? { step: 'decided', command, seen, decision } : IDLE)
    } else if (optimistic && seen.length !== rotation.length) {
      yield become({ step: 'read', command, seen: rotation })
    } else {
      // Written. A crash before he hears of it leaves the same world as if he had heard.
      yield { ...become(IDLE), rotation: written(rotation, mine.decision, at) }
    }
  }
}

function grown(rotation: Rotation, decision: Decision<string>): number {
  const begun = decision.ok ? decision.events.filter(({ type }) => type === 'rotation.begun').length : 0
  return rotation.versions.length + begun
}

/** One text for worlds that differ only in names and instants: they behave alike. */
export function keyOf({ rotation, at, operators }: World): string {
  const left = (until: number | undefined) => (until === undefined ? '*' : Math.max(-1, until - at))
  const place = (id: string | undefined) => rotation.versions.findIndex((one) => one.id === id)
  const versions = rotation.versions.map(({ state, until }) => (state === 'previous' ? left(until) : state))
  const minds = operators.map((operator) => {
    if (operator.step === 'idle') return ''
    const { command, seen, step } = operator
    // Whoever saw a shorter record will read again, whatever he saw and decided.
    if (seen.length !== rotation.length)
      return `${step === 'read' ? 'stale-read' : 'stale'} ${command.word} ${place(command.version)}`
    const untils =
      step === 'decided' && operator.decision.ok ? operator.decision.events.map(({ data }) => data.until) : []
    return `${step} ${command.word} ${place(command.version)} ${untils.map((until) => left(Number(until ?? Number.NaN)))}`
  })
  return `${versions}${rotation.ended === undefined ? '' : ',ended'}|${minds.sort().join('|')}`
}
