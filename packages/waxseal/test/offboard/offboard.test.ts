import { memoryJournal } from '@waxseal/journal'
import { createKeys, createSigningKeys } from '@waxseal/keys'
import { expect, test } from 'vitest'
import { Departures, departureFold } from '../../src/offboard/departures.js'
import { offboard, reinstate, rotateAll, rotateDue } from '../../src/offboard/offboard.js'
import { isRecordName } from '../../src/offboard/record-name.js'
import { planInRussian } from '../../src/offboard/russian.js'
import { verifyReport } from '../../src/offboard/verify-report.js'
import { createWorld, jwksOf, settleIn, startProcess, wholeRecord } from './world.js'

const ORDER = { by: 'boss', reason: 'left', successor: 'anna' } as const

async function company() {
  const world = createWorld()
  await settleIn(world)
  return { world, ...startProcess(world) }
}

async function departures(journal: ReturnType<typeof memoryJournal>) {
  let state = departureFold.start()
  for await (const event of journal.read()) state = departureFold.apply(state, event)
  return state
}

const deedsOf = (
  steps: readonly { readonly do: string; readonly target: string }[],
  names = new Map<string, string>(),
) => steps.map((step) => `${step.do} ${names.get(step.target) ?? step.target}`)

test('Maria leaves: everything that she knew, owned, could see and had waiting is seen to', async () => {
  const { world, ports, keys, knowledge, credential } = await company()
  await keys.ready()
  const names = new Map(keys.list().map(({ series, owner }) => [`key/${series}`, `${owner}'s key`]))
  const plan = await offboard(ports, 'maria', ORDER)
  const before = world.journal.head().size
  const dry = await plan.dryRun()
  expect(world.journal.head().size).toBe(before)
  const [first, ...rest] = deedsOf(dry.deeds, names)
  expect(first).toBe('refuse-principal maria')
  expect(rest.sort()).toEqual(
    [
      'end-session s-1',
      'end-session s-2',
      'end-access export/keys',
      'leave-group marketing',
      "revoke-key maria's key",
      "rotate-key crm's key",
      "rotate-key shop's key",
      "rotate-key site's key",
      'rotate-secret credential/unisender',
      'rotate-secret secret/smtp',
      'rotate-secret signing/seal',
      'hand-over-campaign cmp_1',
      'remove-grant export for maria',
      'hand-over-list vip',
    ].sort(),
  )
  const old = new Map(world.services)
  const result = await plan.run()
  expect({ found: result.found, deeds: result.deeds, open: result.open }).toEqual(dry)
  expect(result.complete).toBe(true)

  for (const [owner, key] of old) expect([owner, keys.verify(key).ok]).toEqual([owner, owner === 'quiet'])
  for (const owner of ['crm', 'shop', 'site', 'quiet'])
    expect(keys.verify(world.services.get(owner) ?? '').ok).toBe(true)
  expect(await credential.use(async (secret) => secret)).not.toBe('provider-secret-first')
  expect(world.provider.has('provider-secret-first')).toBe(false)
  expect((await knowledge.knownBy('maria')).flatMap(({ versions }) => versions.filter(({ live }) => live))).toEqual([])
  expect((await knowledge.knownBy('anna')).some(({ versions }) => versions.some(({ live }) => live))).toBe(true)
  expect(await knowledge.accessOf('maria')).toEqual({ containers: [], groups: [] })
  expect([...world.sessions.values()].map((ids) => ids.size)).toEqual([0, 1])
  expect(world.lists.get('vip')).toBe('anna')
  expect(world.campaigns.get('cmp_1')).toEqual({ owner: 'anna', status: 'running' })
  expect((await departures(world.journal)).has('maria')).toBe(true)
})

test('the report is signed, known to the record, and the same when it is asked for again', async () => {
  const { world, ports, ...process } = await company()
  const { report, hash } = await (await offboard(ports, 'maria', ORDER)).run()
  const jwks = await jwksOf(process)
  const check = await verifyReport(report, { jwks, journal: world.journal })
  expect(check).toMatchObject({ ok: true, hash, recorded: true })
  if (check.ok) {
    expect(check.report).toMatchObject({ v: 1, type: 'offboarding', principal: 'maria', by: 'boss', successor: 'anna' })
    expect(check.report.head.size).toBeLessThan(world.journal.head().size)
    expect(check.report.found.find(({ secret }) => secret === 'credential/unisender')?.live[0]?.through).toEqual([
      'vault/office',
      'group/marketing',
    ])
  }
  const size = world.journal.head().size
  const again = await (await offboard(startProcess(world).ports, 'maria', { by: 'other' })).run()
  expect([again.report, again.hash]).toEqual([report, hash])
  expect(world.journal.head().size).toBe(size)
})

