/** With the seconds or without, and always with the time zone: without one it would be another instant on another machine. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/

/** Reads an instant in the form of ISO 8601, `2026-11-23T22:05+03:00`: epoch milliseconds, `undefined` for anything else. */
export function readInstant(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined
  const at = Date.parse(text)
  // 30 February is read as a day of March.
  const day = new Date(`${text.slice(0, 10)}T00:00Z`)
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10))
  return exists && !Number.isNaN(at) ? at : undefined
}
