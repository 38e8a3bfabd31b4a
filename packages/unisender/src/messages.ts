import type { ProviderMessage } from '@waxseal/core'
import type { Context } from './context.js'
import type { CallOptions } from './options.js'
import { webMethods } from './web-methods.js'

/** The messages stored at the provider. */
export interface Messages {
  /** Stores a message for one list; sends nothing. Without `text` the provider gets no text part and makes none. */
  create(message: ProviderMessage, options?: CallOptions): Promise<{ readonly id: string }>
}

export function createMessages({ caller }: Context): Messages {
  return {
    async create(message, options) {
      const answer = await caller.call(
        webMethods.createEmailMessage,
        {
          sender_name: message.senderName,
          sender_email: message.senderEmail,
          subject: message.subject,
          body: message.html,
          list_id: message.listId,
          ...(message.text === undefined ? {} : { text_body: message.text }),
        },
        options,
      )
      return { id: answer.message_id }
    },
  }
}
