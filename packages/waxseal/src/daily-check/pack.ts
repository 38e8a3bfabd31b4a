import type { JsonObject, JsonValue } from '@waxseal/core'

/**
 * Plain values, maps and sets as JSON. Names that came from outside stand in maps, sets and texts only, so an object with `$map` or
 * `$set` is one of ours.
 */
export function pack(value: unknown): JsonValue {
  if (value instanceof Map) return { $map: Array.from(value, ([key, one]) => [key, pack(one)]) }
  if (value instanceof Set) return { $set: Array.from(value, pack) }
  if (Array.isArray(value)) return value.map(pack)
  if (typeof value !== 'object' || value === null) return value as JsonValue
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, pack(one)]])),
  )
}

/** What was packed. */
export function unpack(value: JsonValue): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(unpack)
  const { $map, $set, ...members } = value as JsonObject
  if (Array.isArray($map)) return new Map($map.map((entry) => [entry[0], unpack(entry[1])]))
  if (Array.isArray($set)) return new Set($set.map(unpack))
  return Object.fromEntries(Object.entries(members).map(([key, one]) => [key, unpack(one)]))
}
