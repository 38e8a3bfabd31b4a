import { createMessage, type Message } from '@upyo/core'
import { type Key, normalizeEmailAddress, parseEmailAddress } from '@waxseal/core'
import { sealHeaders } from '@waxseal/provenance'
import { stillHere } from '../authorize.js'
import type { LetterCounts } from '../campaigns.js'
import type { SourceContact } from '../contact-source.js'
import { readContacts } from '../contacts/read-contacts.js'
import { unlessAborted } from '../facts/unless-aborted.js'
import { Halt, stopOf } from '../halt.js'
import type { LetterTransport } from '../letter-transport.js'
import { mergeLetter } from './merge.js'
import type { Sending, SentCampaign } from './sending.js'

/** Letters whose intent is written in one event. After a crash at most this many are `unknown`. */
const BATCH = 50

/** Letters under way at one time. */
const PARALLEL = 4

type End = keyof LetterCounts

/** Sends a campaign to a base that lives in the host's own database, letter by letter, with the whole seal in each header. */
export async function sendOneByOne(sending: Sending): Promise<SentCampaign> {
  const { call, id, seal, write } = sending
  const total = { accepted: 0, refused: 0, unknown: 0 }
  try {
    const transport = transportOf(sending)
    const key = await call.house.keyRing.current({ tenant: call.house.tenant, use: 'recipient' })
    for await (const { letters, skipped } of batches(sending, key)) {
      if (call.signal?.aborted)
        throw new Halt({ stage: 'dispatch', code: 'interrupted', message: 'the call was interrupted' })
      await stillHere(call.house, call.about.principal, 'dispatch')
      await write('letters.intended', { letters: letters.length }, total.accepted > 0 ? 'unknown' : 'not-sent')
      const counts = { accepted: 0, refused: 0, unknown: 0 }
      await dispatch(transport, letters, call.signal, (end) => counts[end]++)
      total.accepted += counts.accepted
      total.refused += counts.refused + skipped
      total.unknown += counts.unknown
      await write('letters.settled', { ...counts, skipped }, 'unknown')
    }
  } catch (error) {
    throw await failed(sending, error, total)
  }
  return await ended(sending, id, seal.reference, total)
}

async function ended(sending: Sending, id: string, reference: string, total: LetterCounts): Promise<SentCampaign> {
  if (total.accepted > 0) {
    const status = total.unknown > 0 ? 'partial' : 'accepted'
    await sending.write(`campaign.${status}`, { ...total }, 'unknown')
    return { campaign: id, status, seal: reference, letters: total }
  }
  const unknown = total.unknown > 0
  const code = unknown ? 'letters-unknown' : total.refused > 0 ? 'all-refused' : 'list-empty'
  const outcome = unknown ? 'unknown' : 'not-sent'
  await sending.write(unknown ? 'campaign.unknown' : 'campaign.refused', { code, ...total }, outcome)
  const message = `no letter was accepted: ${total.refused} refused, ${total.unknown} unknown`
  throw new Halt({ stage: 'dispatch', code, message, outcome })
}

async function failed(sending: Sending, error: unknown, total: LetterCounts): Promise<Halt> {
  const stop = stopOf(error, 'dispatch')
  const someLeft = total.accepted + total.unknown > 0 || stop.outcome === 'unknown'
  const outcome = someLeft ? 'unknown' : 'not-sent'
  await sending.write(someLeft ? 'campaign.partial' : 'campaign.refused', { code: stop.code, ...total }, outcome)
  return new Halt({ ...stop, message: `${stop.message}; ${total.accepted} letters had been accepted`, outcome })
}

function transportOf(sending: Sending): LetterTransport {
  const { transport } = sending.call.house
  if (transport !== undefined) return transport
  throw new Halt({
    stage: 'resolve',
    code: 'unsupported',
    message: 'the host has set up no transport for single letters',
  })
}

async function* batches(sending: Sending, key: Key): AsyncIterable<{ letters: Message[]; skipped: number }> {
  const { house, list, signal, recipients } = sending.call
  const seen = new Set<string>()
  let letters: Message[] = []
  let skipped = 0
  for await (const contact of readContacts(house, list, signal)) {
    const address = normalizeEmailAddress(contact.email)
    if (address === undefined || seen.has(address)) {
      skipped++
      continue
    }
    seen.add(address)
    // The rules were asked about so many and no more.
    if (recipients !== undefined && seen.size > recipients) {
      throw new Halt({
        stage: 'resolve',
        code: 'list-grew',
        message: `list \`${list}\` has grown since it was counted`,
      })
    }
    letters.push(await compose(sending, contact, key))
    if (letters.length < BATCH) continue
    yield { letters, skipped }
    letters = []
    skipped = 0
  }
  if (letters.length > 0 || skipped > 0) yield { letters, skipped }
}

async function compose({ draft, seal, call }: Sending, contact: SourceContact, key: Key): Promise<Message> {
  const fields = new Map(Object.entries(contact.fields ?? {}))
  const { subject, html, text } = mergeLetter(draft, fields)
  const content = html === undefined ? { text: text ?? '' } : text === undefined ? { html } : { html, text }
  return createMessage({
    from: { name: draft.fromName ?? call.house.identity.name, address: mailbox(draft.from) },
    to: { address: mailbox(contact.email) },
    subject,
    content,
    headers: sealHeaders(seal.jws, contact.email, key),
    ...(draft.replyTo === undefined ? {} : { replyTo: { address: mailbox(draft.replyTo) } }),
  })
}

function mailbox(text: string): `${string}@${string}` {
  const address = parseEmailAddress(text.trim())
  if (address === undefined)
    throw new Halt({ stage: 'resolve', code: 'input-invalid', message: 'an address cannot be read' })
  return `${address.local}@${address.domain}`
}

async function dispatch(
  transport: LetterTransport,
  letters: readonly Message[],
  signal: AbortSignal | undefined,
  count: (end: End) => void,
): Promise<void> {
  const queue = letters.values()
  const worker = async (): Promise<void> => {
    for (const letter of queue) count(await sendOne(transport, letter, signal))
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
}

/** A receipt that does not say of what kind its failure was leaves open whether the letter left. */
async function sendOne(transport: LetterTransport, letter: Message, signal: AbortSignal | undefined): Promise<End> {
  if (signal?.aborted) return 'refused'
  try {
    const receipt = await unlessAborted(
      transport.send(letter, signal === undefined ? {} : { signal }),
      signal,
      'dispatch',
    )
    if (receipt.successful) return 'accepted'
    const categories = receipt.errors?.map(({ category }) => category) ?? []
    const surelyNot = ['auth', 'configuration', 'rate-limit', 'rejected', 'validation']
    return categories.length > 0 && categories.every((category) => surelyNot.includes(category)) ? 'refused' : 'unknown'
  } catch {
    return 'unknown'
  }
}
