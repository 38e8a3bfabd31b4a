import { join } from 'node:path'
import { systemCode, WaxsealError } from '@waxseal/core'
import type { Activity } from './activity.js'
import { HOST_RELAY, SERVICE_RELAY } from './mail/hosts.js'
import { Outbox } from './mail/outbox.js'
import { type Peers, Relay } from './mail/relay.js'
import { mailKeys, Zone } from './mail/zone.js'
import type { Settings } from './settings.js'
import type { MailServer } from './smtp/mail-server.js'
import { Maildir } from './smtp/maildir.js'
import { startReceiver } from './smtp/receiver.js'
import { startSubmission } from './smtp/submission.js'
import type { Account } from './state/account.js'

/** Everything of the sandbox that has to do with mail. */
export interface PostOffice {
  readonly zone: Zone
  readonly maildir: Maildir
  readonly outbox: Outbox
  readonly receiver: MailServer
  readonly submission: MailServer
  stop(): Promise<void>
}

/** What the post office works with. */
export interface PostOfficeOptions {
  readonly settings: Settings
  readonly account: Account
  readonly activity: Activity
  readonly newEximId: () => string
}

/** Makes keys, zone and Maildir and starts the mail servers. Throws `sandbox-directory-unusable`. */
export async function openPostOffice(options: PostOfficeOptions): Promise<PostOffice> {
  const { account, activity, newEximId, settings } = options
  const { clock, host } = settings
  const maildir = await openMaildir(settings)
  const keys = await mailKeys()
  const zone = new Zone(keys)
  const peers: Peers = new Map()
  const peerAt = (port: number) => peers.get(port)
  const receiver = await startReceiver({ host, zone, maildir, clock, peerAt })
  const service = new Relay(SERVICE_RELAY, receiver.endpoint, peers)
  const own = new Relay(HOST_RELAY, receiver.endpoint, peers)
  const submission = await startSubmission({ host, account, zone, keys, relay: own, activity, clock })
  return {
    zone,
    maildir,
    outbox: new Outbox({ accountId: account.id, keys, relay: service, clock, newEximId }),
    receiver,
    submission,
    async stop() {
      service.stop()
      own.stop()
      await Promise.all([submission.stop(), receiver.stop()])
    },
  }
}

async function openMaildir({ clock, directory, random }: Settings): Promise<Maildir> {
  try {
    return await Maildir.open(join(directory, 'Maildir'), clock, random)
  } catch (cause) {
    throw new WaxsealError('sandbox-directory-unusable', 'the folder of the sandbox cannot be made', {
      details: { code: systemCode(cause) ?? 'unknown' },
      cause,
    })
  }
}
