import type { KnownSecret } from '@waxseal/keys'

/** A version of a secret that somebody can know and that is still of use. */
export interface FoundVersion {
  readonly version: string
  /** Since when he can know it (epoch milliseconds). */
  readonly since: number
  /** The containers and groups that it came through. */
  readonly through: readonly string[]
  /** Places in the record of the events that show it. */
  readonly evidence: readonly number[]
  /** It is of no use from this instant on anyway (epoch milliseconds). */
  readonly until?: number
}

/** A secret that somebody can know. */
export interface FoundSecret {
  readonly secret: string
  readonly live: readonly FoundVersion[]
  /** How many versions he knows that are of no use any more. */
  readonly past: number
}

/** What is told of a secret that somebody can know. */
export function foundSecret({ secret, versions }: KnownSecret): FoundSecret {
  const live = versions.filter((version) => version.live)
  return {
    secret,
    live: live.map(({ version, since, through, evidence, until }) => ({
      version,
      since,
      through,
      evidence,
      ...(until === undefined ? {} : { until }),
    })),
    past: versions.length - live.length,
  }
}

/** What was found by several looks: versions that are of no use any more by now were so when they were found. */
export function mergeFound(...looks: readonly (readonly FoundSecret[])[]): readonly FoundSecret[] {
  const merged = new Map<string, FoundSecret>()
  for (const found of looks.flat()) {
    const before = merged.get(found.secret)
    const more = found.live.filter(({ version }) => before?.live.every((one) => one.version !== version) === true)
    merged.set(found.secret, before === undefined ? found : { ...before, live: [...before.live, ...more] })
  }
  return [...merged.values()].sort((one, other) => (one.secret < other.secret ? -1 : 1))
}
