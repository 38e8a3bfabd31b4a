import type { ProviderContact } from '@waxseal/core'
import type { SourceContact } from '../contact-source.js'
import { Halt } from '../halt.js'
import type { House } from '../house.js'
import { placeOf } from '../house.js'

/** Every contact of a list, from wherever it lives. */
export async function* readContacts(
  house: House,
  list: string,
  signal: AbortSignal | undefined,
): AsyncIterable<ProviderContact | SourceContact> {
  const place = placeOf(house, list)
  const options = signal === undefined ? {} : { signal }
  if (place.kind === 'provider') yield* place.provider.contacts.exportAll({ listId: place.id }, options)
  else yield* fromSource(place.source(list, options))
}

/** The host's own source may throw anything, addresses in its message included. */
async function* fromSource(contacts: AsyncIterable<SourceContact>): AsyncIterable<SourceContact> {
  try {
    for await (const contact of contacts) yield asContact(contact)
  } catch (error) {
    if (error instanceof Halt) throw error
    throw new Halt({ stage: 'resolve', code: 'source-failed', message: 'the contact source of the host failed' })
  }
}

/** Databases give numbers and nulls where texts are expected: numbers become texts, what else is no text is left out. */
function asContact(row: SourceContact): SourceContact {
  const { email, phone, status, fields } = (row ?? {}) as Partial<Record<keyof SourceContact, unknown>>
  const { email: address = '', ...rest } = textsOf({ email, phone, status })
  return { email: address, ...rest, fields: textsOf(fields) }
}

function textsOf(record: unknown): Record<string, string> {
  if (typeof record !== 'object' || record === null) return {}
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      if (typeof value === 'string') return [[name, value]]
      return typeof value === 'number' ? [[name, String(value)]] : []
    }),
  )
}
