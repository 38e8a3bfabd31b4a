/**
 * Freezes what a schema has just made, and takes out members that are `undefined`: JSON knows none, and a host may have written one
 * for a member that it leaves out. The value must be nobody else's.
 */
export function sealed<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const key of Object.keys(value)) {
    const member: unknown = (value as Record<string, unknown>)[key]
    if (member === undefined) delete (value as Record<string, unknown>)[key]
    else sealed(member)
  }
  return Object.freeze(value)
}
