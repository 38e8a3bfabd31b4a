import { type Clock, parseEmailAddress } from '@waxseal/core'
import type { Activity } from '../activity.js'
import { splitLetter } from '../dkim/canonical.js'
import { signLetter } from '../dkim/sign-letter.js'
import { HOST_RELAY } from '../mail/hosts.js'
import { mailDate } from '../mail/mail-date.js'
import type { Relay } from '../mail/relay.js'
import type { MailKeys, Zone } from '../mail/zone.js'
import type { Account } from '../state/account.js'
import { fromDomain } from './from-domain.js'
import { MailServer } from './mail-server.js'
import { refusal } from './smtp-refusal.js'

const SIGNED_FIELDS = [
  ...['from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id', 'in-reply-to', 'references'],
  ...['mime-version', 'content-type', 'content-transfer-encoding', 'list-id', 'list-unsubscribe'],
]

/** What the submission server needs. */
export interface SubmissionOptions {
  readonly host: string
  readonly account: Account
  readonly zone: Zone
  readonly keys: MailKeys
  readonly relay: Relay
  readonly activity: Activity
  readonly clock: Clock
}

/**
 * Starts the host's own mail server (RFC 6409). Any credential is good, but only letters from the host's domains are taken. The answer
 * comes when the receiver has answered, so a letter that was accepted is in the Maildir.
 */
export function startSubmission(options: SubmissionOptions): Promise<MailServer> {
  const { account, clock, keys, relay, zone } = options

  function assertOwn(domain: string | undefined): string {
    if (domain === undefined || !account.ownsDomain(domain)) throw refusal(550, '5.7.1 sender is not of this host')
    return domain
  }

  async function pass(letter: Buffer, from: string, to: readonly string[], client: string): Promise<void> {
    const domain = assertOwn(fromDomain(splitLetter(letter).fields))
    zone.addSenderDomain(domain)
    const at = clock()
    const signer = { domain, selector: 'mail', key: keys.host, fields: SIGNED_FIELDS }
    const received = `Received: from [${client}]\r\n\tby ${HOST_RELAY.name} with ESMTP; ${mailDate(at)}\r\n`
    const signed = Buffer.concat([Buffer.from(received), await signLetter(letter, [signer], at)])
    const result = await relay.send({ from, to, letter: signed })
    if (result === 'refused') throw refusal(550, '5.1.1 refused by the recipient')
    if (result === 'failed') throw refusal(451, '4.4.1 the recipient does not answer')
  }

  return MailServer.start(options.host, {
    name: HOST_RELAY.name,
    onSender(address) {
      assertOwn(parseEmailAddress(address)?.domain)
    },
    onRecipient() {},
    onLetter: (letter, session) => {
      const { mailFrom, rcptTo } = session.envelope
      const to = rcptTo.map((recipient) => recipient.address)
      return options.activity.run(() =>
        pass(letter, mailFrom === false ? '' : mailFrom.address, to, session.remoteAddress),
      )
    },
  })
}
