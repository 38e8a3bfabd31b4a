import { isDeepStrictEqual } from 'node:util'
import { type JournalEvent, openFold } from '@waxseal/core'
import { memoryJournal } from '@waxseal/journal'
import { fixedClock } from '@waxseal/testing'
import { expect, test } from 'vitest'
import { createKnowledge } from '../../src/knowledge/create-knowledge.js'
import { knowledgeFold } from '../../src/knowledge/knowledge-fold.js'
import { knowersOf, knownBy } from '../../src/knowledge/known-by.js'
import { generateHistory, writeHistory } from './history.js'
import { play } from './oracle.js'

const HISTORIES = process.env.THOROUGH === '1' ? 2_000 : 200

const LONG = 600_000

async function told(seed: number) {
  const history = generateHistory(seed, 120, seed % 2 === 1)
  const clock = fixedClock(0)
  const journal = memoryJournal()
  const knowledge = createKnowledge({ journal, clock })
  await writeHistory(history, journal, knowledge.note, clock)
  return { history, knowledge, journal, clock }
}

test(
  `in ${HISTORIES} histories nothing that somebody can know is missed, and nothing invented`,
  async () => {
    let indirect = 0
    let copied = 0
    let proved = 0
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const { history, knowledge } = await told(seed)
      const { learned, isLive } = play(history)
      proved += history.happenings.filter(({ type }) => type === 'proved').length
      for (const principal of history.principals) {
        const known = (await knowledge.knownBy(principal)).flatMap(({ secret, versions }) =>
          versions.map(({ version, since, live, through }) => {
            if (through.length > 0) indirect++
            if (through.filter((node) => !node.startsWith('group/')).length > 1) copied++
            return [`${secret}#${version}`, since, live] as const
          }),
        )
        const expected = Array.from(learned.get(principal) ?? [], ([version, since]) => [
          version,
          since,
          isLive(version),
        ])
        if (!isDeepStrictEqual([...known].sort(), expected.sort())) {
          expect({ seed, principal, known: [...known].sort() }).toEqual({ seed, principal, known: expected.sort() })
        }
      }
    }
    // The generator must not have forgotten what the test is about.
    expect(indirect).toBeGreaterThan(HISTORIES * 5)
    expect(copied).toBeGreaterThan(HISTORIES)
    expect(proved).toBeGreaterThan(HISTORIES)
  },
  LONG,
)

test(
  'asked from the secret the answer is the same as asked from the people',
  async () => {
    for (let seed = 1; seed <= HISTORIES / 4; seed++) {
      const { history, knowledge } = await told(seed)
      const byPerson: string[] = []
      for (const principal of history.principals)
        for (const { secret, versions } of await knowledge.knownBy(principal))
          for (const version of versions) byPerson.push(`${secret}#${version.version} ${principal} ${version.since}`)
      const bySecret: string[] = []
      for (const secret of history.secrets)
        for (const { principal, version, since } of await knowledge.knowersOf(secret))
          bySecret.push(`${secret}#${version} ${principal} ${since}`)
      expect(bySecret.sort()).toEqual(byPerson.sort())
    }
  },
  LONG,
)

test(
  'every piece of evidence is on the record, and the last of it is the moment of learning',
  async () => {
    for (let seed = 1; seed <= HISTORIES / 10; seed++) {
      const { history, knowledge, journal } = await told(seed)
      const events: JournalEvent[] = []
      for await (const event of journal.read()) events.push(event)
      for (const principal of history.principals)
        for (const { versions } of await knowledge.knownBy(principal))
          for (const { evidence, since } of versions) {
            expect(events[evidence.at(-1) ?? -1]?.at).toBe(since)
            expect(evidence.every((seq) => events[seq] !== undefined)).toBe(true)
          }
    }
  },
  LONG,
)

test(
  'a state that was saved and loaded at any point comes to the same end',
  async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { history, journal } = await told(seed)
      const whole = (await openFold(journal, knowledgeFold, { tenant: 'default' })).state
      let state = knowledgeFold.start()
      for await (const event of journal.read()) {
        state = knowledgeFold.apply(state, event)
        if (event.seq % 17 === seed % 17)
          state = knowledgeFold.load?.(JSON.parse(JSON.stringify(knowledgeFold.save?.(state)))) ?? state
      }
      for (const principal of history.principals)
        expect(knownBy(state, principal, 99)).toEqual(knownBy(whole, principal, 99))
      for (const secret of history.secrets) expect(knowersOf(state, secret, 99)).toEqual(knowersOf(whole, secret, 99))
    }
  },
  LONG,
)
