import type { Rule } from '@waxseal/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Decision, DecisionRequest } from '../../src/decision.js'
import { createEngine } from '../../src/engine/create-engine.js'
import type { DecisionEntry } from '../../src/log/decision-entry.js'
import { logged } from '../../src/log/logged.js'
import { type ShadowDifference, shadow } from '../../src/log/shadow.js'
import type { ShadowOptions } from '../../src/log/shadow-options.js'
import { definePolicy } from '../../src/policy/define-policy.js'
import { type Documents, documents, OBLIGATIONS, PEOPLE, request, rules } from '../arbitraries.js'

const runs = (count: number) => ({ numRuns: process.env.THOROUGH === '1' ? 30 * count : count })
const requests = fc.array(request, { minLength: 30, maxLength: 30 })

function engineOf({ policy, lists, principals }: Documents, plugged: readonly Rule[]) {
  return createEngine(definePolicy(policy), { lists, principals, rules: plugged, obligations: OBLIGATIONS })
}

/** Logs decisions on requests, and gives the requests back by their entries. */
function record(made: Documents, plugged: readonly Rule[], asked: readonly DecisionRequest[], addresses: boolean) {
  const entries: DecisionEntry[] = []
  const log = logged(engineOf(made, plugged), { sink: (entry) => entries.push(entry), required: true, addresses })
  const decisions = asked.map((question) => log.decide(question))
  const requestOf = (entry: DecisionEntry) => asked[entries.indexOf(entry)]
  const options: ShadowOptions = {
    principal: (entry) => requestOf(entry)?.principal,
    facts: (entry) => requestOf(entry)?.facts ?? {},
  }
  return { entries, decisions, options }
}

async function differences(
  engine: ReturnType<typeof engineOf>,
  entries: readonly DecisionEntry[],
  options: ShadowOptions,
) {
  const run = shadow(engine, entries, options)
  const found: ShadowDifference[] = []
  for await (const difference of run) found.push(difference)
  const { replayed, notReplayable } = run.counts
  expect(replayed + Object.values(notReplayable).reduce((sum, count) => sum + count)).toBe(entries.length)
  return { found, counts: run.counts }
}

/** Without the rule that looks at the address, of which only a log that keeps addresses can tell. */
const blind = (plugged: readonly Rule[]) => plugged.filter(({ name }) => name !== 'far')

test('under the same policy nothing changes, whatever was decided', async () => {
  let replayed = 0
  let skipped = 0
  await fc.assert(
    fc.asyncProperty(documents, rules, requests, async (made, plugged, asked) => {
      for (const [addresses, used, more] of [
        [true, plugged, {}],
        [false, blind(plugged), {}],
        [false, blind(plugged), { addresses: 'as-then' }],
        [false, blind(plugged), { facts: undefined }],
      ] as const) {
        const { entries, options } = record(made, used, asked, addresses)
        const { found, counts } = await differences(engineOf(made, used), entries, { ...options, ...more })
        expect(found).toEqual([])
        // With all that was known then, only what was unknown then cannot be replayed.
        if (addresses) expect(counts.notReplayable).toMatchObject({ address: 0, facts: 0, unreadable: 0 })
        if ('addresses' in more) expect(counts.notReplayable).toMatchObject({ address: 0 })
        replayed += counts.replayed
        skipped += counts.notReplayable.address + counts.notReplayable.facts
      }
    }),
    runs(60),
  )
  expect(replayed).toBeGreaterThan(2_000)
  expect(skipped).toBeGreaterThan(50)
})