test('a report that was changed, signed by others or is not on the record is refused', async () => {
  const { world, ports, ...process } = await company()
  const { report } = await (await offboard(ports, 'maria', ORDER)).run()
  const jwks = await jwksOf(process)
  const [head = '', body = '', tail = ''] = report.split('.')
  const changed = JSON.parse(Buffer.from(body, 'base64url').toString())
  changed.by = 'maria'
  const forged = `${head}.${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${tail}`
  const code = async (jws: unknown, options: Parameters<typeof verifyReport>[1] = { jwks }) => {
    const check = await verifyReport(jws as string, options)
    return check.ok ? 'ok' : check.code
  }
  expect(await code(report)).toBe('ok')
  expect(await code(forged)).toBe('bad-signature')
  expect(await code(`${head}.${body}.${tail.slice(0, -3)}AAA`)).toMatch(/bad-signature|malformed/)
  expect(await code(report, { jwks: { keys: [] } })).toBe('unknown-key')
  expect(await code(report, { jwks: { keys: jwks.keys.map((key) => ({ ...key, x: 'AAAA' })) } })).toBe('bad-signature')
  expect(await code(report, { jwks, journal: memoryJournal() })).toBe('not-recorded')
  for (const junk of [undefined, null, 7, '', '..', 'a.b.c', `${report}.x`, `${head}.${body}`, 'é.é.é']) {
    expect(await code(junk)).toBe('malformed')
  }
  // An attacker's key of the right kind, with a token of another type.
  const seal = await (await startProcess(world).signing.current()).sign({ v: 1 })
  expect(await code(seal, { jwks: await startProcess(world).signing.jwks() })).toBe('malformed')
  const stranger = createSigningKeys({
    journal: world.journal,
    keyRing: world.keyRing,
    secrets: world.secrets,
    name: 'tokens',
    typ: 'JWT',
  })
  const token = await (await stranger.current()).sign(JSON.parse(Buffer.from(body, 'base64url').toString()))
  expect(await code(token, { jwks: await stranger.jwks() })).toBe('malformed')
  // Marked as compromised, the key is believed for what the record knew before.
  world.clock.advance(10_000)
  await process.reports.replace({ reason: 'leaked' })
  const marked = await process.reports.jwks()
  expect(await code(report, { jwks: marked })).toBe('key-compromised')
  expect(await code(report, { jwks: marked, journal: world.journal })).toBe('ok')
})

test('what nobody here can do waits for a person, and the run goes on when it is done', async () => {
  const { world, ports, knowledge } = await company()
  const bare = {
    ...ports,
    grants: { find: () => [...(world.grants.get('maria') ?? [])] },
    rotators: {},
    deliver: undefined,
  }
  const plan = await offboard(bare, 'maria', { by: 'boss' })
  expect(plan.open.map(({ do: deed, code }) => `${deed} ${code}`).sort()).toEqual([
    'hand-over-list waits-for-person',
    'remove-grant waits-for-person',
    'rotate-key waits-for-person',
    'rotate-key waits-for-person',
    'rotate-key waits-for-person',
    'rotate-secret waits-for-person',
    'rotate-secret waits-for-person',
    'rotate-secret waits-for-person',
  ])
  const first = await plan.run()
  expect({ found: first.found, deeds: first.deeds, open: first.open }).toEqual({
    found: plan.found,
    deeds: plan.deeds,
    open: plan.open,
  })
  expect(first.complete).toBe(false)
  expect(first.deeds.map((step) => step.do)).toContain('stop-campaign')
  expect((await departures(world.journal)).has('maria')).toBe(true)

  world.grants.delete('maria')
  world.lists.set('vip', 'anna')
  await knowledge.note({ type: 'secret.changed', what: 'secret/smtp', version: '2' })
  const next = await (await offboard(bare, 'maria', { by: 'boss' })).run()
  expect(next.open.map((step) => step.do).sort()).toEqual([
    'rotate-key',
    'rotate-key',
    'rotate-key',
    'rotate-secret',
    'rotate-secret',
  ])
  // The host has learned to do it by itself.
  const last = await (await offboard(ports, 'maria', { by: 'boss' })).run()
  expect(last.complete).toBe(true)
  expect((await knowledge.knownBy('maria')).flatMap(({ versions }) => versions.filter(({ live }) => live))).toEqual([])
})

