import { ApiFault, referenced } from '../api-fault.js'
import type { WebMethods } from '../web-method.js'

/** Methods of lists. */
export const listMethods: WebMethods = {
  getLists: {
    run: ({ account, numbers }) =>
      [...account.lists.values()].map((list) => ({ id: numbers.write(list.id), title: list.title })),
  },
  createList: {
    run: ({ account, args, numbers }) => {
      const title = args.required('title')
      for (const list of account.lists.values()) {
        if (list.title === title) throw new ApiFault('unspecified', referenced(`List "${title}" already exists`))
      }
      const id = account.newId('list')
      account.lists.set(id, { id, title })
      return { id: numbers.write(id) }
    },
  },
}
