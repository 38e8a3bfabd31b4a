import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fileJournal, type JournalRepair, verifyJournalDirectory } from '../src/node.js'
import { draft, FILE, recordedJournal, TARGET } from './recorded-journal.js'
import { temporaryDirectory } from './temporary-directory.js'

async function openWith(bytes: Uint8Array): Promise<{ directory: string; repairs: JournalRepair[]; size: number }> {
  const directory = await temporaryDirectory()
  await writeFile(join(directory, FILE), bytes)
  const repairs: JournalRepair[] = []
  const journal = await fileJournal(directory, { onRepair: (repair) => repairs.push(repair) })
  await journal.append(TARGET, [draft(100)])
  const size = journal.head().size - 1
  await journal.close()
  return { directory, repairs, size }
}

test('a record cut at any byte opens with every whole append, and nothing of it is lost', async () => {
  const { bytes } = await recordedJournal()
  const text = bytes.toString('latin1')
  // Around every line break and inside the lines.
  const isWorthIt = (length: number) => length % 47 === 0 || text.slice(length - 2, length + 2).includes('\n')
  for (let length = 1; length <= bytes.length; length++) {
    if (!isWorthIt(length)) continue
    const { directory, repairs, size } = await openWith(bytes.subarray(0, length))
    // What is whole: lines that end, except of an announced append that does not.
    const lines = text
      .slice(0, text.lastIndexOf('\n', length - 1) + 1)
      .split('\n')
      .slice(0, -1)
    const mark = lines.findLastIndex((line) => line.startsWith('{"append"'))
    const announced = Number(/\d+/.exec(lines[mark] ?? '')?.[0])
    const whole = mark >= 0 && lines.length - mark - 1 < announced ? lines.slice(0, mark) : lines
    expect(size).toBe(whole.filter((line) => line.startsWith('{"leaf"')).length)

    const kept = whole.map((line) => `${line}\n`).join('')
    const torn = text.slice(kept.length, length)
    const movedTo = join(directory, `${FILE}.torn-1`)
    expect((await readFile(join(directory, FILE), 'latin1')).startsWith(kept)).toBe(true)
    if (torn !== '') expect(await readFile(movedTo, 'latin1')).toBe(torn)
    const uncovered = whole.slice(whole.findLastIndex((line) => line.startsWith('{"size"')) + 1)
    const expected = {
      file: join(directory, FILE),
      kept: uncovered.filter((line) => line.startsWith('{"leaf"')).length,
      bytes: torn.length,
      line: whole.length + 1,
      ...(torn !== '' && { movedTo }),
    }
    expect(repairs).toEqual(torn === '' && uncovered.length === 0 ? [] : [expected])
    expect(await verifyJournalDirectory(directory)).toEqual({
      ok: true,
      head: expect.objectContaining({ size: size + 1 }),
    })
  }
})

test('a torn tail that is zeros or noise is moved aside', async () => {
  const { bytes } = await recordedJournal()
  for (const tail of [
    Buffer.alloc(4_096),
    Buffer.from('{"leaf":"abc'),
    Buffer.from('{"le\0\0\0'),
    Buffer.from([255, 254]),
  ]) {
    const { directory, repairs, size } = await openWith(Buffer.concat([bytes, tail]))
    expect(size).toBe(12)
    expect(repairs).toMatchObject([{ kept: 0, bytes: tail.length }])
    expect(await readFile(join(directory, `${FILE}.torn-1`))).toEqual(tail)
  }
})

test('an earlier torn tail is not overwritten', async () => {
  const { bytes } = await recordedJournal()
  const { directory } = await openWith(Buffer.concat([bytes, Buffer.from('{"l')]))
  const file = join(directory, FILE)
  await writeFile(file, Buffer.concat([await readFile(file), Buffer.from('{"s')]))
  const repairs: JournalRepair[] = []
  await (await fileJournal(directory, { onRepair: (repair) => repairs.push(repair) })).close()
  expect(repairs[0]?.movedTo).toBe(`${file}.torn-2`)
  expect((await readdir(directory)).sort()).toEqual([FILE, `${FILE}.torn-1`, `${FILE}.torn-2`])
})

test('a whole line that is wrong is no torn tail: opening refuses and changes nothing', async () => {
  const { bytes } = await recordedJournal()
  const last = bytes.lastIndexOf('{"leaf"')
  const flipped = Buffer.from(bytes)
  flipped[last + 100] = (flipped[last + 100] ?? 0) ^ 1
  const foreign = Buffer.concat([bytes, Buffer.from('{"leaf":"abc"}\n')])
  for (const damaged of [flipped, foreign]) {
    const directory = await temporaryDirectory()
    await writeFile(join(directory, FILE), damaged)
    await expect(fileJournal(directory)).rejects.toMatchObject({ code: 'journal-corrupt' })
    expect(await readFile(join(directory, FILE))).toEqual(damaged)
    expect(await readdir(directory)).toEqual([FILE])
  }
})

test('an error of `onRepair` reaches the host and leaves no lock', async () => {
  const { bytes } = await recordedJournal()
  const directory = await temporaryDirectory()
  await writeFile(join(directory, FILE), bytes.subarray(0, -3))
  const onRepair = () => {
    throw new Error('a fault of the host')
  }
  await expect(fileJournal(directory, { onRepair })).rejects.toThrow('a fault of the host')
  const journal = await fileJournal(directory, { onRepair })
  expect(journal.head().size).toBe(12)
  await journal.close()
})
