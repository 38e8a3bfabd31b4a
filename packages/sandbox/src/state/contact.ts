/** How an address or a phone stands in a list. */
export interface Membership {
  status: string
  readonly addedAt: number
}

/** A contact of the base: an e-mail address, a phone or both, each with its own lists. */
export interface Contact {
  readonly id: string
  email: string | undefined
  phone: string | undefined
  emailStatus: string
  phoneStatus: string
  readonly emailLists: Map<string, Membership>
  readonly phoneLists: Map<string, Membership>
  /** Lists from which the address has been unsubscribed. */
  readonly unsubscribed: Set<string>
  readonly tags: Set<string>
  /** Values of custom fields by name. */
  readonly fields: Map<string, string>
  /** Values of system columns that the sandbox only keeps: `email_request_ip`, `email_confirm_time`, … */
  readonly attributes: Map<string, string>
  addedAt: number
  lastSentAt: number | undefined
  lastDeliveredAt: number | undefined
}

/** Tells whether a campaign to the list goes to the contact. */
export function isMailable(contact: Contact, listId: string): boolean {
  const membership = contact.emailLists.get(listId)
  if (contact.email === undefined || membership === undefined || contact.unsubscribed.has(listId)) return false
  return isActive(contact.emailStatus) && isActive(membership.status)
}

function isActive(status: string): boolean {
  return status === 'new' || status === 'active'
}
