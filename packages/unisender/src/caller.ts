import type * as z from 'zod'
import type { MethodRow } from './method.js'
import type { CallOptions } from './options.js'
import type { Tried } from './retry.js'

/** Calls rows of one of the two APIs. */
export interface Caller {
  /** Makes the call; a fault is a value. Throws only for arguments and options that are refused before it. */
  tried<Arguments extends z.ZodType, Answer extends z.ZodType>(
    row: MethodRow<string, Arguments, Answer>,
    args: z.input<Arguments>,
    options?: CallOptions,
  ): Promise<Tried<z.output<Answer>>>
  /** Makes the call; a fault is thrown. */
  call<Arguments extends z.ZodType, Answer extends z.ZodType>(
    row: MethodRow<string, Arguments, Answer>,
    args: z.input<Arguments>,
    options?: CallOptions,
  ): Promise<z.output<Answer>>
}
