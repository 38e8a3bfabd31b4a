import { row } from './method.js'
import {
  campaignArguments,
  createCampaignAnswer,
  createCampaignArguments,
  getCampaignCommonStatsAnswer,
  getCampaignDeliveryStatsArguments,
  getCampaignStatusAnswer,
  getCampaignsAnswer,
  getCampaignsArguments,
} from './schema/campaigns.js'
import {
  exportContactsArguments,
  getContactAnswer,
  getContactArguments,
  IMPORT_ROWS,
  importContactsAnswer,
  importContactsArguments,
} from './schema/contacts.js'
import { createListAnswer, createListArguments, getListsAnswer, getListsArguments } from './schema/lists.js'
import { createEmailMessageAnswer, createEmailMessageArguments } from './schema/messages.js'
import { getTaskResultArguments, taskAnswer } from './schema/tasks.js'

const USUAL = { calls: 1200, perSeconds: 60 }

/**
 * The methods of the Web API that this client knows, by their names on the wire.
 *
 * @example
 * ```ts
 * import { webMethods } from '@waxseal/unisender'
 *
 * console.log(webMethods.importContacts.effect) // write-idempotent
 * console.log(webMethods.importContacts.personal) // [ 'arguments.data', 'result.log[].message' ]
 * ```
 */
export const webMethods = {
  getLists: row({
    name: 'getLists',
    effect: 'read',
    arguments: getListsArguments,
    answer: getListsAnswer,
    forms: {},
    personal: [],
    limits: USUAL,
  }),
  createList: row({
    name: 'createList',
    effect: 'write',
    arguments: createListArguments,
    answer: createListAnswer,
    forms: { title: 'scalar', before_subscribe_url: 'scalar', after_subscribe_url: 'scalar' },
    personal: [],
    limits: USUAL,
  }),
  importContacts: row({
    name: 'importContacts',
    effect: 'write-idempotent',
    arguments: importContactsArguments,
    answer: importContactsAnswer,
    forms: { field_names: 'php-indexed', data: 'php-matrix', overwrite_tags: 'scalar', overwrite_lists: 'scalar' },
    personal: ['arguments.data', 'result.log[].message'],
    // "At most two more tries" is the provider's own advice.
    limits: { ...USUAL, tries: 3, rows: IMPORT_ROWS },
  }),
  getContact: row({
    name: 'getContact',
    effect: 'read',
    arguments: getContactArguments,
    answer: getContactAnswer,
    forms: { email: 'scalar', include_lists: 'scalar', include_fields: 'scalar', include_details: 'scalar' },
    personal: ['arguments.email', 'result.email', 'result.fields'],
    limits: USUAL,
  }),
  'async/exportContacts': row({
    name: 'async/exportContacts',
    effect: 'write',
    arguments: exportContactsArguments,
    answer: taskAnswer,
    forms: {
      notify_url: 'scalar',
      list_id: 'scalar',
      field_names: 'php-list',
      email: 'scalar',
      phone: 'scalar',
      tag: 'scalar',
      email_status: 'scalar',
      phone_status: 'scalar',
    },
    personal: ['arguments.email', 'arguments.phone', 'result.file_to_download'],
    limits: { calls: 20, perSeconds: 60 },
  }),
  'async/getTaskResult': row({
    name: 'async/getTaskResult',
    effect: 'read',
    arguments: getTaskResultArguments,
    answer: taskAnswer,
    forms: { task_uuid: 'scalar' },
    // Who has the address of the file has the base.
    personal: ['result.file_to_download'],
    limits: USUAL,
  }),
  createEmailMessage: row({
    name: 'createEmailMessage',
    effect: 'write',
    arguments: createEmailMessageArguments,
    answer: createEmailMessageAnswer,
    forms: {
      sender_name: 'scalar',
      sender_email: 'scalar',
      subject: 'scalar',
      body: 'scalar',
      list_id: 'scalar',
      text_body: 'scalar',
      generate_text: 'scalar',
      tag: 'scalar',
      attachments: 'php-map',
      lang: 'scalar',
      template_id: 'scalar',
      system_template_id: 'scalar',
      wrap_type: 'scalar',
      categories: 'csv',
      series_day: 'scalar',
      series_time: 'scalar',
    },
    personal: [],
    limits: { ...USUAL, bodyBytes: 8 * 1024 * 1024 },
  }),
  createCampaign: row({
    name: 'createCampaign',
    effect: 'send',
    arguments: createCampaignArguments,
    answer: createCampaignAnswer,
    forms: {
      message_id: 'scalar',
      start_time: 'scalar',
      timezone: 'scalar',
      track_read: 'scalar',
      track_links: 'scalar',
      contacts: 'csv',
      contacts_url: 'scalar',
      track_ga: 'scalar',
      ga_medium: 'scalar',
      ga_source: 'scalar',
      ga_campaign: 'scalar',
      ga_content: 'scalar',
      ga_term: 'scalar',
      payment_limit: 'scalar',
      payment_currency: 'scalar',
      defer: 'scalar',
    },
    personal: ['arguments.contacts', 'arguments.contacts_url'],
    limits: USUAL,
  }),
  getCampaigns: row({
    name: 'getCampaigns',
    effect: 'read',
    arguments: getCampaignsArguments,
    answer: getCampaignsAnswer,
    forms: { from: 'scalar', to: 'scalar', limit: 'scalar', offset: 'scalar' },
    personal: [],
    limits: USUAL,
  }),
  getCampaignStatus: row({
    name: 'getCampaignStatus',
    effect: 'read',
    arguments: campaignArguments,
    answer: getCampaignStatusAnswer,
    forms: { campaign_id: 'scalar' },
    personal: [],
    limits: USUAL,
  }),
  'async/getCampaignDeliveryStats': row({
    name: 'async/getCampaignDeliveryStats',
    effect: 'write',
    arguments: getCampaignDeliveryStatsArguments,
    answer: taskAnswer,
    forms: { campaign_id: 'scalar', notify_url: 'scalar', changed_since: 'scalar', field_ids: 'php-list' },
    personal: ['result.file_to_download'],
    limits: USUAL,
  }),
  getCampaignCommonStats: row({
    name: 'getCampaignCommonStats',
    effect: 'read',
    arguments: campaignArguments,
    answer: getCampaignCommonStatsAnswer,
    forms: { campaign_id: 'scalar' },
    personal: [],
    limits: USUAL,
  }),
} as const
