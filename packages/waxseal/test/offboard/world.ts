import type { Journal, JsonObject } from '@waxseal/core'
import { memoryJournal, memoryKeyRing, memorySecretStore } from '@waxseal/journal'
import { createCredential, createKeys, createKnowledge, createSigningKeys } from '@waxseal/keys'
import { type FixedClock, fixedClock, seededRandom } from '@waxseal/testing'
import type { OffboardHooks, OffboardPorts } from '../../src/offboard/offboard-ports.js'
import { REPORT_TYPE } from '../../src/offboard/report.js'
import { rotateCredential, rotateSigningKeys } from '../../src/offboard/rotators.js'

/** What outlives a process: the record, the stores, the provider, and everything that the host keeps. */
export interface World {
  readonly clock: FixedClock
  readonly journal: Journal
  readonly secrets: ReturnType<typeof memorySecretStore>
  readonly keyRing: ReturnType<typeof memoryKeyRing>
  readonly random: ReturnType<typeof seededRandom>
  /** The secrets that the provider takes. */
  readonly provider: Set<string>
  /** Which API key each service works with. */
  readonly services: Map<string, string>
  readonly sessions: Map<string, Set<string>>
  readonly grants: Map<string, Set<string>>
  readonly lists: Map<string, string>
  readonly campaigns: Map<string, { owner: string; status: 'running' | 'stopped' }>
}

export function createWorld(seed = 1): World {
  return {
    clock: fixedClock(Date.parse('2026-11-23T09:00:00Z')),
    journal: memoryJournal(),
    secrets: memorySecretStore(),
    keyRing: memoryKeyRing(),
    random: seededRandom(seed),
    provider: new Set(),
    services: new Map(),
    sessions: new Map(),
    grants: new Map(),
    lists: new Map(),
    campaigns: new Map(),
  }
}

/** Called before and after everything that outlives the process. */
export type Watch = (moment: 'after' | 'before', what: string) => void

/** One process of the host. `watch` may throw: that is where it dies. */
export function startProcess(world: World, watch: Watch = () => undefined) {
  const { clock, keyRing, random, secrets, provider } = world
  const around = async <T>(what: string, work: () => Promise<T> | T): Promise<T> => {
    watch('before', what)
    const result = await work()
    watch('after', what)
    return result
  }
  const journal: Journal = {
    ...world.journal,
    append: (target, events) =>
      around(`append ${events.map(({ type }) => type).join()}`, () => world.journal.append(target, events)),
  }
  const ports = { journal, clock, keyRing, random }
  const keys = createKeys(ports)
  const knowledge = createKnowledge(ports)
  const signing = createSigningKeys({ ...ports, secrets, name: 'seal' })
  const reports = createSigningKeys({ ...ports, secrets, name: 'reports', typ: REPORT_TYPE })
  const credential = createCredential({
    ...{ ...ports, secrets, name: 'unisender' },
    test: async (secret) => provider.has(secret),
  })
  let made = 0
  const ids = (map: Map<string, Set<string>>) => (principal: string) => [...(map.get(principal) ?? [])].sort()
  const owned = (principal: string) =>
    [...world.campaigns].flatMap(([id, { owner, status }]) => (owner === principal && status === 'running' ? [id] : []))

  const hooks: OffboardHooks = {
    sessions: {
      find: ids(world.sessions),
      end: ({ id, principal }) => around('end session', () => void world.sessions.get(principal)?.delete(id)),
    },
    grants: {
      find: ids(world.grants),
      remove: ({ id, principal }) => around('remove grant', () => void world.grants.get(principal)?.delete(id)),
    },
    lists: {
      find: (principal) => [...world.lists].flatMap(([list, owner]) => (owner === principal ? [list] : [])),
      handOver: ({ id, successor = '' }) => around('hand list over', () => void world.lists.set(id, successor)),
    },
    campaigns: {
      find: owned,
      stop: ({ id, principal }) =>
        around('stop campaign', () => void world.campaigns.set(id, { owner: principal, status: 'stopped' })),
      handOver: ({ id, successor = '' }) =>
        around('hand campaign over', () => void world.campaigns.set(id, { owner: successor, status: 'running' })),
    },
    deliver: ({ owner, key }) => around('deliver', () => void world.services.set(owner, key)),
    rotators: {
      'credential/unisender': rotateCredential(credential, {
        make: () =>
          around('make credential', () => {
            const secret = `provider-secret-${provider.size}-${made++}-${random(2).join('-')}`
            provider.add(secret)
            return secret
          }),
        drop: async () => {
          const current = await credential.use(async (secret) => secret)
          await around('drop credential', () => {
            for (const secret of provider) if (secret !== current) provider.delete(secret)
          })
        },
      }),
      'signing/seal': rotateSigningKeys(signing),
      'signing/reports': rotateSigningKeys(reports),
      'secret/smtp': ({ secret }) =>
        around('change smtp', async () => {
          const version = `${random(8).join('')}`
          await knowledge.note({ type: 'secret.changed', what: secret as 'secret/smtp', version })
        }),
    },
  }
  const offboardPorts: OffboardPorts = {
    ...{ journal, tenant: 'default', clock, knowledge, keys },
    signer: () => reports.current(),
    ...hooks,
  }
  return { ports: offboardPorts, keys, knowledge, signing, reports, credential, journal }
}

