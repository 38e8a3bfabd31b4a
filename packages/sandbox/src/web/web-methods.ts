import { campaignMethods } from './methods/campaigns.js'
import { contactMethods } from './methods/contacts.js'
import { fieldMethods } from './methods/fields.js'
import { importMethods } from './methods/import-contacts.js'
import { listMethods } from './methods/lists.js'
import { messageMethods } from './methods/messages.js'
import { statsMethods } from './methods/stats.js'
import { taskMethods } from './methods/tasks.js'
import type { WebMethod } from './web-method.js'

/** Every method of the classic API that the sandbox knows, by wire name. */
export const WEB_METHODS: ReadonlyMap<string, WebMethod> = new Map(
  Object.entries({
    ...listMethods,
    ...contactMethods,
    ...importMethods,
    ...fieldMethods,
    ...messageMethods,
    ...campaignMethods,
    ...statsMethods,
    ...taskMethods,
  }),
)
