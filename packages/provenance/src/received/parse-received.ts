import { readDomainName } from '../domain-name.js'
import { type ReceivedClient, readClient } from './client.js'
import { type ReceivedFault, readClauses } from './received-clauses.js'
import { readReceivedDate } from './received-date.js'

/** What one server wrote when it took a letter over. Every member is absent where it wrote none, or nothing that can be read. */
export interface ReceivedHop {
  readonly ok: true
  readonly from?: ReceivedClient
  /** The server's own name, as written, in lower case. */
  readonly by?: string
  /** `ESMTPS`, `Microsoft SMTP Server`. */
  readonly with?: string
  readonly via?: string
  readonly id?: string
  /** The recipient: a personal datum. */
  readonly for?: string
  /** MAIL FROM, where the server notes it: perhaps a personal datum. */
  readonly envelopeFrom?: string
  /** Epoch seconds. */
  readonly time?: number
}

/** A Received field, read, or why it cannot be. */
export type Received = ReceivedHop | { readonly ok: false; readonly code: ReceivedFault | 'empty' }

const MAX_TEXT = 320

/**
 * Reads the value of a Received field (RFC 5321 section 4.4), folded or not, in the ways that Postfix, Exim, qmail, Sendmail, Exchange,
 * Gmail, Yandex, Mail.ru and Yahoo write it. What the client said of itself is kept apart from what the server saw. Nothing is thrown;
 * time is linear in the length.
 *
 * Anybody can write such a field: believe only those that your own servers put on top.
 *
 * @example
 * ```ts
 * import { parseReceived } from '@waxseal/provenance'
 *
 * const hop = parseReceived('from me (mail.romashka.ru [203.0.113.7]) by mx.example.net with ESMTPS; Fri, 2 Jan 2026 10:00:00 +0300')
 * console.log(hop.ok && hop.from) // { helo: 'me', name: 'mail.romashka.ru', address: '203.0.113.7', addressFrom: 'server' }
 * console.log(hop.ok && hop.by, hop.ok && hop.time) // mx.example.net 1767337200
 * ```
 */
export function parseReceived(value: string): Received {
  const read = readClauses(value)
  if (typeof read === 'string') return { ok: false, code: read }
  const { clauses, comments, date } = read
  if (clauses.size === 0 && comments.length === 0 && date === '') return { ok: false, code: 'empty' }
  const from = clauses.get('from')
  const by = clauses.get('by')?.words[0]
  const time = readReceivedDate(date)
  const envelopeFrom = comments.map(readEnvelope).find((found) => found !== undefined)
  return {
    ok: true,
    ...(from ? { from: readClient(from) } : {}),
    ...(by === undefined ? {} : { by: readServer(by) }),
    ...member('with', clauses.get('with')?.words.join(' ')),
    ...member('via', clauses.get('via')?.words.join(' ')),
    ...member('id', clauses.get('id')?.words[0]),
    ...member('for', bareAddress(clauses.get('for')?.words[0])),
    ...(envelopeFrom === undefined ? {} : { envelopeFrom }),
    ...(time === undefined ? {} : { time }),
  }
}

function member<Name extends string>(name: Name, text: string | undefined): { readonly [Key in Name]?: string } {
  return text === undefined || text === '' || text.length > MAX_TEXT
    ? {}
    : ({ [name]: text } as { readonly [Key in Name]?: string })
}

function readServer(text: string): string {
  const bare = text.endsWith('.') ? text.slice(0, -1) : text
  return readDomainName(bare) ?? bare.slice(0, MAX_TEXT).toLowerCase()
}

/** `envelope-from <a@b>` of Exim and Sendmail. */
function readEnvelope(comment: string): string | undefined {
  return bareAddress(/^envelope-(?:from|sender) (\S{1,320})/i.exec(comment)?.[1])
}

function bareAddress(text: string | undefined): string | undefined {
  return text?.startsWith('<') && text.endsWith('>') ? text.slice(1, -1) : text
}
