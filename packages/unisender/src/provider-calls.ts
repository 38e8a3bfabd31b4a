import type { WebMethodName } from './web-call.js'

/** The methods of the provider port, by group and name. */
export type ProviderMethodName =
  | 'contacts.exportAll'
  | 'contacts.get'
  | 'contacts.importAll'
  | 'messages.create'
  | 'campaigns.create'
  | 'campaigns.find'
  | 'campaigns.status'
  | 'campaigns.deliveries'

/**
 * Which rows of the method table each method of the provider port may use, so that a test of a guard can prove that every call
 * which touches contacts is behind it.
 *
 * @example
 * ```ts
 * import { providerCalls } from '@waxseal/unisender'
 *
 * console.log(providerCalls['contacts.exportAll']) // [ 'async/exportContacts', 'async/getTaskResult' ]
 * ```
 */
export const providerCalls: Readonly<Record<ProviderMethodName, readonly WebMethodName[]>> = {
  'contacts.exportAll': ['async/exportContacts', 'async/getTaskResult'],
  'contacts.get': ['getContact'],
  'contacts.importAll': ['importContacts'],
  'messages.create': ['createEmailMessage'],
  'campaigns.create': ['createCampaign'],
  'campaigns.find': ['getCampaigns'],
  'campaigns.status': ['getCampaignStatus'],
  'campaigns.deliveries': ['async/getCampaignDeliveryStats', 'async/getTaskResult'],
}