test('a delivery that fails keeps the old key alive, and says so', async () => {
  const { world, ports, keys } = await company()
  const working = new Map(world.services)
  let fails = true
  const deliver: typeof ports.deliver = (delivery) => {
    if (fails) throw new Error(`no way to anna@example.com for ${delivery.key}`)
    return ports.deliver?.(delivery)
  }
  const result = await (await offboard({ ...ports, deliver }, 'maria', ORDER)).run()
  expect(result.open.map((step) => `${step.do} ${step.code}`)).toEqual(Array(3).fill('rotate-key delivery-failed'))
  for (const owner of ['crm', 'shop', 'site']) expect(keys.verify(working.get(owner) ?? '').ok).toBe(true)
  expect(JSON.stringify(result) + (await wholeRecord(world.journal))).not.toMatch(/example\.com|_live_/)
  fails = false
  const again = await (await offboard({ ...ports, deliver }, 'maria', { by: 'boss' })).run()
  expect(again.complete).toBe(true)
  for (const owner of ['crm', 'shop', 'site']) {
    expect(keys.verify(working.get(owner) ?? '').ok).toBe(false)
    expect(keys.verify(world.services.get(owner) ?? '').ok).toBe(true)
  }
})

test('a hook that fails leaves its step open and the others done; nothing that it says is repeated', async () => {
  const { world, ports } = await company()
  const end = () => {
    throw Object.assign(new Error('session of anna@example.com'), { code: 'anna@example.com', name: 'WaxsealError' })
  }
  const result = await (await offboard({ ...ports, sessions: { find: () => ['s-1'], end } }, 'maria', ORDER)).run()
  expect(result.open).toEqual([{ do: 'end-session', target: 's-1', code: 'failed' }])
  expect(result.deeds).toHaveLength(13)
  expect(JSON.stringify(result) + (await wholeRecord(world.journal))).not.toContain('example.com')
})

test('the old key lives through the overlap, and not longer', async () => {
  const { world, ports, keys } = await company()
  const working = new Map(world.services)
  const result = await (await offboard(ports, 'maria', { ...ORDER, overlap: '1h' })).run()
  expect(result.complete).toBe(true)
  expect(keys.verify(working.get('crm') ?? '').ok).toBe(true)
  world.clock.advance(3_600_000)
  expect(keys.verify(working.get('crm') ?? '').ok).toBe(false)
  expect(keys.verify(world.services.get('crm') ?? '').ok).toBe(true)
})

test("somebody's tested version takes over, somebody's untried one is given up", async () => {
  const { world, ports, keys } = await company()
  const series = (owner: string) => keys.list({ owner }).find(({ state }) => state === 'current')?.series ?? ''
  await keys.ready()
  const tried = await keys.rotate(series('crm'), { staged: true, by: 'anna' })
  const untried = await keys.rotate(series('site'), { staged: true, by: 'anna' })
  keys.verify(tried.key)
  await keys.flush()
  world.services.delete('crm')
  await (await offboard(ports, 'maria', ORDER)).run()
  expect(keys.get(tried.id)?.state).toBe('current')
  expect(world.services.has('crm')).toBe(false)
  expect(keys.get(untried.id)?.state).toBe('retired')
  expect(keys.verify(world.services.get('site') ?? '').ok).toBe(true)
})

test('what she learns while it runs is seen to as well', async () => {
  const { ports, knowledge } = await company()
  const sessions = {
    find: () => ['s-1'],
    end: async () => {
      await knowledge.note({ type: 'secret.revealed', what: 'secret/late', principal: 'maria' })
    },
  }
  const late: unknown[] = []
  const rotators = {
    ...ports.rotators,
    'secret/late': async (task: unknown) => {
      late.push(task)
      await knowledge.note({ type: 'secret.changed', what: 'secret/late', version: '2' })
    },
  }
  const result = await (await offboard({ ...ports, sessions, rotators }, 'maria', ORDER)).run()
  expect(late).toEqual([{ secret: 'secret/late', versions: [''], by: 'boss', reason: 'left' }])
  expect(result.found.some(({ secret }) => secret === 'secret/late')).toBe(true)
  // The host goes on finding the session: that is said, not hidden.
  expect(result.open).toEqual([{ do: 'end-session', target: 's-1', code: 'found-again' }])
})

