import { isWaxsealError, type JsonObject } from '@waxseal/core'
import { Halt } from './halt.js'
import type { House } from './house.js'

/** Writes an event and folds it in; a record that cannot be written stops the call. */
export async function writeEvent(
  house: House,
  stream: string,
  type: string,
  data: JsonObject,
  outcome: 'not-sent' | 'unknown' = 'not-sent',
  expected?: number,
): Promise<void> {
  try {
    await house.record.write(stream, type, data, expected)
  } catch (error) {
    if (isWaxsealError(error, 'journal-conflict')) throw stopped(outcome)
    const message =
      outcome === 'unknown'
        ? 'it may have been sent, and the record could not be written'
        : 'the record could not be written'
    throw new Halt({ stage: 'record', code: 'journal-unavailable', message, outcome })
  }
}

function stopped(outcome: 'not-sent' | 'unknown'): Halt {
  return new Halt({ stage: 'dispatch', code: 'stopped', message: 'somebody else ended the campaign', outcome })
}
