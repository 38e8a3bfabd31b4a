import { type EmailAddress, normalizeEmailAddress, parseEmailAddress } from '@waxseal/core'
import type { Campaign, Message } from './campaign.js'
import { ContactBase } from './contact-base.js'

/** A contact list. */
export interface ContactList {
  readonly id: string
  title: string
}

/** A custom field. `Name` is there from the start. */
export interface ContactField {
  readonly id: string
  readonly name: string
  readonly publicName: string
  readonly type: string
}

/** Everything that the provider keeps for one account. */
export class Account {
  readonly id: string
  readonly contacts = new ContactBase()
  readonly lists = new Map<string, ContactList>()
  readonly fields = new Map<string, ContactField>()
  readonly messages = new Map<string, Message>()
  readonly campaigns = new Map<string, Campaign>()
  /** Addresses, in normal form, to which a letter could not be delivered for good. */
  readonly unreachable = new Set<string>()
  /** Letters accepted through the Go API. */
  goLetters = 0
  readonly #senders: ReadonlySet<string> | undefined
  readonly #nextId = { list: 501, field: 71, message: 778_001, campaign: 660_010 }

  constructor(id: string, lists: readonly ContactList[], senders: readonly string[] | undefined) {
    this.id = id
    this.#senders = senders && new Set(senders.map((sender) => normalizeEmailAddress(sender) ?? sender))
    for (const list of lists) {
      this.lists.set(list.id, { ...list })
      this.#nextId.list = Math.max(this.#nextId.list, Number(list.id) + 1)
    }
    this.addField('Name', 'string')
  }

  newId(kind: 'list' | 'field' | 'message' | 'campaign'): string {
    return String(this.#nextId[kind]++)
  }

  addField(name: string, type: string, publicName = name): ContactField {
    const field = { id: this.newId('field'), name, publicName, type }
    this.fields.set(name, field)
    return field
  }

  /** The address taken apart when letters from it may be sent. */
  confirmedSender(email: string): EmailAddress | undefined {
    const normal = normalizeEmailAddress(email)
    if (normal === undefined || this.#senders?.has(normal) === false) return undefined
    return parseEmailAddress(normal)
  }

  /** Tells whether the domain is that of a confirmed sender. */
  ownsDomain(domain: string): boolean {
    if (this.#senders === undefined) return true
    for (const sender of this.#senders) if (parseEmailAddress(sender)?.domain === domain) return true
    return false
  }
}
