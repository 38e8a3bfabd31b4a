import type { Caller } from './caller.js'
import { failed, toProviderError } from './fault.js'
import type { MethodRow } from './method.js'
import type { CallOptions, Settings } from './options.js'
import { readTableFile } from './table-file.js'
import { finishTask, type PollTimes } from './tasks.js'
import type { WebAnswer } from './web-call.js'

/** What the groups of the client share. */
export interface Context {
  readonly caller: Caller
  readonly settings: Settings
  readonly poll: PollTimes
  readonly maxFileBytes: number
  /** Whether the API stands on this machine. */
  readonly loopback: boolean
}

/** Waits for a job and reads its file. */
export async function* readTask(
  context: Context,
  job: MethodRow,
  started: WebAnswer<'async/getTaskResult'>,
  options: CallOptions,
): AsyncGenerator<string[]> {
  const { caller, settings, poll } = context
  const address = await finishTask(started, job, caller, settings, poll, options)
  const plan = {
    loopback: context.loopback,
    maxBytes: context.maxFileBytes,
    total: poll.total,
    timeout: options.timeout ?? settings.timeout,
    signal: options.signal,
  }
  yield* readTableFile(address, job, plan, settings)
}

/** The error for a file without a column that it must have. */
export function missingColumn(job: MethodRow, column: string): Error {
  const fault = failed('bad-shape', { details: { path: column, reason: 'missing' } }).fault
  return toProviderError(fault, { method: job.name, effect: 'read', attempts: 1 })
}