test('coming back is an event of its own, and the next leaving begins anew', async () => {
  const { world, ports, knowledge } = await company()
  await (await offboard(ports, 'maria', ORDER)).run()
  await reinstate(ports, 'maria', { by: 'boss', reason: 'came back' })
  expect((await departures(world.journal)).has('maria')).toBe(false)
  await expect(reinstate(ports, 'maria', { by: 'boss', reason: 'twice' })).rejects.toMatchObject({
    code: 'offboarding-not-left',
  })
  world.clock.advance(1_000)
  await knowledge.note({ type: 'secret.used', what: 'secret/smtp', principal: 'maria' })
  const result = await (await offboard(ports, 'maria', { by: 'boss', overlap: '1h' })).run()
  expect(deedsOf(result.deeds)).toEqual(['refuse-principal maria', 'rotate-secret secret/smtp'])
  expect(result.complete).toBe(true)
})

test('an offboarding under way is gone on with as it was ordered', async () => {
  const { ports } = await company()
  const plan = await offboard({ ...ports, rotators: {} }, 'maria', ORDER)
  await plan.run()
  await expect(offboard(ports, 'maria', { by: 'x', successor: 'boris' })).rejects.toMatchObject({
    code: 'offboarding-open',
  })
  await expect(offboard(ports, 'maria', { by: 'x', overlap: '1h' })).rejects.toMatchObject({ code: 'offboarding-open' })
  const result = await (await offboard(ports, 'maria', { by: 'x' })).run()
  expect(result.complete).toBe(true)
})

test('of two runs at once one goes on and the other stops', async () => {
  const { world } = await company()
  const begin = () => offboard(startProcess(world).ports, 'maria', ORDER).then((plan) => plan.run())
  const results = await Promise.allSettled([begin(), begin()])
  const stopped = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  expect(stopped).toMatchObject([{ code: 'offboarding-under-way' }])
  expect((await begin()).complete).toBe(true)
})

test('while a run is at it no other begins, and when it has died another one may after a while', async () => {
  const { world, ports } = await company()
  const begin = () => offboard(startProcess(world).ports, 'maria', { by: 'boss' })
  const outcomes: unknown[] = []
  const deliver: typeof ports.deliver = async () => {
    outcomes.push(await (await begin()).run().catch(({ code }: { code: string }) => code))
    if (outcomes.length === 1) world.clock.advance(599_999)
    else world.clock.advance(1)
    throw new Error('not today')
  }
  // It dies in its first delivery: nothing can be written any more.
  let isDead = false
  const dying = startProcess(world, () => {
    if (isDead) throw new Error('dead')
  })
  const first = offboard(
    { ...dying.ports, deliver: (delivery) => Promise.resolve(deliver?.(delivery)).finally(() => (isDead = true)) },
    'maria',
    ORDER,
  )
  await expect(first.then((plan) => plan.run())).rejects.toMatchObject({ message: 'dead' })
  expect(outcomes).toEqual(['offboarding-under-way'])
  await expect((await begin()).run()).rejects.toMatchObject({ code: 'offboarding-under-way' })
  world.clock.advance(1)
  expect((await (await begin()).run()).complete).toBe(true)
})

test('a mass rotation that is under way is not begun twice', async () => {
  const { world, ports } = await company()
  const begin = (given: typeof ports) => rotateAll(given, { by: 'boss', reason: 'leak' })
  const codes: unknown[] = []
  const deliver: typeof ports.deliver = async (delivery) => {
    await ports.deliver?.(delivery)
    codes.push(await (await begin(startProcess(world).ports)).run().catch(({ code }: { code: string }) => code))
  }
  expect((await (await begin({ ...ports, deliver })).run()).complete).toBe(true)
  expect(codes).toEqual(Array(5).fill('offboarding-under-way'))
})

