import { ApiFault, referenced } from '../api-fault.js'
import { isSystemColumn } from '../import-columns.js'
import type { WebMethods } from '../web-method.js'

const TYPES = new Set(['string', 'text', 'number', 'date', 'bool'])

/** The form of a custom field's name. */
export const FIELD_NAME = /^[A-Za-z]\w{0,63}$/

/** Methods of custom fields. */
export const fieldMethods: WebMethods = {
  getFields: {
    run: ({ account, numbers }) =>
      [...account.fields.values()].map((field, index) => ({
        id: numbers.write(field.id),
        name: field.name,
        public_name: field.publicName,
        type: field.type,
        is_visible: numbers.write(1),
        view_pos: numbers.write(index + 1),
      })),
  },
  createField: {
    run: ({ account, args, numbers }) => {
      const name = args.required('name')
      const type = args.required('type')
      if (!FIELD_NAME.test(name) || isSystemColumn(name)) {
        throw new ApiFault('invalid_arg', referenced(`"${name}" cannot be the name of a field`))
      }
      if (!TYPES.has(type)) throw new ApiFault('invalid_arg', 'type is unknown')
      if (account.fields.has(name)) throw new ApiFault('invalid_arg', referenced(`Field "${name}" already exists`))
      return { id: numbers.write(account.addField(name, type, args.text('public_name') ?? name).id) }
    },
  },
}
