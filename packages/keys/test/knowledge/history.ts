import type { EventDraft, Journal } from '@waxseal/core'
import type { ContainerId, KnowledgeFact, SecretId } from '../../src/knowledge/knowledge-fact.js'

/** One thing that happened in a company: a fact, or a step of a rotation. */
export type Happening =
  | KnowledgeFact
  | { readonly type: 'made'; readonly what: SecretId; readonly version: string; readonly seenBy: readonly string[] }
  /** The version made last becomes the current one; the one before lives on until then. */
  | { readonly type: 'switched'; readonly what: SecretId; readonly version: string; readonly until: number | undefined }
  | { readonly type: 'replaced'; readonly what: SecretId; readonly version: string }
  | { readonly type: 'aborted'; readonly what: SecretId; readonly version: string }
  | { readonly type: 'closed'; readonly what: SecretId }
  /** Shown to be of no use to anybody: the provider refuses it, or what it signs is not believed. */
  | { readonly type: 'proved'; readonly what: SecretId; readonly version: string }

export interface Company {
  readonly principals: readonly string[]
  readonly groups: readonly string[]
  readonly containers: readonly ContainerId[]
  readonly secrets: readonly SecretId[]
}

export interface History extends Company {
  /** What happened at instant 1, 2, 3, … */
  readonly happenings: readonly Happening[]
}

/** Numbers that are the same for the same seed. */
export function numbers(seed: number) {
  let state = seed | 0
  const below = (limit: number): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) % limit
  }
  const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T
  return { below, pick, chance: (percent: number) => below(100) < percent }
}

/** A company's history: containers in containers (also in circles), groups in groups, copies of copies, rotations at every stage; proofs if wanted. */
export function generateHistory(seed: number, length = 120, proofs = false): History {
  const { below, pick, chance } = numbers(seed)
  const some = <T>(most: number, make: (index: number) => T) =>
    Array.from({ length: 2 + below(most) }, (_, i) => make(i))
  const principals = some(6, (index) => `person-${index}`)
  const groups = some(3, (index) => `group-${index}`)
  const containers = some(
    6,
    (index): ContainerId => `${pick(['vault', 'template', 'document', 'export'] as const)}/${index}`,
  )
  const secrets = some(5, (index): SecretId => `${pick(['key', 'credential', 'signing', 'secret'] as const)}/${index}`)
  const made = new Map<SecretId, string[]>()
  const open = new Map<SecretId, string>()
  const closed = new Set<SecretId>()
  const happenings: Happening[] = []

  const subject = (): { what: ContainerId } | { what: SecretId; version?: string } => {
    if (chance(45)) return { what: pick(containers) }
    const what = pick(secrets)
    const versions = made.get(what) ?? []
    if (chance(6)) return { what, version: 'spoken-of' }
    return versions.length > 0 && chance(30) ? { what, version: pick(versions) } : { what }
  }
  const holder = () => (chance(40) ? { group: pick(groups) } : { principal: pick(principals) })

  function rotation(): Happening {
    const what = pick(secrets)
    const versions = made.get(what) ?? []
    const version = `v${versions.length}`
    const seenBy = principals.filter(() => chance(15))
    const pending = open.get(what)
    if (closed.has(what)) return { type: 'container.emptied', container: pick(containers) }
    if (chance(4)) {
      closed.add(what)
      return what.startsWith('secret/')
        ? { type: 'secret.ended', what: what as `secret/${string}` }
        : { type: 'closed', what }
    }
    if (pending !== undefined) {
      open.delete(what)
      const until = chance(50) ? undefined : happenings.length + below(length)
      if (chance(60)) return { type: 'switched', what, version: pending, until }
      return { type: chance(60) ? 'replaced' : 'aborted', what, version: pending }
    }
    made.set(what, [...versions, version])
    if (what.startsWith('secret/')) return { type: 'secret.changed', what: what as `secret/${string}`, version, seenBy }
    open.set(what, version)
    return { type: 'made', what, version, seenBy }
  }

  /** Of what is out of use, once it is. */
  function proof(): Happening {
    const what = pick(secrets)
    const version = pick(['', 'spoken-of', ...(made.get(what) ?? [])])
    const came = (one: Happening) =>
      (one.type === 'switched' || one.type === 'replaced') && one.what === what ? [one.version] : []
    const inUse = [open.get(what), closed.has(what) ? undefined : happenings.flatMap(came).at(-1)].includes(version)
    const named = version.startsWith('v') || what.startsWith('signing/')
    const shown = /^(?:credential|signing)/.test(what) && named && !inUse
    return shown ? { type: 'proved', what, version } : rotation()
  }

  const kinds: readonly [weight: number, make: () => Happening][] = [
    [16, rotation],
    ...(proofs ? ([[12, proof]] as [number, () => Happening][]) : []),
    [8, () => ({ type: 'secret.revealed', ...subject(), ...holder() }) as Happening],
    [4, () => ({ type: 'secret.used', ...subject(), principal: pick(principals) }) as Happening],
    [
      9,
      () =>
        ({
          type: pick(['secret.copied', 'secret.exported', 'secret.imported']),
          ...subject(),
          principal: pick(principals),
          ...(chance(70) ? { into: pick(containers) } : {}),
        }) as Happening,
    ],
    [18, () => ({ type: 'container.filled', container: pick(containers), ...subject() }) as Happening],
    [
      5,
      () => ({ type: 'container.emptied', container: pick(containers), ...(chance(70) ? subject() : {}) }) as Happening,
    ],
    [12, () => ({ type: 'container.shared', container: pick(containers), ...holder() }) as Happening],
    [8, () => ({ type: 'container.unshared', container: pick(containers), ...holder() }) as Happening],
    [10, () => ({ type: 'group.joined', group: pick(groups), principal: pick(principals) })],
    [3, () => ({ type: 'group.joined', group: pick(groups), subgroup: pick(groups) })],
    [5, () => ({ type: 'group.left', group: pick(groups), principal: pick(principals) })],
    [2, () => ({ type: 'group.left', group: pick(groups), subgroup: pick(groups) })],
  ]
  const total = kinds.reduce((sum, [weight]) => sum + weight, 0)
  while (happenings.length < length) {
    let left = below(total)
    for (const [weight, make] of kinds) {
      if (left >= 0 && left < weight) happenings.push(make())
      left -= weight
    }
  }
  return { principals, groups, containers, secrets, happenings }
}

