/** Sets an entry of a map that holds so many at most: of more, the oldest goes. Gives its key. */
export function setBounded<Value>(
  map: Map<string, Value>,
  key: string,
  value: Value,
  most: number,
): string | undefined {
  map.set(key, value)
  if (map.size <= most) return undefined
  const oldest = map.keys().next().value
  if (oldest !== undefined) map.delete(oldest)
  return oldest
}
