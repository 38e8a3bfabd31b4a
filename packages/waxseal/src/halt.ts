import { isWaxsealError, type ProviderError, type ProviderFault } from '@waxseal/core'
import type { Stop } from './answer.js'

/** Stops a call from inside a step. Never leaves the pipeline: the caller gets a value. */
export class Halt extends Error {
  readonly stop: Stop

  constructor(stop: Stop) {
    super(stop.message)
    this.stop = stop
  }
}

/** What a step says of an error that it did not expect. A foreign error gives nothing of itself away. */
export function stopOf(error: unknown, stage: Stop['stage']): Stop {
  if (error instanceof Halt) return error.stop
  if (isProviderError(error)) {
    return { stage: 'dispatch', code: error.fault.code, message: error.message, outcome: error.fault.outcome }
  }
  if (isWaxsealError(error)) return { stage, code: error.code, message: error.message }
  return { stage, code: 'internal', message: `an unexpected fault at step \`${stage}\`` }
}

function isProviderError(error: unknown): error is ProviderError {
  return isWaxsealError(error) && 'fault' in error && typeof (error as { fault: ProviderFault }).fault === 'object'
}
