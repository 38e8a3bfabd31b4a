/**
 * A text as its column holds it: what stands between the quotes of its JSON. PostgreSQL takes neither NUL nor half of a surrogate
 * pair, and so a column says exactly what the hashed entry says.
 */
export function toStored(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** The text that a column holds. */
export function fromStored(stored: unknown): string {
  return JSON.parse(`"${String(stored)}"`) as string
}

/** An entry of a B-tree may take a third of a page: 2,704 bytes with its frame. */
const MAX_INDEXED_BYTES = 2_600

/** Whether names can stand together in one entry of an index. */
export function fitIndex(...stored: readonly string[]): boolean {
  const units = stored.reduce((sum, name) => sum + name.length, 0)
  // Three bytes a unit at most: most names need no encoding to be known to fit.
  if (units * 3 <= MAX_INDEXED_BYTES) return true
  return stored.reduce((sum, name) => sum + new TextEncoder().encode(name).length, 0) <= MAX_INDEXED_BYTES
}
