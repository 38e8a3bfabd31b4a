import type { Context } from './context.js'
import type { CallOptions } from './options.js'
import type { WebArguments } from './web-call.js'
import { webMethods } from './web-methods.js'

/** A list of the account. */
export interface ContactList {
  readonly id: string
  readonly title: string
}

/** The lists of the account. */
export interface Lists {
  /** Every list. */
  all(options?: CallOptions): AsyncIterable<ContactList>
  /** Makes a list; its title must be new in the account. */
  create(list: WebArguments<'createList'>, options?: CallOptions): Promise<{ readonly id: string }>
}

export function createLists({ caller }: Context): Lists {
  return {
    async *all(options) {
      for (const { id, title } of await caller.call(webMethods.getLists, {}, options)) yield { id, title }
    },
    create: (list, options) => caller.call(webMethods.createList, list, options),
  }
}