for (const when of ['is over', 'is at it'] as const) {
  test(`what a slow run delivers after another took over is delivered anew, while the other ${when}`, async () => {
    const { world } = await company()
    const [slow, fast] = [startProcess(world), startProcess(world)]
    let arrive: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      arrive = resolve
    })
    let count = 0
    let second: Promise<unknown> | undefined
    const run = (ports: typeof slow.ports) => offboard(ports, 'maria', ORDER).then((plan) => plan.run())
    const first = new Promise<unknown>((resolve) => {
      const deliver: typeof slow.ports.deliver = async (delivery) => {
        if (count++ === 0) {
          world.clock.advance(600_000)
          second = run({ ...fast.ports, deliver: deliverFast })
          await (when === 'is over' ? second : gate)
        }
        await slow.ports.deliver?.(delivery)
      }
      // The fast one has brought its key when the slow one comes with an older one.
      const deliverFast: typeof slow.ports.deliver = async (delivery) => {
        await fast.ports.deliver?.(delivery)
        arrive()
        for (let pause = 0; pause < 50; pause++) await Promise.resolve()
      }
      resolve(run({ ...slow.ports, deliver }).catch(({ code }: { code: string }) => code))
    })
    if (when === 'is over') expect(await first).toMatchObject({ complete: true })
    else expect(await first).toBe('offboarding-taken-over')
    expect(await second).toMatchObject({ complete: true })
    const { keys } = startProcess(world)
    await keys.ready()
    for (const owner of ['crm', 'shop', 'site']) {
      expect([owner, keys.verify(world.services.get(owner) ?? '').ok]).toEqual([owner, true])
    }
    expect((await run(startProcess(world).ports)).complete).toBe(true)
  })
}

test('what arrives late may be the one in use, when the run that took over delivered nothing', async () => {
  const { world } = await company()
  const [slow, fast] = [startProcess(world), startProcess(world)]
  const run = (ports: typeof slow.ports) => offboard(ports, 'maria', ORDER).then((plan) => plan.run())
  let count = 0
  const deliver: typeof slow.ports.deliver = async (delivery) => {
    if (count++ === 0) {
      world.clock.advance(600_000)
      const other = await run({ ...fast.ports, deliver: () => Promise.reject(new Error('down')) })
      expect(other.complete).toBe(false)
    }
    await slow.ports.deliver?.(delivery)
  }
  expect(await run({ ...slow.ports, deliver })).toMatchObject({ complete: true })
  const { keys } = startProcess(world)
  await keys.ready()
  for (const owner of ['crm', 'shop', 'site']) {
    expect([owner, keys.verify(world.services.get(owner) ?? '').ok]).toEqual([owner, true])
  }
})

test('of two rotations that deliver the same key the one that comes last sees to it that it works', async () => {
  const { world } = await company()
  const [slow, fast] = [startProcess(world), startProcess(world)]
  let count = 0
  const deliver: typeof slow.ports.deliver = async (delivery) => {
    if (count++ === 0) await (await rotateAll(fast.ports, { by: 'boss', reason: 'leak' })).run()
    await slow.ports.deliver?.(delivery)
  }
  const result = await (await offboard({ ...slow.ports, deliver }, 'maria', ORDER)).run()
  expect(result.complete).toBe(true)
  const { keys } = startProcess(world)
  await keys.ready()
  for (const owner of ['crm', 'shop', 'site']) {
    expect([owner, keys.verify(world.services.get(owner) ?? '').ok]).toEqual([owner, true])
  }
})

test('everything is rotated at once, with the same report', async () => {
  const { world, ports, keys, ...process } = await company()
  const working = new Map(world.services)
  const plan = await rotateAll(ports, { by: 'boss', reason: 'leak' })
  expect(plan.deeds).toHaveLength(5 + 4)
  const result = await plan.run()
  expect({ found: result.found, deeds: result.deeds, open: result.open }).toEqual({
    found: [],
    deeds: plan.deeds,
    open: [],
  })
  for (const [owner, key] of working) {
    expect(keys.verify(key).ok).toBe(false)
    expect(keys.verify(world.services.get(owner) ?? '').ok).toBe(true)
  }
  const check = await verifyReport(result.report, { jwks: await jwksOf(process), journal: world.journal })
  expect(check).toMatchObject({
    ok: true,
    recorded: true,
    report: { type: 'mass-rotation', reason: 'leak', complete: true },
  })
  expect((await departures(world.journal)).entries()).toEqual([])
  // The next one begins anew.
  expect((await rotateAll(ports, { by: 'boss', reason: 'leak' })).deeds).toHaveLength(9)
})

