import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { BOUNCE_DOMAIN, HOST_RELAY, SERVICE_DOMAIN, SERVICE_RELAY } from './hosts.js'

/** The private keys of the sandbox's world. */
export interface MailKeys {
  /** Signs for the sender's domain, selector `us`. */
  readonly sender: KeyObject
  /** The service's own, selector `jul2015`. */
  readonly service: KeyObject
  /** The host's own mail server, selector `mail`. */
  readonly host: KeyObject
}

let made: Promise<MailKeys> | undefined

/** The keys of this process. Made once, because making them is nearly all of a start, and test suites start sandboxes by the hundred. */
export function mailKeys(): Promise<MailKeys> {
  made ??= makeKeys()
  return made
}

/** All at once and off the main thread. */
async function makeKeys(): Promise<MailKeys> {
  const generate = promisify(generateKeyPair)
  const pair = () => generate('rsa', { modulusLength: 2048 })
  const [sender, service, host] = await Promise.all([pair(), pair(), pair()])
  return { sender: sender.privateKey, service: service.privateKey, host: host.privateKey }
}

/** The DNS of the sandbox's world: TXT records by name. */
export class Zone {
  readonly records: Record<string, string> = {}
  readonly #keys: { readonly sender: string; readonly host: string }

  constructor(keys: MailKeys) {
    this.#keys = { sender: dkimRecord(keys.sender), host: dkimRecord(keys.host) }
    this.records[`jul2015._domainkey.${SERVICE_DOMAIN}`] = dkimRecord(keys.service)
    this.records['spf.unisender.com'] = `v=spf1 ip4:${SERVICE_RELAY.address} ~all`
    this.records[BOUNCE_DOMAIN] = 'v=spf1 include:spf.unisender.com ~all'
  }

  /** Publishes what the owner of a sender domain publishes. The service's own names stay what they are. */
  addSenderDomain(domain: string): void {
    this.records[`us._domainkey.${domain}`] ??= this.#keys.sender
    this.records[`mail._domainkey.${domain}`] ??= this.#keys.host
    this.records[domain] ??= `v=spf1 ip4:${HOST_RELAY.address} include:spf.unisender.com ~all`
    this.records[`_dmarc.${domain}`] ??= 'v=DMARC1; p=none'
  }

  txt(name: string): string | undefined {
    return Object.hasOwn(this.records, name) ? this.records[name] : undefined
  }
}

function dkimRecord(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return `v=DKIM1; k=rsa; p=${der.toString('base64')}`
}
