import type { ContentRule, GrantDocument, GrantHolder, GrantScope } from '../../src/policy/document.js'
import { numbered, type Random } from './random.js'

export interface GrantWords {
  readonly actions: readonly string[]
  readonly roles: readonly string[]
  readonly people: readonly string[]
  readonly lists: readonly string[]
  readonly zones: readonly string[]
  readonly schedules: readonly string[]
}

const FIELDS = ['email', 'phone', 'name', 'birthday'] as const
const CONTENT: readonly ContentRule[] = [
  { from: ['news@romashka.example'] },
  { from: ['news@romashka.example'], replyTo: ['shop@romashka.example'], linkHosts: ['*.romashka.example'] },
  { from: [], mergeFields: ['Name'], imageHosts: ['img.romashka.example'] },
]

/** As many grants as asked for; up to 31 of them are made to roles. One in six denies, three in ten hold during a schedule. */
export function drawGrants(random: Random, count: number, words: GrantWords): GrantDocument[] {
  const toRoles = Math.min(31, Math.ceil(count * 0.31))
  return Array.from({ length: count }, (_, index): GrantDocument => {
    const toRole = index < toRoles
    const denies = random.chance(0.165)
    const common = {
      id: numbered('grant-', index, 6),
      to: (toRole ? { role: random.pick(words.roles) } : { principal: random.pick(words.people) }) as GrantHolder,
      // A role's deny that reached everywhere would leave nothing to decide.
      on: drawScope(random, words, toRole ? (denies ? 'narrow' : 'wide') : 'any'),
      ...(random.chance(0.29) && { during: random.pick(words.schedules) }),
    }
    const patterns = drawPatterns(random, words.actions, toRole ? (denies ? 0 : 0.7) : 0.25)
    if (denies) return { ...common, deny: patterns as never }
    return {
      ...common,
      allow: patterns as never,
      ...(random.chance(0.25) && { mask: random.some(FIELDS, 1 + random.below(3)) }),
      ...(random.chance(0.15) && { content: random.pick(CONTENT) }),
    }
  })
}

function drawPatterns(random: Random, actions: readonly string[], wide: number): readonly string[] {
  return random.some(actions, 1 + random.below(3)).map((action) => {
    if (!random.chance(wide)) return action
    if (random.chance(0.12)) return '*'
    const parts = action.split('.')
    return `${parts.slice(0, 1 + random.below(parts.length - 1)).join('.')}.*`
  })
}

function drawScope(random: Random, { lists, zones }: GrantWords, breadth: 'narrow' | 'any' | 'wide'): GrantScope {
  const named = { lists: random.some(lists, 1 + random.below(5)) }
  if (breadth === 'narrow') return random.chance(0.5) ? named : { zones: random.some(zones, 1 + random.below(2)) }
  const dice = breadth === 'wide' ? 45 + random.below(55) : random.below(100)
  if (dice < 45) return named
  if (dice < 60) return { lists: 'own' }
  if (dice < 72) return { zones: random.some(zones, 1 + random.below(2)) }
  if (dice < 84) return { zones: 'own' }
  return dice < 94 ? { lists: 'any' } : { account: true }
}
