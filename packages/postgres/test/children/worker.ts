import { createHash } from 'node:crypto'
import { isWaxsealError, type Journal } from '@waxseal/core'
import pg from 'pg'
import { migrate, postgresJournal } from '../../src/index.js'

// One of several processes that append to one journal and listen to it. Told what to do by its parent.
interface Task {
  readonly task: 'append' | 'close' | 'listen' | 'migrate' | 'open'
  readonly schema: string
  /** Of this process, part of the numbers of its events. */
  readonly worker: number
  readonly appends: number
}

const [connection = '{}'] = process.argv.slice(2)
const pool = new pg.Pool({ ...JSON.parse(connection), max: 5 })
pool.on('error', () => {})

let journal: Journal | undefined
let places: number[] = []
let digest = createHash('sha256')

async function open(schema: string): Promise<unknown> {
  places = []
  digest = createHash('sha256')
  journal = await postgresJournal({ pool, schema, poll: 250, retryFor: 30_000 })
  journal.subscribe(0, (event) => {
    places.push(event.seq)
    digest.update(JSON.stringify(event))
    if (event.type === 'test.marked') process.send?.({ heard: event.data.mark })
  })
  return { opened: true }
}

/** Two writers: one to a stream of its own, one that counts on a stream of all. */
async function append({ worker, appends }: Task): Promise<unknown> {
  let conflicts = 0
  async function own(): Promise<void> {
    for (let number = 0; number < appends; number++) {
      const drafts = Array.from({ length: 1 + (number % 3) }, (_, part) => {
        return { type: 'test.happened', at: part, data: { id: `${worker}/${number}/${part}`, of: 1 + (number % 3) } }
      })
      const target = { tenant: `t${number % 2}`, stream: `worker/${worker}` }
      const { events } = await (journal as Journal).append(target, drafts)
      process.send?.({ written: events.map(({ seq, data }) => [seq, data.id]) })
    }
  }
  async function counting(): Promise<void> {
    for (let number = 0, expected = 0; number < appends; ) {
      const drafts = [{ type: 'test.counted', at: 0, data: { id: `${worker}/count/${number}`, of: 1 } }]
      try {
        const { events } = await (journal as Journal).append({ tenant: 'all', stream: 'count', expected }, drafts)
        process.send?.({ written: events.map(({ seq, data }) => [seq, data.id]) })
        number++
        expected++
      } catch (error) {
        if (!isWaxsealError(error, 'journal-conflict')) throw error
        expected = Number(error.details.actual)
        conflicts++
      }
    }
  }
  await Promise.all([own(), counting()])
  return { appended: true, conflicts }
}

async function listen(): Promise<unknown> {
  await journal?.catchUp()
  return {
    head: journal?.head(),
    dense: places.every((seq, index) => seq === index),
    digest: digest.copy().digest('hex'),
  }
}

async function close(): Promise<unknown> {
  await journal?.close()
  return { closed: true }
}

process.on('message', (message) => {
  const task = message as Task
  const work = {
    open: () => open(task.schema),
    append: () => append(task),
    listen,
    close,
    migrate: async () => ({ migrated: await migrate(pool, { schema: task.schema }) }),
  }[task.task]
  work().then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ answer: { error: isWaxsealError(error) ? error.toJSON() : String(error) } }),
  )
})
process.send?.({ answer: { ready: true } })
