import type { Happening, History } from './history.js'

/** secret#version → the instant at which it was learned. */
export type Learned = ReadonlyMap<string, number>

interface Holder {
  readonly principal?: string | undefined
  readonly group?: string | undefined
}

/**
 * Plays a history moment by moment: after each happening it looks into every container anew and gives everybody what is within his reach
 * then. Slow and plain, and unlike the graph that it checks.
 */
export function play({ principals, happenings }: History) {
  const current = new Map<string, string>()
  const dead = new Map<string, number>()
  const held = new Map<string, Set<string>>()
  const boxes = new Map<string, { readonly origin: string; readonly content: ReadonlySet<string> }>()
  const shares = new Set<string>()
  const members = new Set<string>()
  const learned = new Map(principals.map((id) => [id, new Map<string, number>()]))

  const isSecret = (thing: string) => /^(?:key|credential|signing|secret)\/[^#]+$/.test(thing)
  const currentOf = (thing: string): string | undefined => {
    const version = current.get(thing) ?? ''
    return version === 'none' || !isSecret(thing) ? undefined : `${thing}#${version}`
  }

  function contentOf(thing: string, seen = new Set<string>()): ReadonlySet<string> {
    const content = new Set<string>()
    if (seen.has(thing)) return content
    seen.add(thing)
    if (thing.includes('#')) content.add(thing)
    else if (isSecret(thing)) {
      const version = currentOf(thing)
      if (version !== undefined) content.add(version)
    } else if (thing.startsWith('box:')) for (const one of boxes.get(thing)?.content ?? []) content.add(one)
    else for (const item of held.get(thing) ?? []) for (const one of contentOf(item, seen)) content.add(one)
    return content
  }

  function groupsOf(id: string): ReadonlySet<string> {
    const found = new Set<string>()
    const visit = (member: string): void => {
      for (const pair of members) {
        const [group = '', who = ''] = pair.split('>')
        if (who !== member || found.has(group)) continue
        found.add(group)
        visit(`group:${group}`)
      }
    }
    visit(`person:${id}`)
    return found
  }

  function learn(id: string, content: Iterable<string>, at: number): void {
    const known = learned.get(id)
    for (const one of content) if (known !== undefined && !known.has(one)) known.set(one, at)
  }

  function tell(holder: Holder, content: ReadonlySet<string>, at: number) {
    if (holder.principal !== undefined) learn(holder.principal, content, at)
    else for (const id of principals) if (groupsOf(id).has(holder.group ?? '')) learn(id, content, at)
  }

  const nameOf = (subject: { readonly what?: string; readonly version?: string | undefined }) =>
    subject.version === undefined ? (subject.what ?? '') : `${subject.what}#${subject.version}`
  const holderOf = (holder: Holder) =>
    holder.principal === undefined ? `group:${holder.group}` : `person:${holder.principal}`
  /** Others than the house accept it: what the house says of it ends nothing. */
  const lasts = (secret: string) => /^(?:credential|signing)\//.test(secret)
  const die = (secret: string, version: string, at: number) => {
    const name = `${secret}#${version}`
    if (!lasts(secret)) dead.set(name, Math.min(dead.get(name) ?? at, at))
  }
  const kill = (secret: string, keep: string | undefined, made: ReadonlySet<string>, at: number) => {
    for (const version of made) if (version !== keep) die(secret, version, at)
  }
  const proved = new Set<string>()
  const firstUsed = new Map<string, string>()
  /** What a version that nobody began may be: one of those that there were when it was first spoken of. */
  const mayBe = new Map<string, ReadonlySet<string>>()

  const made = new Map<string, Set<string>>()
  const versionsOf = (secret: string) => {
    const versions = made.get(secret) ?? new Set()
    made.set(secret, versions)
    return versions
  }
  /** Versions that people speak of and nobody began; the nameless one is what a secret was before anything was written down. */
  const spoken = new Map<string, Set<string>>()
  const spokenOf = (secret: string) => {
    const versions = spoken.get(secret) ?? new Set([''])
    spoken.set(secret, versions)
    return versions
  }

  function speak({ what, version }: { readonly what?: string; readonly version?: string | undefined }, at: number) {
    if (what === undefined || versionsOf(what).has(version ?? '')) return
    const name = `${what}#${version ?? ''}`
    if (!mayBe.has(name) && (version !== undefined || !current.has(what))) mayBe.set(name, new Set(versionsOf(what)))
    if (version === undefined) return
    if (current.get(what) === 'none') dead.set(`${what}#${version}`, dead.get(`${what}#${version}`) ?? at)
    spokenOf(what).add(version)
  }

  function takeOver(secret: string, version: string, at: number) {
    if (!firstUsed.has(secret)) firstUsed.set(secret, version)
    kill(secret, version, spokenOf(secret), at)
    current.set(secret, version)
  }

  function rotate(one: Happening, at: number): boolean {
    switch (one.type) {
      case 'made':
        versionsOf(one.what).add(one.version)
        for (const id of one.seenBy) learn(id, [`${one.what}#${one.version}`], at)
        return true
      case 'switched': {
        const before = current.get(one.what)
        if (before !== undefined && one.until !== undefined && !lasts(one.what))
          dead.set(`${one.what}#${before}`, one.until)
        takeOver(one.what, one.version, at)
        return true
      }
      case 'secret.changed':
        versionsOf(one.what).add(one.version)
        kill(one.what, one.version, versionsOf(one.what), at)
        takeOver(one.what, one.version, at)
        for (const id of one.seenBy ?? []) learn(id, [`${one.what}#${one.version}`], at)
        return true
      case 'replaced':
        kill(one.what, one.version, versionsOf(one.what), at)
        takeOver(one.what, one.version, at)
        return true
      case 'aborted':
        die(one.what, one.version, at)
        return true
      case 'proved':
        proved.add(`${one.what}#${one.version}`)
        return true
      case 'closed':
      case 'secret.ended':
        kill(one.what, undefined, versionsOf(one.what), at)
        kill(one.what, undefined, spokenOf(one.what), at)
        if (!lasts(one.what)) current.set(one.what, 'none')
        return true
      default:
        return false
    }
  }

  function happen(one: Happening, at: number): void {
    if (rotate(one, at)) return
    if (one.type !== 'container.emptied' && 'what' in one) speak(one, at)
    switch (one.type) {
      case 'secret.revealed':
        tell(one, contentOf(nameOf(one)), at)
        return
      case 'secret.used':
        learn(one.principal, contentOf(nameOf(one)), at)
        return
      case 'secret.copied':
      case 'secret.exported':
      case 'secret.imported': {
        const content = contentOf(nameOf(one))
        learn(one.principal, content, at)
        if (one.into === undefined) return
        const box = `box:${boxes.size}`
        // The copy of a secret is one of the version that it was then.
        boxes.set(box, { origin: currentOf(nameOf(one)) ?? nameOf(one), content })
        held.set(one.into, new Set([...(held.get(one.into) ?? []), box]))
        return
      }
      case 'container.filled':
        held.set(one.container, new Set([...(held.get(one.container) ?? []), nameOf(one)]))
        return
      case 'container.emptied': {
        const left = [...(held.get(one.container) ?? [])].filter((item) => {
          const origin = boxes.get(item)?.origin ?? item
          return one.what !== undefined && origin !== nameOf(one) && !origin.startsWith(`${nameOf(one)}#`)
        })
        held.set(one.container, new Set(left))
        return
      }
      case 'container.shared':
        shares.add(`${one.container}>${holderOf(one)}`)
        return
      case 'container.unshared':
        shares.delete(`${one.container}>${holderOf(one)}`)
        return
      case 'group.joined':
      case 'group.left': {
        const pair = `${one.group}>${one.subgroup === undefined ? `person:${one.principal}` : `group:${one.subgroup}`}`
        if (one.type === 'group.joined') members.add(pair)
        else members.delete(pair)
        return
      }
    }
  }

  for (const [index, happening] of happenings.entries()) {
    const at = index + 1
    happen(happening, at)
    for (const id of principals) {
      const holders = new Set([`person:${id}`, ...[...groupsOf(id)].map((group) => `group:${group}`)])
      for (const share of shares) {
        const [container = '', holder = ''] = share.split('>')
        if (holders.has(holder)) learn(id, contentOf(container), at)
      }
    }
  }
  const end = happenings.length
  function isProved(name: string): boolean {
    const [secret = '', version = ''] = name.split('#')
    if (proved.has(name)) return true
    if (!lasts(secret) || versionsOf(secret).has(version)) return false
    const first = firstUsed.get(secret)
    const candidates = [...(mayBe.get(name) ?? []), ...(first === undefined ? [] : [first])]
    return candidates.length > 0 && candidates.every((one) => proved.has(`${secret}#${one}`))
  }
  return {
    learned: learned as ReadonlyMap<string, Learned>,
    isLive: (version: string) => !isProved(version) && (dead.get(version) ?? Number.POSITIVE_INFINITY) > end,
  }
}
