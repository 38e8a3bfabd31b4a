import type { SandboxCampaign, SandboxContact } from './sandbox.js'
import type { Account } from './state/account.js'

/** The contacts whose address is in the list, in the order in which they were added. */
export function inspectContacts(account: Account, listId: string): SandboxContact[] {
  const contacts: SandboxContact[] = []
  for (const contact of account.contacts.all()) {
    const { email, emailStatus, fields, phone } = contact
    if (email === undefined || !contact.emailLists.has(listId)) continue
    const status = contact.unsubscribed.has(listId) ? 'unsubscribed' : emailStatus
    contacts.push({ email, ...(phone === undefined ? {} : { phone }), fields: Object.fromEntries(fields), status })
  }
  return contacts
}

/** All campaigns, in the order in which they were made. */
export function inspectCampaigns(account: Account): SandboxCampaign[] {
  return [...account.campaigns.values()].map(({ deliveries, id, message, status }) => ({
    id,
    messageId: message.id,
    listId: message.listId,
    status,
    total: deliveries.length,
    delivered: deliveries.filter((delivery) => delivery.status === 'ok_delivered').length,
    failed: deliveries.filter((delivery) => delivery.status.startsWith('err_')).length,
  }))
}
