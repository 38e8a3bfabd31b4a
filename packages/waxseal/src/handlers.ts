import type { Call } from './call.js'
import { deliveries, listCampaigns, status } from './campaign-reads.js'
import { exportContacts, getContact, listContacts } from './contacts/contact-reads.js'
import { importContacts } from './contacts/import-contacts.js'
import type { OperationName } from './operations.js'
import { sendCampaign } from './send/send-campaign.js'

/** The steps of one operation after authorization. The input has been checked against the operation's schema. */
export type Handler = (call: Call, input: Readonly<Record<string, unknown>>) => Promise<unknown>

/** The steps of each operation. */
export const handlers: Readonly<Record<OperationName, Handler>> = {
  'lists.list': async (call) => call.lists.map((name) => ({ name })),
  'contacts.list': (call, input) => listContacts(call, input.limit as number | undefined),
  'contacts.get': (call, input) => getContact(call, input.id as string),
  'contacts.export': (call) => exportContacts(call),
  'contacts.import': (call, input) => importContacts(call, input.file as Parameters<typeof importContacts>[1]),
  'campaigns.send': (call, input) => sendCampaign(call, input as unknown as Parameters<typeof sendCampaign>[1]),
  'campaigns.list': async (call) => listCampaigns(call),
  'campaigns.status': (call, input) => status(call, input.campaign as string),
  'campaigns.deliveries': (call, input) => deliveries(call, input.campaign as string),
}
