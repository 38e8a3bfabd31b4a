import type { JournalEvent } from '@waxseal/core'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads the JSON of an event; `undefined` when the bytes are no UTF-8, no JSON or no event. */
export function parseStoredEvent(bytes: Uint8Array): JournalEvent | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes))
    return isEvent(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isEvent(value: unknown): value is JournalEvent {
  if (typeof value !== 'object' || value === null) return false
  const event = value as Partial<Record<keyof JournalEvent, unknown>>
  return (
    isCount(event.seq) &&
    isCount(event.version) &&
    isName(event.tenant) &&
    isName(event.stream) &&
    isName(event.type) &&
    Number.isSafeInteger(event.at) &&
    typeof event.data === 'object' &&
    event.data !== null &&
    !Array.isArray(event.data)
  )
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