test('what is older than the policy allows is rotated, and nothing else', async () => {
  const { world, ports, keys } = await company()
  await keys.ready()
  const at = world.clock()
  const crm = keys.list({ owner: 'crm' })[0]
  const maxAge = '1h'
  world.clock.advance(3_600_000 - (at - (crm?.issuedAt ?? 0)))
  const plan = await rotateDue(ports, { by: 'clock', maxAge })
  // Made before Crm's key: the two signing keys and the credential. The host's own secret has no age.
  expect(deedsOf(plan.deeds).sort()).toEqual(
    ['rotate-key', 'rotate-secret', 'rotate-secret', 'rotate-secret']
      .map(
        (deed, index) =>
          `${deed} ${[`key/${crm?.series}`, 'credential/unisender', 'signing/reports', 'signing/seal'][index]}`,
      )
      .sort(),
  )
  expect((await plan.run()).complete).toBe(true)
  expect((await rotateDue(ports, { by: 'clock', maxAge })).deeds).toEqual([])
  expect((await rotateDue(ports, { by: 'clock', maxAge, at: world.clock() + 10_000 })).deeds).not.toEqual([])
})

test('a plan can be read in two languages', async () => {
  const { ports } = await company()
  const plan = await offboard({ ...ports, rotators: {} }, 'maria', ORDER)
  const english = plan.print().split('\n')
  expect(english[0]).toBe('offboarding of `maria`, ordered by `boss`, successor `anna`: left')
  expect(english).toContain(
    '- `credential/unisender`, `VERSION`, since 2026-11-23T09:00Z, through `vault/office`, `group/marketing`'.replace(
      'VERSION',
      plan.found.find(({ secret }) => secret === 'credential/unisender')?.live[0]?.version ?? '',
    ),
  )
  expect(english).toContain('- `secret/smtp`, the version from before the record, since 2026-11-23T09:00Z')
  expect(english).toContain('- refuse `maria` everywhere from now on')
  expect(english).toContain('- hand list `vip` over to `anna`')
  expect(english).toContain('- rotate `secret/smtp`: a person must do this')
  const russian = plan.print(planInRussian).split('\n')
  expect(russian).toHaveLength(english.length)
  expect(russian[0]).toBe('увольнение `maria`, распорядился `boss`, преемник `anna`: left')
  expect(russian).toContain('- передать список `vip` пользователю `anna`')
  expect((await offboard(ports, 'stranger', { by: 'boss' })).print().split('\n').at(-1)).toBe(
    '- refuse `stranger` everywhere from now on',
  )
})

test('API keys of somebody who has left are revoked, not delivered, and nobody hands over to him', async () => {
  const { world, ports, keys } = await company()
  await keys.ready()
  const hasLeft = (principal: string) => principal === 'shop'
  const plan = await rotateAll({ ...ports, hasLeft }, { by: 'boss', reason: 'leak' })
  const series = keys.list({ owner: 'shop' })[0]?.series
  expect(deedsOf(plan.deeds)).toContain(`revoke-key key/${series}`)
  expect(deedsOf(plan.deeds)).not.toContain(`rotate-key key/${series}`)
  const old = world.services.get('shop')
  await plan.run()
  expect(world.services.get('shop')).toBe(old)
  expect(keys.verify(old ?? '')).toMatchObject({ ok: false, code: 'revoked' })
  await (await offboard(ports, 'anna', { by: 'boss' })).run()
  await expect(offboard(ports, 'maria', ORDER)).rejects.toMatchObject({ code: 'offboarding-invalid' })
})

test('orders that make no sense are refused, and what they hold is not repeated', async () => {
  const { world, ports } = await company()
  const size = world.journal.head().size
  const orders: unknown[] = [
    undefined,
    {},
    { by: '' },
    { by: 'anna@example.com' },
    { by: 'boss', reason: 'told by anna@example.com' },
    { by: 'boss', successor: 'maria' },
    { by: 'boss', successor: 7 },
    { by: 'boss', overlap: '1 hour' },
    { by: 'boss', maxAge: '1h' },
    { by: 'boss', sucessor: 'anna' },
  ]
  for (const order of orders) {
    const error: unknown = await offboard(ports, 'maria', order as typeof ORDER).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'offboarding-invalid' })
    expect(JSON.stringify(error)).not.toContain('example.com')
  }
  await expect(offboard(ports, 'maria@example.com', ORDER)).rejects.toMatchObject({ code: 'offboarding-invalid' })
  await expect(rotateDue(ports, { by: 'x' } as never)).rejects.toMatchObject({ code: 'offboarding-invalid' })
  await expect(rotateDue(ports, { by: 'x', maxAge: '1h', at: 0.5 })).rejects.toMatchObject({
    code: 'offboarding-invalid',
  })
  await expect(rotateAll(ports, { by: 'x' } as never)).rejects.toMatchObject({ code: 'offboarding-invalid' })
  expect(world.journal.head().size).toBe(size)
})

