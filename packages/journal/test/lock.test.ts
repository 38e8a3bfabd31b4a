import { readdir, readFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isEarlierBoot } from '../src/node/process-identity.js'
import { fileJournal } from '../src/node.js'
import { ask, killed, nextMessage, startChild } from './children.js'
import { FILE } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

const RACES = process.env.THOROUGH === '1' ? 1_000 : 50

test('a second opener of the same process is refused until the first has closed', async () => {
  const directory = await temporaryDirectory()
  for (let round = 0; round < 20; round++) {
    const openers = Array.from({ length: 6 }, () => fileJournal(directory))
    const results = await Promise.allSettled(openers)
    const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(opened.length).toBe(1)
    for (const error of refused) expect(error).toMatchObject({ code: 'journal-locked', details: { pid: process.pid } })
    await expect(fileJournal(directory)).rejects.toMatchObject({ code: 'journal-locked' })
    await opened[0]?.close()
    expect(await readdir(directory)).toEqual([FILE])
  }
})

test('another process is refused and told who writes; after a crash it gets the journal', {
  timeout: 60_000,
}, async () => {
  const directory = await temporaryDirectory()
  const [first, second] = [startChild('opener'), startChild('opener')]
  await Promise.all([nextMessage(first), nextMessage(second)])
  expect(await ask(first, directory)).toEqual({ opened: first.pid })
  expect(await ask(second, directory)).toEqual({ code: 'journal-locked', pid: first.pid })
  await expect(fileJournal(directory)).rejects.toMatchObject({ code: 'journal-locked', details: { pid: first.pid } })

  await killed(first)
  expect(await ask(second, directory)).toEqual({ opened: second.pid })
  expect((await readdir(directory)).sort()).toEqual([FILE, 'lock.2'])
  await expect(fileJournal(directory)).rejects.toMatchObject({ code: 'journal-locked', details: { pid: second.pid } })

  expect(await ask(second, '')).toEqual({ closed: true })
  await (await fileJournal(directory)).close()
})

test(`of two processes that open at once exactly one wins, ${RACES} times`, { timeout: RACES * 1_000 }, async () => {
  const children = [startChild('opener'), startChild('opener')]
  await Promise.all(children.map(nextMessage))
  const own = await ownClaim()
  for (let round = 0; round < RACES; round++) {
    const directory = await temporaryDirectory()
    // In every other round there are claims of the dead to pass by.
    if (round % 2 === 1) await writeFile(join(directory, `lock.${round}`), JSON.stringify({ ...own, pid: NOBODY }))
    const replies = await Promise.all(children.map((child) => ask(child, directory)))
    const [winner, ...others] = replies.flatMap(({ opened }) => (opened === undefined ? [] : [opened]))
    expect(winner).toBeDefined()
    expect(others).toEqual([])
    expect(replies).toContainEqual({ code: 'journal-locked', pid: winner })
    await Promise.all(children.map((child) => ask(child, '')))
    expect(await readdir(directory)).toEqual([FILE])
  }
})

/** A number that no process has: it is beyond the largest that Linux gives out. */
const NOBODY = 2 ** 22 + 1

interface Claim {
  readonly pid: number
  readonly start?: string
  readonly place: string
  readonly nonce: string
}

/** The claim that this process leaves in a lock. */
async function ownClaim(): Promise<Claim> {
  const directory = await temporaryDirectory()
  const journal = await fileJournal(directory)
  const text = await readFile(join(directory, 'lock.1'), 'utf8')
  await journal.close()
  return JSON.parse(text)
}

test.each<[string, (own: Claim) => unknown]>([
  ['of a dead process', (own) => ({ ...own, pid: NOBODY })],
  ['of a process whose number another has now', (own) => ({ ...own, start: '1' })],
  ['that a loss of power emptied', () => undefined],
  ['that a loss of power cut', () => ({ pid: process.pid })],
  [
    'of a dead process, told without machine id',
    (own) => ({ ...own, pid: NOBODY, place: own.place.replace(/\|[^|]*$/, '') }),
  ],
  ['of no number', (own) => ({ ...own, pid: -1 })],
])('a lock %s is taken over', async (_, change) => {
  const own = await ownClaim()
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'lock.7'), JSON.stringify(change(own)) ?? '')
  const journal = await fileJournal(directory)
  expect((await readdir(directory)).sort()).toEqual([FILE, 'lock.8'])
  await journal.close()
})

test.each<[string, (own: Claim) => unknown]>([
  ['of a living process', (own) => own],
  ['of a living process whose start is unknown', ({ pid, place, nonce }) => ({ pid, place, nonce })],
  [
    'of another machine of the same name',
    (own) => ({ ...own, pid: NOBODY, place: `${hostname()}|boot|pid:[4026531836]` }),
  ],
  ['of another machine', (own) => ({ ...own, pid: NOBODY, place: 'another|boot|pid:[1]' })],
  [
    'of another container',
    (own) => ({ ...own, pid: NOBODY, place: own.place.replace(/\|[^|]*(?=\|[^|]*$)/, '|pid:[1]') }),
  ],
])('a lock %s is respected', async (what, change) => {
  const own = await ownClaim()
  const directory = await temporaryDirectory()
  const claim = JSON.stringify(change(own))
  await writeFile(join(directory, 'lock.7'), claim)
  const elsewhere = what.includes('another') ? { elsewhere: true } : {}
  const error = await fileJournal(directory).catch((e: unknown) => e)
  expect(error).toMatchObject({ code: 'journal-locked', details: { pid: JSON.parse(claim).pid, ...elsewhere } })
  expect(await readdir(directory)).toEqual(['lock.7'])
  expect(await readFile(join(directory, 'lock.7'), 'utf8')).toBe(claim)
})

test('an earlier boot is one of the same machine, by more than its name', () => {
  const namespace = 'pid:[4026531836]'
  const machine = 'a'.repeat(32)
  const here = `host|boot|${namespace}|${machine}`
  expect(isEarlierBoot(`host|earlier|${namespace}|${machine}`, here)).toBe(true)
  for (const other of [
    `host|earlier|${namespace}|${'b'.repeat(32)}`,
    `host|earlier|${namespace}|`,
    `host|earlier|${namespace}`,
    `other|earlier|${namespace}|${machine}`,
    `host||${namespace}|${machine}`,
    // The machine id of a container may be that of its image.
    `host|earlier|pid:[4026532201]|${machine}`,
  ]) {
    expect(isEarlierBoot(other, here), other).toBe(false)
  }
  expect(isEarlierBoot(`host|earlier|${namespace}|`, `host|boot|${namespace}|`)).toBe(false)
})