/** The events of a rotation's step, as the commands of the rotation make them. */
export function rotationEvents(happening: Happening, at: number): readonly EventDraft[] {
  const event = (type: string, data: EventDraft['data']): EventDraft => ({ type: `rotation.${type}`, at, data })
  switch (happening.type) {
    case 'made':
      return [event('begun', { version: happening.version, seenBy: [...happening.seenBy], hash: 'h' })]
    case 'switched': {
      const until = happening.until === undefined ? {} : { until: happening.until }
      return [
        event('tested', { version: happening.version }),
        event('switched', { version: happening.version, ...until }),
      ]
    }
    case 'replaced':
      return [
        event('tested', { version: happening.version }),
        event('replaced', { version: happening.version, reason: 'leaked' }),
      ]
    case 'aborted':
      return [event('aborted', { version: happening.version, reason: 'other' })]
    case 'proved':
      if (happening.what.startsWith('signing/'))
        return [{ type: 'signing.compromised', at, data: { kids: [happening.version], since: at } }]
      return [event('retired', { version: happening.version, reason: 'refused-by-provider' })]
    case 'closed':
      return [event('ended', { reason: 'closed' })]
    default:
      return []
  }
}

/** Writes a history down. `note` writes facts; the clock must tell the instant of the happening. */
export async function writeHistory(
  { happenings }: History,
  journal: Journal,
  note: (fact: KnowledgeFact) => Promise<unknown>,
  clock: { advance(milliseconds: number): void },
): Promise<void> {
  for (const [index, happening] of happenings.entries()) {
    clock.advance(1)
    const events = rotationEvents(happening, index + 1)
    if (events.length === 0) await note(happening as KnowledgeFact)
    else await journal.append({ tenant: 'default', stream: (happening as { what: string }).what }, events)
  }
}
