import type { SpanType } from './span.js'

/** What stands in a redacted text in the place of a value. */
export function placeholder(type: SpanType): string {
  return `[${type}]`
}

const ALL = (['EMAIL', 'PHONE', 'UNSCANNED'] as const satisfies readonly SpanType[]).map(placeholder)

/**
 * Whether a placeholder begins at an index. A second pass must see a border where the first one saw a value, else redacting twice would
 * not be redacting once.
 */
export function isPlaceholderAt(text: string, index: number): boolean {
  return ALL.some((form) => text.startsWith(form, index))
}

/** Whether a placeholder ends before an index. */
export function isPlaceholderBefore(text: string, end: number): boolean {
  return ALL.some((form) => end >= form.length && text.startsWith(form, end - form.length))
}
