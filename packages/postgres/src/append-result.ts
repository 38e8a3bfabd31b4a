import { type Appended, utf8, WaxsealError } from '@waxseal/core'
import { placeEvent } from '@waxseal/journal/adapter'
import type { AppendAnswer, PendingAppend } from './append-batch.js'
import type { Entry } from './known-record.js'

/** What an append that shared a batch with others comes to. */
export type AppendResult = Appended | WaxsealError<'journal-conflict'>

/** The events of an append at the places that they were given; `undefined` when it was refused. */
export function entriesOf(
  { tenant, stream, drafts }: PendingAppend,
  answer: AppendAnswer | undefined,
): Entry[] | undefined {
  if (answer === undefined || !('seq' in answer)) return undefined
  return drafts.map((draft, index) => {
    const place = { seq: answer.seq + index, tenant, stream, version: answer.version + index }
    const { event, json } = placeEvent(draft, place)
    return { event, bytes: utf8(json) }
  })
}

/** The refusal of an append that expected another length. */
export function conflictOf(
  append: PendingAppend | undefined,
  answer: AppendAnswer | undefined,
): WaxsealError<'journal-conflict'> {
  const expected = Number(append?.expected)
  const actual = answer !== undefined && 'length' in answer ? answer.length : -1
  const message = `the stream has ${actual} events, not the expected ${expected}`
  return new WaxsealError('journal-conflict', message, { details: { expected, actual } })
}