/** Everything on the record, as text. */
export async function wholeRecord(journal: Pick<Journal, 'read'>): Promise<string> {
  const events: string[] = []
  for await (const event of journal.read()) events.push(JSON.stringify(event))
  return events.join('\n')
}

export async function jwksOf(
  process: Pick<ReturnType<typeof startProcess>, 'reports'>,
): Promise<{ keys: JsonObject[] }> {
  return process.reports.jwks()
}

/** A company in which Maria knows secrets directly and through vaults, templates, groups and exports. */
export async function settleIn(world: World): Promise<void> {
  const { clock, provider, services } = world
  const { keys, knowledge, credential, signing, reports } = startProcess(world)
  const tick = () => clock.advance(1_000)
  await reports.ready()
  await signing.ready()
  provider.add('provider-secret-first')
  await credential.adopt('provider-secret-first', { by: 'boss' })
  const series: Record<string, string> = {}
  for (const owner of ['crm', 'shop', 'site', 'maria', 'quiet']) {
    tick()
    const issued = await keys.issue({ owner, scopes: ['campaigns.*'], by: owner === 'shop' ? 'maria' : 'boss' })
    series[owner] = issued.series
    services.set(owner, issued.key)
  }
  const key = (owner: string) => `key/${series[owner]}` as const
  const facts = [
    { type: 'secret.revealed', what: key('crm'), principal: 'maria' },
    { type: 'container.filled', container: 'template/welcome', what: key('site') },
    { type: 'container.filled', container: 'vault/office', what: 'template/welcome' },
    { type: 'container.filled', container: 'vault/office', what: 'credential/unisender' },
    { type: 'container.shared', container: 'vault/office', group: 'marketing' },
    { type: 'group.joined', group: 'marketing', principal: 'maria' },
    { type: 'group.joined', group: 'marketing', principal: 'anna' },
    { type: 'secret.exported', what: 'signing/seal', principal: 'boss', into: 'export/keys' },
    { type: 'container.shared', container: 'export/keys', principal: 'maria' },
    { type: 'secret.used', what: 'secret/smtp', principal: 'maria' },
  ] as const
  for (const fact of facts) {
    tick()
    await knowledge.note(fact)
  }
  tick()
  world.sessions.set('maria', new Set(['s-1', 's-2']))
  world.sessions.set('anna', new Set(['s-3']))
  world.grants.set('maria', new Set(['export for maria']))
  world.lists.set('vip', 'maria').set('spb', 'anna')
  world.campaigns.set('cmp_1', { owner: 'maria', status: 'running' }).set('cmp_2', { owner: 'anna', status: 'running' })
}