test('a signer that makes something else is found out, and the next run reports', async () => {
  const { world, ports } = await company()
  const signer = async () => {
    const key = await startProcess(world).signing.current()
    return { kid: key.kid, sign: (payload: object) => key.sign(payload) }
  }
  const plan = await offboard({ ...ports, signer }, 'maria', ORDER)
  await expect(plan.run()).rejects.toMatchObject({ code: 'report-signer-invalid' })
  expect((await (await offboard(ports, 'maria', { by: 'boss' })).run()).complete).toBe(true)
})

test('who has left is told by the record alone', () => {
  const event = { seq: 0, version: 0, tenant: 'default', at: 5, data: {} }
  const state = new Departures()
  state.apply({ ...event, stream: 'offboarding/__proto__', type: 'principal.offboarded' })
  state.apply({ ...event, stream: 'policy', type: 'principal.offboarded' })
  state.apply({ ...event, stream: 'offboarding/boris', type: 'offboarding.begun' })
  expect([state.has('__proto__'), state.has('constructor'), state.has('boris'), state.since('__proto__')]).toEqual([
    true,
    false,
    false,
    5,
  ])
  const saved = JSON.parse(JSON.stringify(departureFold.save?.(state)))
  expect(departureFold.load?.(saved).entries()).toEqual([['__proto__', 5]])
})

test('a find that fails leaves the leaver outside and its kind open, and says nothing of what it threw', async () => {
  const { world, ports } = await company()
  let fails = true
  const sessions = {
    find: () => {
      if (fails) throw new Error('no store for anna@example.com')
      return [...(world.sessions.get('maria') ?? [])]
    },
    end: ports.sessions?.end ?? (() => undefined),
  }
  const plan = await offboard({ ...ports, sessions }, 'maria', ORDER)
  const open = { do: 'end-session', target: 'maria', unseen: true, code: 'look-failed' }
  expect(plan.open).toEqual([open])
  expect(plan.print()).toContain('end session `maria`: what there is could not be looked at')
  const first = await plan.run()
  expect({ found: first.found, deeds: first.deeds, open: first.open }).toEqual({
    found: plan.found,
    deeds: plan.deeds,
    open: plan.open,
  })
  expect((await departures(world.journal)).has('maria')).toBe(true)
  expect(JSON.stringify(first) + (await wholeRecord(world.journal))).not.toContain('example.com')
  fails = false
  expect((await (await offboard({ ...ports, sessions }, 'maria', { by: 'boss' })).run()).complete).toBe(true)
  expect(world.sessions.get('maria')?.size).toBe(0)
})

test('he is refused before anything is looked at, even when nothing else can be done', async () => {
  const { world, ports } = await company()
  const plan = await offboard(ports, 'maria', ORDER)
  let isDown = false
  const keys = { ...ports.keys, ready: () => (isDown ? Promise.reject(new Error('no key ring')) : ports.keys.ready()) }
  const down = await offboard({ ...ports, keys }, 'maria', ORDER)
  isDown = true
  await expect(down.run()).rejects.toThrow('no key ring')
  expect((await departures(world.journal)).has('maria')).toBe(true)
  isDown = false
  const result = await down.run()
  expect(result.deeds).toEqual(plan.deeds)
})

