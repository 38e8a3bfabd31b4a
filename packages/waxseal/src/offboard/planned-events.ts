import type { JsonObject } from '@waxseal/core'
import type { FoundSecret } from './found.js'
import type { Step } from './step.js'

/** An event that is to be appended. */
export type Draft = readonly [type: string, data: JsonObject]

/** Data of one event may take 256 KiB; keeping well below leaves room for its other members. */
const CHUNK = 100_000

/** The events that say what was found and planned. */
export function plannedEvents(found: readonly FoundSecret[], steps: readonly Step[]): readonly Draft[] {
  return [
    ...chunks(found).map((secrets): Draft => ['found', { secrets } as unknown as JsonObject]),
    ...chunks(steps).map((some): Draft => ['planned', { steps: some } as unknown as JsonObject]),
  ]
}

function chunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = []
  let left = 0
  for (const item of items) {
    const size = JSON.stringify(item).length
    if (left < size) {
      parts.push([])
      left = CHUNK
    }
    parts.at(-1)?.push(item)
    left -= size
  }
  return parts
}
