import type { SubjectRow } from '@waxseal/core'
import { fileSubjectVault } from '@waxseal/journal/node'

// Adds, replaces and forgets rows until it is killed, and tells what was acknowledged: a row, or only the id of one that was forgotten.
const [directory = '', run = ''] = process.argv.slice(2)
const vault = await fileSubjectVault(directory)

function tell(id: string, row?: SubjectRow): void {
  process.stdout.write(`${JSON.stringify({ id, row })}\n`)
}

function version(id: string, number: number): SubjectRow {
  return { id, lookup: `${id} ${number}`, sealed: `${number}:${'x'.repeat(300)}` }
}

async function write(writer: number): Promise<never> {
  for (let number = 0; ; number++) {
    const id = `sub_${run}_${writer}_${number}`
    const rows = [0, 1, 2].map((each) => version(id, each))
    const [first, second, third] = rows as [SubjectRow, SubjectRow, SubjectRow]
    tell(id, await vault.add('default', first))
    if (number % 2 === 0) continue
    if (await vault.replace('default', first, second)) tell(id, second)
    if (await vault.replace('default', second, third)) tell(id, third)
    if (await vault.forget('default', id)) tell(id)
  }
}

for (let writer = 0; writer < 8; writer++) void write(writer)