test('keys of the leaver in another environment and of another prefix are ended, and hers alone', async () => {
  const { world, ports } = await company()
  const common = { journal: world.journal, keyRing: world.keyRing, clock: world.clock }
  const trial = createKeys({ ...common, environment: 'test' })
  const other = createKeys({ ...common, prefix: 'other' })
  const hers = [
    { keys: trial, issued: await trial.issue({ owner: 'maria', scopes: ['*'] }) },
    { keys: other, issued: await other.issue({ owner: 'maria', scopes: ['*'] }) },
  ]
  const service = await trial.issue({ owner: 'crm', scopes: ['*'] })
  const known = await trial.issue({ owner: 'crm', scopes: ['*'], by: 'maria' })
  const plan = await offboard(ports, 'maria', ORDER)
  for (const { issued } of hers) expect(deedsOf(plan.deeds)).toContain(`revoke-key key/${issued.series}`)
  const result = await plan.run()
  for (const { keys, issued } of hers) expect(keys.verify(issued.key)).toMatchObject({ ok: false, code: 'revoked' })
  expect(trial.verify(service.key).ok).toBe(true)
  // Nobody here can make another one of that environment.
  expect(deedsOf(result.open)).toEqual([`rotate-secret key/${known.series}`])
  expect(result.open[0]?.code).toBe('waits-for-person')
  await trial.replace(known.id, { reason: 'left' })
  expect((await (await offboard(ports, 'maria', { by: 'boss' })).run()).complete).toBe(true)
})

test('a key that was named by the id of a later version is seen to as the key that it is', async () => {
  const { world, ports, keys, knowledge } = await company()
  const first = await keys.issue({ owner: 'api', scopes: ['*'] })
  const second = await keys.rotate(first.id, { overlap: '1s' })
  await knowledge.note({ type: 'secret.used', what: `key/${second.id}`, principal: 'boris' })
  const plan = await offboard(ports, 'boris', { by: 'boss' })
  expect(plan.deeds).toContainEqual({ do: 'rotate-key', target: `key/${first.series}`, versions: [second.id] })
  expect(plan.found.map(({ secret }) => secret)).toEqual([`key/${first.series}`])
  expect((await plan.run()).complete).toBe(true)
  expect(keys.verify(second.key).ok).toBe(false)
  expect(keys.verify(world.services.get('api') ?? '').ok).toBe(true)
  expect((await (await offboard(ports, 'boris', { by: 'boss' })).run()).open).toEqual([])
  const all = await rotateAll(ports, { by: 'boss', reason: 'leak' })
  expect(all.deeds.filter(({ target }) => target.includes(second.id))).toEqual([])
})

test('a staged version that a service works with is not given up before the next one is there', async () => {
  for (const by of ['anna', 'maria']) {
    const { world, ports, keys } = await company()
    await keys.ready()
    const series = keys.list({ owner: 'crm' })[0]?.series ?? ''
    const staged = await keys.rotate(series, { staged: true, by })
    world.services.set('crm', staged.key)
    const fails = () => Promise.reject(new Error('down'))
    // Nobody has verified it here yet.
    const result = await (await offboard({ ...ports, deliver: fails }, 'maria', ORDER)).run()
    expect(result.complete).toBe(false)
    expect([by, keys.verify(staged.key).ok]).toEqual([by, true])
    expect((await (await offboard(ports, 'maria', { by: 'boss' })).run()).complete).toBe(true)
    expect(keys.verify(world.services.get('crm') ?? '').ok).toBe(true)
    expect([by, keys.verify(staged.key).ok]).toEqual([by, world.services.get('crm') === staged.key])
  }
})

test('a staged version that was used takes over although nobody has written it down yet', async () => {
  const { world, ports, keys } = await company()
  await keys.ready()
  const series = keys.list({ owner: 'crm' })[0]?.series ?? ''
  const staged = await keys.rotate(series, { staged: true, by: 'anna' })
  keys.verify(staged.key)
  world.services.delete('crm')
  await (await offboard(ports, 'maria', ORDER)).run()
  expect([keys.get(staged.id)?.state, world.services.has('crm')]).toEqual(['current', false])
})

test('what comes back again and again is told at the end, not hidden', async () => {
  const { ports } = await company()
  let count = 1
  const sessions = { find: () => [`s-${count}`], end: () => void count++ }
  const result = await (await offboard({ ...ports, sessions }, 'maria', ORDER)).run()
  expect(result.complete).toBe(false)
  expect(result.open).toEqual([{ do: 'end-session', target: `s-${count}`, code: 'found-again' }])
})

test('what the record can name', () => {
  for (const name of ['maria', 'a/b', '__proto__', 'м'.repeat(200)]) expect(isRecordName(name)).toBe(true)
  const others = ['', 'svc@prod', 'maria\nx', 'mar\u0000ia', 'm'.repeat(201), 7, undefined, ['maria']]
  for (const value of others) expect(isRecordName(value)).toBe(false)
})
