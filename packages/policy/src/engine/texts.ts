/** An array of texts, without holes. */
export function isTexts(value: unknown): value is readonly string[] {
  if (!Array.isArray(value)) return false
  for (let index = 0; index < value.length; index++) if (typeof value[index] !== 'string') return false
  return true
}

/** Whether a value is an array of the very same elements. */
export function sameElements(known: readonly unknown[], value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== known.length) return false
  for (let index = 0; index < known.length; index++) if (known[index] !== value[index]) return false
  return true
}
