import { expect, test } from 'vitest'
import { offboard, rotateAll } from '../../src/offboard/offboard.js'
import type { OffboardPorts } from '../../src/offboard/offboard-ports.js'
import type { Plan } from '../../src/offboard/plan.js'
import { verifyReport } from '../../src/offboard/verify-report.js'
import { createWorld, jwksOf, settleIn, startProcess, type Watch, type World, wholeRecord } from './world.js'

type Begin = (ports: OffboardPorts) => Promise<Plan>

const leave: Begin = (ports) => offboard(ports, 'maria', { by: 'boss', successor: 'anna' })
const leaveSlowly: Begin = (ports) => offboard(ports, 'maria', { by: 'boss', successor: 'anna', overlap: '1h' })
const rotate: Begin = (ports) => rotateAll(ports, { by: 'boss', reason: 'leak' })

/** Starts a process that dies at the n-th moment. Gives the moments that it saw. */
async function live(world: World, begin: Begin, dieAt: number): Promise<number> {
  let moments = 0
  const gaps: string[] = []
  let checked: Watch = () => undefined
  const process = startProcess(world, (moment, what) => {
    moments++
    checked(moment, what)
    if (moments > dieAt) throw new Error('the process has died')
  })
  await process.keys.ready()
  const observer = startProcess(world)
  await observer.keys.ready()
  // At every moment every service works with the key that it has.
  checked = (moment, what) => {
    for (const [owner, key] of world.services) {
      if (owner !== 'maria' && !observer.keys.verify(key).ok) gaps.push(`${owner} ${moment} ${what}`)
    }
  }
  try {
    await (await begin(process.ports)).run({ takeOver: true })
  } catch (error) {
    if (moments <= dieAt) throw error
    expect(error).toMatchObject({ message: 'the process has died' })
  }
  expect({ dieAt, gaps }).toEqual({ dieAt, gaps: [] })
  return moments
}

const summary = (steps: readonly { readonly do: string; readonly target: string }[]) =>
  steps.map((step) => `${step.do} ${step.target}`)

for (const [name, begin] of Object.entries({ leave, leaveSlowly, rotate })) {
  test(`a crash at any moment of "${name}" is made good by the next process`, async () => {
    const whole = createWorld()
    await settleIn(whole)
    const expected = summary((await begin(startProcess(whole).ports)).deeds)
    const moments = await live(whole, begin, Number.POSITIVE_INFINITY)
    expect(moments).toBeGreaterThan(100)
    // Dead after one deed is as dead as before the next, so every second moment is every state.
    const usual = name === 'leave' ? 2 : 8
    const stride = process.env.THOROUGH === '1' ? 1 : usual

    for (let dieAt = 0; dieAt < moments; dieAt += stride) {
      const world = createWorld()
      await settleIn(world)
      await live(world, begin, dieAt)
      // The second one dies too, a little later.
      await live(world, begin, 7 + (dieAt % 11))
      const process = startProcess(world)
      const { knowledge, keys, ports } = process
      let result = await (await begin(ports)).run({ takeOver: true })
      // What was brought in without being sure that it had arrived may have begun an overlap.
      if (result.open.length > 0) {
        expect(result.open.map(({ code }) => code)).toContain('overlap-runs')
        world.clock.advance(3_600_000)
        result = await (await begin(ports)).run()
      }
      expect({ dieAt, open: result.open }).toEqual({ dieAt, open: [] })
      if (name !== 'rotate') {
        expect(summary(result.deeds)).toEqual(expected)
        world.clock.advance(3_600_000)
        const live = (await knowledge.knownBy('maria')).flatMap(({ versions }) => versions.filter((one) => one.live))
        expect({ dieAt, live }).toEqual({ dieAt, live: [] })
        expect((await wholeRecord(world.journal)).match(/"principal\.offboarded"/g)).toHaveLength(1)
        expect(world.lists.get('vip')).toBe('anna')
        expect(world.sessions.get('maria')?.size).toBe(0)
        expect(world.provider.has('provider-secret-first')).toBe(false)
      }
      for (const [owner, key] of world.services) {
        if (name === 'rotate' || owner !== 'maria')
          expect([dieAt, owner, keys.verify(key).ok]).toEqual([dieAt, owner, true])
      }
      const check = await verifyReport(result.report, { jwks: await jwksOf(process), journal: world.journal })
      expect(check).toMatchObject({ ok: true, recorded: true })
    }
  }, 600_000)
}

test('nothing personal and no secret is on the record, in reports or in what is printed, whatever fails', async () => {
  const world = createWorld()
  await settleIn(world)
  const texts: string[] = []
  const secrets = new Set<string>([...world.services.values(), ...world.provider])
  const begin: Begin = (ports) => {
    const deliver: OffboardPorts['deliver'] = async (delivery) => {
      secrets.add(delivery.key)
      texts.push(JSON.stringify(delivery))
      await ports.deliver?.(delivery)
      if (texts.length % 2 === 1) throw new Error(`could not reach anna@example.com with ${delivery.key}`)
    }
    const sessions = { find: () => ['s-1'], end: () => Promise.reject(new Error('+7 921 000-00-00')) }
    return leave({ ...ports, deliver, sessions })
  }
  for (let round = 0; round < 4; round++) {
    const plan = await begin(startProcess(world).ports)
    const result = await plan.run()
    for (const secret of world.provider) secrets.add(secret)
    texts.push(
      plan.print(),
      JSON.stringify(plan),
      JSON.stringify(result),
      result.report,
      atob(result.report.split('.')[1] ?? ''),
    )
  }
  texts.push(await wholeRecord(world.journal))
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10)
    // An API key is hidden from its third part on; the parts before are ids.
    const hidden = secret.includes('_live_') ? secret.slice(-39) : secret
    for (const text of texts) expect(text.includes(hidden)).toBe(false)
  }
  expect(secrets.size).toBeGreaterThan(8)
  expect(texts.join('\n')).not.toMatch(/@|\+7 921|could not reach/)
})
