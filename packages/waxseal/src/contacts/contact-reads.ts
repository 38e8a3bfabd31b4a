import { type JsonObject, normalizeEmailAddress } from '@waxseal/core'
import type { Call } from '../call.js'
import { circumstancesData } from '../circumstances.js'
import { isHidden } from '../facts/reveal-fold.js'
import { Halt } from '../halt.js'
import { placeOf } from '../house.js'
import { writeEvent } from '../write-event.js'
import { type ContactView, contactViewer } from './contact-view.js'
import { readContacts } from './read-contacts.js'

/** The contacts of a list, seen through the obligations. */
export async function listContacts(call: Call, limit = Number.POSITIVE_INFINITY): Promise<readonly ContactView[]> {
  const views = await collect(call, limit)
  await note(call, 'contacts.viewed', views.length)
  return views
}

/** All contacts of a list, to be carried away: the intent is on the record before anything is read. */
export async function exportContacts(call: Call): Promise<readonly ContactView[]> {
  await note(call, 'contacts.export-intended', 0)
  const views = await collect(call, Number.POSITIVE_INFINITY)
  await note(call, 'contacts.exported', views.length)
  return views
}

/** One contact by the id that a listing of the same list gave. A made-up id and one of another list are answered alike. */
export async function getContact(call: Call, id: string): Promise<ContactView> {
  const { house, list } = call
  const tokens = await house.tokensOf(list)
  const email = await tokens.resolve(id)
  const contact = email === undefined ? undefined : await find(call, email)
  if (contact === undefined) {
    throw new Halt({ stage: 'resolve', code: 'contact-unknown', message: `list \`${list}\` has no contact of this id` })
  }
  const view = contactViewer(tokens, call.masked)(contact)
  const isAddress = normalizeEmailAddress(contact.email) !== undefined
  const subject = await house.subjects?.idOf(isAddress ? contact.email : { kind: 'contact', address: contact.email })
  await note(call, 'contacts.viewed', 1, subject === undefined ? {} : { subject })
  return view
}

async function find(call: Call, email: string) {
  const { house, list, signal } = call
  const place = placeOf(house, list)
  if (place.kind === 'provider') {
    const contact = await place.provider.contacts.get(email, signal === undefined ? {} : { signal })
    return contact?.listIds.includes(place.id) ? contact : undefined
  }
  const wanted = normalizeEmailAddress(email)
  for await (const contact of readContacts(house, list, signal)) {
    if (contact.email === email || (wanted !== undefined && normalizeEmailAddress(contact.email) === wanted))
      return contact
  }
  return undefined
}

async function collect(call: Call, limit: number): Promise<ContactView[]> {
  const hidden = isHidden([...call.masked])
  const view = contactViewer(await call.house.tokensOf(call.list), call.masked)
  const views: ContactView[] = []
  for await (const contact of readContacts(call.house, call.list, call.signal)) {
    if (views.length >= limit) break
    // The rules were asked about so many and no more.
    if (call.reveals !== undefined && !hidden && views.length >= call.reveals) {
      throw new Halt({
        stage: 'resolve',
        code: 'list-grew',
        message: `list \`${call.list}\` has grown since it was counted`,
      })
    }
    views.push(view(contact))
  }
  return views
}

async function note(call: Call, type: string, count: number, more: JsonObject = {}): Promise<void> {
  await writeEvent(call.house, `list/${call.list}`, type, {
    ...circumstancesData(call.about),
    count,
    masked: [...call.masked].sort(),
    ...more,
  })
}
