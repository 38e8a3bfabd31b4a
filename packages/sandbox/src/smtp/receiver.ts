import type { Clock } from '@waxseal/core'
import type { SMTPServerSession } from 'smtp-server'
import { type HeaderField, splitLetter } from '../dkim/canonical.js'
import { type MailHost, OUTSIDE_ADDRESS, RECEIVER_NAME } from '../mail/hosts.js'
import { mailDate } from '../mail/mail-date.js'
import type { Zone } from '../mail/zone.js'
import { createAuthenticator } from './authenticate.js'
import { MailServer } from './mail-server.js'
import type { Maildir } from './maildir.js'
import { refusal } from './smtp-refusal.js'

/** Recipients in this domain are refused as unknown, so that a host can see what a bounce looks like. */
const BOUNCING_DOMAIN = 'nowhere.invalid'

/** What the receiving server needs. */
export interface ReceiverOptions {
  readonly host: string
  readonly zone: Zone
  readonly maildir: Maildir
  readonly clock: Clock
  /** Which of the sandbox's own mail servers has a connection, by its port; `undefined` for everybody else. */
  readonly peerAt: (port: number) => MailHost | undefined
}

/** Starts the recipients' server: it notes on each letter where it came from and what could be verified, and files it. */
export function startReceiver(options: ReceiverOptions): Promise<MailServer> {
  const authenticate = createAuthenticator(options.zone)

  function file(letter: Buffer, session: SMTPServerSession): void {
    const peer = options.peerAt(session.remotePort) ?? { name: heloName(session), address: OUTSIDE_ADDRESS }
    const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
    const split = splitLetter(letter)
    const results = authenticate(split, { peer, from })
    const kept = split.fields.filter((field) => !isForgedTrace(field)).map((field) => `${field.raw}\r\n`)
    const rest = Buffer.concat([Buffer.from(`${kept.join('')}\r\n`, 'latin1'), split.body])
    for (const { address } of session.envelope.rcptTo) {
      const received = [
        `Received: from ${peer.name} (${peer.name} [${peer.address}])`,
        `by ${RECEIVER_NAME} with ${session.transmissionType} id ${session.id}.${session.transaction}`,
        `for <${printable(address)}>; ${mailDate(options.clock())}`,
      ].join('\r\n\t')
      const trace = `Return-Path: <${printable(from)}>\r\nDelivered-To: ${printable(address)}\r\n${results}\r\n${received}\r\n`
      options.maildir.deliver(Buffer.concat([Buffer.from(trace), rest]))
    }
  }

  return MailServer.start(options.host, {
    name: RECEIVER_NAME,
    onRecipient(address) {
      if (address.toLowerCase().endsWith(`@${BOUNCING_DOMAIN}`)) throw refusal(550, '5.1.1 user unknown')
    },
    onLetter: async (letter, session) => file(letter, session),
  })
}

/** What only the receiver may have written: a sender who wrote it lies (RFC 5321 section 4.4, RFC 8601 section 5). */
function isForgedTrace(field: HeaderField): boolean {
  if (field.name === 'return-path') return true
  // Anywhere in the field: a comment may stand before the name.
  return field.name === 'authentication-results' && field.raw.toLowerCase().includes(RECEIVER_NAME)
}

/** The name a stranger gave himself, cut down to what a name can hold. */
function heloName(session: SMTPServerSession): string {
  const name = String(session.hostNameAppearsAs).replace(/[^A-Za-z0-9.:[\]-]/g, '')
  return name === '' ? 'unknown' : name.slice(0, 255)
}

function printable(address: string): string {
  return address.replace(/[\p{Cc}<>]/gu, '').slice(0, 320)
}
