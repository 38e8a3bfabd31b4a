import type { Caller } from './caller.js'
import { failed, toProviderError } from './fault.js'
import type { MethodRow } from './method.js'
import type { CallOptions, Settings } from './options.js'
import type { WebAnswer } from './web-call.js'
import { isPlainWord } from './web-codes.js'
import { webMethods } from './web-methods.js'

/** When a job is looked after, in milliseconds. */
export interface PollTimes {
  readonly first: number
  readonly most: number
  readonly total: number
}

/**
 * Looks after a job until it is done and gives the address of its file. Only `completed` ends it: no word for failure is
 * documented, so that any other, known or not, means waiting until the time is over (`job-timeout`).
 */
export async function finishTask(
  started: WebAnswer<'async/getTaskResult'>,
  starter: MethodRow,
  caller: Caller,
  settings: Settings,
  times: PollTimes,
  options: CallOptions,
): Promise<string> {
  const start = settings.clock()
  let task = started
  let pause = times.first
  let waited = 0
  while (task.status !== 'completed') {
    // Counted both ways, so that a clock that stands still cannot make the wait endless.
    if (Math.max(waited, settings.clock() - start) + pause > times.total) {
      throw error({ ...failed('job-timeout').fault, details: { status: isPlainWord(task.status) ? task.status : '*' } })
    }
    try {
      await settings.wait(pause, options.signal)
    } catch {
      throw error(failed('aborted').fault)
    }
    waited += pause
    pause = Math.min(times.most, pause * 1.5)
    task = await caller.call(webMethods['async/getTaskResult'], { task_uuid: started.task_uuid }, options)
  }
  if (task.file_to_download) return task.file_to_download
  throw error(failed('bad-shape', { details: { path: 'file_to_download', reason: 'missing' } }).fault)

  function error(fault: Parameters<typeof toProviderError>[0]): Error {
    return toProviderError(fault, { method: starter.name, effect: 'read', attempts: 1 })
  }
}
