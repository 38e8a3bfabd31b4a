import { expect, test } from 'vitest'
import { play } from '../../../keys/test/knowledge/oracle.js'
import { offboard } from '../../src/offboard/offboard.js'
import type { Step } from '../../src/offboard/step.js'
import { type Lived, liveThrough } from './generated.js'
import { createWorld, startProcess } from './world.js'

const HISTORIES = process.env.THOROUGH === '1' ? 2_000 : 200

/** What ought to be done about secrets, by the oracle: the versions of each that are known and of use. */
function expectedRotations(lived: Lived, leaver: string): string[] {
  const { learned, isLive } = play({ ...lived, groups: [], containers: [], secrets: [] })
  return [...(learned.get(leaver)?.keys() ?? [])].filter((version) => {
    const [name = ''] = version.split('#')
    return isLive(version) && lived.owners.get(name) !== leaver
  })
}

function plannedRotations(steps: readonly Step[], { nameOf, texts }: Lived): string[] {
  const ids = new Map([...texts].map(([name, text]) => [text.split('_')[2], name]))
  return steps.flatMap(({ target, versions = [] }) =>
    versions.map((version) => ids.get(version) ?? `${nameOf(target)}#${version}`),
  )
}

test(`in ${HISTORIES} histories no secret is missed and none rotated for nothing; the dry run tells what the run does`, async () => {
  const counts = { rotations: 0, keys: 0, revoked: 0, indirect: 0 }
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const world = createWorld(seed)
    const before = startProcess(world)
    const lived = await liveThrough(seed, world, before)
    const leaver = lived.principals[seed % lived.principals.length] ?? ''
    const { ports, keys, knowledge } = startProcess(world)
    const deliver: typeof ports.deliver = ({ series, key }) =>
      void world.services.set(lived.nameOf(`key/${series}`), key)
    const plan = await offboard({ ...ports, deliver, rotators: lived.rotators }, leaver, { by: 'boss' })
    const expected = expectedRotations(lived, leaver)
    expect({ seed, planned: plannedRotations(plan.deeds, lived).sort() }).toEqual({ seed, planned: expected.sort() })

    const dry = await plan.dryRun()
    const result = await plan.run()
    expect({ seed, ...dry }).toEqual({ seed, found: result.found, deeds: result.deeds, open: result.open })
    expect({ seed, open: result.open }).toEqual({ seed, open: [] })

    const { learned } = play({ ...lived, groups: [], containers: [], secrets: [] })
    for (const version of learned.get(leaver)?.keys() ?? []) {
      const text = lived.texts.get(version)
      if (text !== undefined) expect([seed, version, keys.verify(text).ok]).toEqual([seed, version, false])
    }
    const live = (await knowledge.knownBy(leaver)).flatMap(({ secret, versions }) =>
      versions.filter((one) => one.live).map(() => secret),
    )
    expect({ seed, live }).toEqual({ seed, live: [] })
    for (const [name, text] of world.services) {
      const isOver =
        lived.owners.get(name) === leaver || lived.happenings.some((one) => one.type === 'closed' && one.what === name)
      expect([seed, name, keys.verify(text).ok]).toEqual([seed, name, !isOver])
    }
    counts.rotations += expected.length
    counts.keys += result.deeds.filter((step) => step.do === 'rotate-key').length
    counts.revoked += result.deeds.filter((step) => step.do === 'revoke-key').length
    counts.indirect += result.found.filter(({ live }) => live.some(({ through }) => through.length > 0)).length
  }
  // The generator must not have forgotten what the test is about.
  expect(counts.rotations).toBeGreaterThan(HISTORIES)
  expect(Math.min(counts.keys, counts.revoked * 2, counts.indirect)).toBeGreaterThan(HISTORIES / 8)
}, 600_000)