test('with one grant removed, exactly those lose whom it alone allowed, and exactly those gain whom it alone denied', async () => {
  let lost = 0
  let gained = 0
  const drawn = documents.filter(({ policy }) => policy.grants.length > 0)
  await fc.assert(
    fc.asyncProperty(drawn, rules, requests, fc.nat(), async (made, plugged, asked, pick) => {
      const grants = made.policy.grants
      const gone = grants[pick % grants.length]
      const smaller = { ...made, policy: { ...made.policy, grants: grants.filter((grant) => grant !== gone) } }
      const { entries, decisions, options } = record(made, plugged, asked, true)
      const tomorrow = engineOf(smaller, plugged)
      const { found } = await differences(tomorrow, entries, options)
      const alone =
        (allowed: boolean) =>
        ({ reason, grants: [only, ...others] }: Decision) =>
          reason.code === (allowed ? 'allowed' : 'denied') && only === gone?.id && others.length === 0
      const of = (change: ShadowDifference['change']) =>
        found.filter((one) => one.change === change).map(({ entry }) => entry)

      expect(of('loses')).toEqual(entries.filter((_, index) => alone(true)(decisions[index] as Decision)))
      const after = asked.map((question) => tomorrow.decide(question))
      const freed = entries.filter((_, index) => alone(false)(decisions[index] as Decision) && after[index]?.allowed)
      expect(of('gains')).toEqual(freed)
      for (const { entry, was, becomes } of found) {
        const index = entries.indexOf(entry)
        expect(was.grants).toContain(gone?.id)
        expect(becomes).toEqual(after[index])
      }
      lost += of('loses').length
      gained += of('gains').length
    }),
    runs(200),
  )
  expect(lost).toBeGreaterThan(20)
  expect(gained).toBeGreaterThan(2)
})

test('between any two policies: all differences are found, and without addresses nothing false is said', async () => {
  let compared = 0
  await fc.assert(
    fc.asyncProperty(documents, documents, rules, requests, async (made, other, plugged, asked) => {
      const used = blind(plugged)
      const tomorrow = engineOf(other, used)
      const full = record(made, used, asked, true)
      const { found } = await differences(tomorrow, full.entries, full.options)
      const named = (entry: DecisionEntry) =>
        entry.principal !== undefined && entry.action !== undefined && entry.list !== undefined
      const wanted = full.entries.filter((entry, index) => {
        const question = asked[index] as DecisionRequest
        const kept = { ...question, facts: question.facts ?? {} }
        return named(entry) && tomorrow.decide(kept).allowed !== entry.allowed
      })
      const flips = found.filter(({ change }) => change !== 'other')
      expect(flips.map(({ entry }) => entry)).toEqual(wanted)

      const sparse = record(made, used, asked, false)
      const blindly = await differences(tomorrow, sparse.entries, sparse.options)
      for (const { entry, becomes } of blindly.found) {
        const true_ = found.find((one) => full.entries.indexOf(one.entry) === sparse.entries.indexOf(entry))
        expect(true_?.becomes.allowed).toBe(becomes.allowed)
        compared++
      }
      // What was left out was counted as such.
      const missed = found.length - blindly.found.length
      expect(missed).toBeLessThanOrEqual(blindly.counts.notReplayable.address)
    }),
    runs(80),
  )
  expect(compared).toBeGreaterThan(50)
})

test('by id, too: the engine knows who is bound to which networks, and finds out for itself where an address matters', async () => {
  let compared = 0
  let unknown = 0
  const bound = documents.map((made) => ({
    ...made,
    principals: made.principals.map((person) => ({ ...person, networks: person.networks ?? ['office', '10.0.0.0/8'] })),
  }))
  const byId = requests.map((asked) =>
    asked.map((question, index) => ({ ...question, principal: PEOPLE[index % PEOPLE.length] })),
  )
  await fc.assert(
    fc.asyncProperty(bound, bound, rules, byId, async (made, other, plugged, asked) => {
      const used = blind(plugged)
      const tomorrow = engineOf(other, used)
      const full = record(made, used, asked, true)
      const sparse = record(made, used, asked, false)
      const facts = { facts: full.options.facts }
      const { found } = await differences(tomorrow, full.entries, facts)
      const { found: blindly, counts } = await differences(tomorrow, sparse.entries, { facts: sparse.options.facts })
      for (const { entry, becomes } of blindly) {
        const true_ = found.find((one) => full.entries.indexOf(one.entry) === sparse.entries.indexOf(entry))
        expect(true_?.becomes.allowed).toBe(becomes.allowed)
        compared++
      }
      expect(found.length - blindly.length).toBeLessThanOrEqual(counts.notReplayable.address)
      unknown += counts.notReplayable.address
    }),
    runs(80),
  )
  expect(compared).toBeGreaterThan(20)
  expect(unknown).toBeGreaterThan(10)
})
