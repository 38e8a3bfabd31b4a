import { currentVersion, openVersion, replaceVersion, type SecretId } from '@waxseal/keys'
import { generateHistory, type Happening, numbers, rotationEvents } from '../../../keys/test/knowledge/history.js'
import type { OffboardHooks, SecretTask } from '../../src/offboard/offboard-ports.js'
import type { startProcess, World } from './world.js'

type Process = ReturnType<typeof startProcess>

/** A history that was lived through with real API keys. */
export interface Lived {
  readonly principals: readonly string[]
  /** What happened, in the names of the generator, for the oracle. */
  readonly happenings: readonly Happening[]
  /** `key/0#v1` → the API key itself. */
  readonly texts: ReadonlyMap<string, string>
  /** `key/0` → its name on the record. */
  readonly secretOf: (name: string) => SecretId
  /** Name on the record → name of the generator. */
  readonly nameOf: (target: string) => string
  readonly owners: ReadonlyMap<string, string>
  readonly rotators: NonNullable<OffboardHooks['rotators']>
}

/** Lives through a generated history. API keys are there from the start, since they are made in one step. */
export async function liveThrough(seed: number, world: World, { keys, knowledge, journal }: Process): Promise<Lived> {
  const { principals, secrets, happenings } = generateHistory(seed, 90)
  const { pick, chance } = numbers(seed + 7_000)
  const series = new Map<string, string>()
  const owners = new Map<string, string>()
  const ids = new Map<string, string>()
  const texts = new Map<string, string>()
  const lived: Happening[] = []
  const base = world.clock()
  const secretOf = (name: string) => (series.has(name) ? `key/${series.get(name)}` : name) as SecretId

  const keep = (name: string, issued: { readonly id: string; readonly key: string }) => {
    ids.set(name, issued.id)
    texts.set(name, issued.key)
  }
  const live = async (happening: Happening, work: () => Promise<unknown>) => {
    world.clock.advance(1)
    lived.push(happening)
    await work()
  }

  for (const what of secrets.filter((name) => name.startsWith('key/'))) {
    const owner = chance(30) ? pick(principals) : `service of ${what}`
    owners.set(what, owner)
    await live({ type: 'made', what, version: 'v0', seenBy: [owner] }, async () => {
      const issued = await keys.issue({ owner, scopes: ['*'], by: owner })
      series.set(what, issued.series)
      keep(`${what}#v0`, issued)
      world.services.set(what, issued.key)
    })
    await live({ type: 'switched', what, version: 'v0', until: undefined }, async () => undefined)
  }

  const pending = new Set<string>()
  const moveKey = async (happening: Rotation): Promise<void> => {
    const { what } = happening
    const id = series.get(what) ?? ''
    if (happening.type === 'closed') return live(happening, () => keys.revoke(id, { reason: 'closed' }))
    const { version } = happening
    const name = `${what}#${version}`
    if (happening.type === 'made') {
      if (version === 'v0') return
      pending.add(name)
      const seenBy = happening.seenBy.slice(0, 1)
      await live({ type: 'made', what, version, seenBy }, async () => {
        keep(name, await keys.rotate(id, { staged: true, ...(seenBy[0] === undefined ? {} : { by: seenBy[0] }) }))
      })
    } else if (pending.delete(name)) {
      if (happening.type === 'aborted') {
        return live(happening, () => keys.abort(ids.get(name) ?? '', { reason: 'other' }))
      }
      const until = lived.length + 1 + 3_600_000
      await live({ type: 'switched', what, version, until }, async () => {
        keys.verify(texts.get(name) ?? '')
        await keys.promote(ids.get(name) ?? '', { overlap: '1h' })
        world.services.set(what, texts.get(name) ?? '')
      })
    }
  }

  for (const happening of happenings) {
    if (!isRotation(happening)) await live(happening, () => knowledge.note(named(happening, secretOf, ids)))
    else if (series.has(happening.what)) await moveKey(happening)
    else {
      const { what } = happening
      // The oracle counts instants from 1.
      const until = happening.type === 'switched' && happening.until !== undefined ? base + happening.until : undefined
      const drafts = rotationEvents({ ...happening, until } as Happening, world.clock() + 1)
      await live(happening, () => journal.append({ tenant: 'default', stream: what }, drafts))
    }
  }

  const rotate = async ({ secret, versions }: SecretTask) => {
    const version = `new-${world.journal.head().size}`
    if (secret.startsWith('secret/')) {
      await knowledge.note({ type: 'secret.changed', what: secret as 'secret/x', version })
      return
    }
    const rotation = await knowledge.rotationOf(secret as SecretId)
    const open = openVersion(rotation)
    const aborted = open === undefined ? [] : [{ type: 'rotation.aborted', data: { version: open.id, reason: 'left' } }]
    const replaced = replaceVersion(rotation, { version, reason: 'left' })
    // Of a credential even the first version on the record may be the one from before.
    // The provider refuses them, and what they sign is not believed: only that makes them dead.
    const dead = secret.startsWith('signing/')
      ? [{ type: 'signing.compromised', data: { kids: versions, since: world.clock() } }]
      : versions.map((one) => ({ type: 'rotation.retired', data: { version: one, reason: 'refused-by-provider' } }))
    const drafts = [...aborted, ...(replaced.ok ? replaced.events : []), ...dead]
    await journal.append(
      { tenant: 'default', stream: secret },
      drafts.map((event) => ({ ...event, at: world.clock() })),
    )
    const again = replaceVersion(await knowledge.rotationOf(secret as SecretId), {
      version: `${version}-2`,
      reason: 'left',
    })
    if (again.ok && currentVersion(rotation) === undefined)
      await journal.append(
        { tenant: 'default', stream: secret },
        again.events.map((event) => ({ ...event, at: world.clock() })),
      )
  }
  const others = secrets.filter((name) => !series.has(name))
  const names = new Map([...series].map(([name, id]) => [`key/${id}`, name]))
  return {
    ...{ principals, happenings: lived, texts, secretOf, owners },
    nameOf: (target) => names.get(target) ?? target,
    rotators: Object.fromEntries(others.map((name) => [name, rotate])),
  }
}

type Rotation = Extract<Happening, { readonly type: 'aborted' | 'closed' | 'made' | 'replaced' | 'switched' }>

function isRotation(happening: Happening): happening is Rotation {
  return ['made', 'switched', 'replaced', 'aborted', 'closed'].includes(happening.type)
}

function named(happening: Happening, secretOf: (name: string) => SecretId, ids: ReadonlyMap<string, string>) {
  const { what, version } = happening as { readonly what?: string; readonly version?: string }
  if (what === undefined) return happening as never
  const id = version === undefined ? undefined : (ids.get(`${what}#${version}`) ?? version)
  return { ...happening, what: secretOf(what), ...(id === undefined ? {} : { version: id }) } as never
}
